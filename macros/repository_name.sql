{#- `owner/name` of a repository, also where it was written as an address -#}
{%- macro repository_name(text) -%}
    coalesce(
        {{ regex_group(text, '^(https?://)?(www[.])?(github[.]com/)?([^/]+/[^/]+?)([.]git)?/*$', 4) }},
        {{ text }}
    )
{%- endmacro -%}
