{%- macro url_encoded_path(text) -%}
    {{ adapter.dispatch('url_encoded_path')(text) }}
{%- endmacro -%}

{%- macro duckdb__url_encoded_path(text) -%}
    replace(replace(url_encode({{ text }}), '%2F', '/'), '%3A', ':')
{%- endmacro -%}

{#- Spark encodes forms, not paths: a space as `+`, `~` encoded, `*` not -#}
{%- macro spark__url_encoded_path(text) -%}
    replace(replace(replace(replace(replace(
        url_encode({{ text }}), '+', '%20'), '*', '%2A'), '%7E', '~'), '%2F', '/'), '%3A', ':')
{%- endmacro -%}
