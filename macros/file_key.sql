{#- the words that a file's name begins with, and its ending: shards and steps carry numbers behind
    them, `rng_state_0.pth` and `pytorch_model-00001-of-00002.bin` -#}
{%- macro file_key(path) -%}
    {{ regex_group('lower(' ~ path ~ ')', '(^|/)([a-z]+(_[a-z]+)*)[^/]*$', 2) }}
    || '.' || {{ regex_group('lower(' ~ path ~ ')', '[.]([^./]+)$', 1) }}
{%- endmacro -%}
