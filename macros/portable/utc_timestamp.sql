{#- Only texts of one form reach the engine's cast, since each takes some that the other
    refuses; and each of them names its zone, or the session's zone would be taken. -#}
{%- macro utc_timestamp(text) -%}
    {%- set date = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set time = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?' -%}
    {%- set zone = '(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)' -%}
    {%- set zoned_text -%}
    case
        when {{ regex_matches(text, '^' ~ date ~ '[T ]' ~ time ~ zone ~ '$') }} then {{ text }}
        when {{ regex_matches(text, '^' ~ date ~ '[T ]' ~ time ~ '$') }} then {{ text }} || 'Z'
        when {{ regex_matches(text, '^' ~ date ~ '$') }} then {{ text }} || 'T00:00:00Z'
    end
    {%- endset -%}
    {{ adapter.dispatch('utc_timestamp')(zoned_text) }}
{%- endmacro -%}

{%- macro duckdb__utc_timestamp(zoned_text) -%}
    try_cast({{ zoned_text }} as timestamptz) at time zone 'UTC'
{%- endmacro -%}

{#- the clock of UTC in any session: through microseconds, as `timestamp` shows local time -#}
{%- macro spark__utc_timestamp(zoned_text) -%}
    cast(
        timestampadd(
            microsecond,
            unix_micros(try_cast({{ zoned_text }} as timestamp_ltz)),
            timestamp_ntz '1970-01-01 00:00:00'
        ) as timestamp
    )
{%- endmacro -%}
