{#- one word for each answer of the Hub: it says `false`, `"auto"`, `"manual"`, once `true` -#}
{%- macro gating_word(gated) -%}
    case when {{ gated }} = 'false' then 'open' when {{ gated }} = 'true' then 'gated' else {{ gated }} end
{%- endmacro -%}
