{#- with spaces around it, so that the pattern needs no end of text in its middle -#}
{%- macro name_size(name, group) -%}
    {{ regex_group(
        "(' ' || " ~ name ~ " || ' ')",
        '[^a-zA-Z0-9.](([0-9]{1,3})[xX])?([0-9]{1,4}([.][0-9]{1,3})?)([mMbB])[^a-zA-Z0-9]',
        group
    ) }}
{%- endmacro -%}
