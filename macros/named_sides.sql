{#- a sentence with `{upstream}` and `{downstream}` replaced by what the two sides have -#}
{%- macro named_sides(template, relation='first_matches') -%}
    replace(
        replace(
            {{ template }},
            '{upstream}',
            {{ license_key_name(relation ~ '.upstream_license_key') }}
        ),
        '{downstream}',
        {{ license_key_name(relation ~ '.downstream_license_key') }}
    )
{%- endmacro -%}
