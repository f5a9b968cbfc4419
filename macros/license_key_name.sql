{#- a license key as a reader knows it: the license, or words for why there is none -#}
{%- macro license_key_name(license_key) -%}
    case {{ license_key }}
        when 'none' then 'no license'
        when 'not_collected' then 'a license that was not collected'
        when 'ambiguous' then 'an unnamed license'
        else {{ license_key }}
    end
{%- endmacro -%}
