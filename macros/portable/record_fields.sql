{%- macro record_fields(record, fields) -%}
    {%- for name, field in fields.items() -%}
        {%- if field.type not in (
            'string', 'scalar', 'bigint', 'double', 'boolean', 'timestamp', 'json'
        ) -%}
            {{- exceptions.raise_compiler_error(
                "The field " ~ name ~ " has the type " ~ field.type ~ "; write one of string, scalar, bigint, double, boolean, timestamp, json."
            ) -}}
        {%- endif -%}
    {%- endfor -%}
    {{ adapter.dispatch('record_fields')(record, fields) }}
{%- endmacro -%}

{%- macro duckdb__record_fields(record, fields) -%}
    {%- for name, field in fields.items() -%}
        {%- set value = record ~ '[' ~ loop.index ~ ']' -%}
        {%- set text = '(' ~ value ~ " ->> '$')" -%}
        {%- set type = 'json_type(' ~ value ~ ')' -%}
        {%- if field.type == 'string' -%}
            case when {{ type }} = 'VARCHAR' then {{ text }} end
        {%- elif field.type == 'scalar' -%}
            case when {{ type }} not in ('ARRAY', 'OBJECT') then {{ text }} end
        {%- elif field.type == 'bigint' -%}
            case when {{ type }} in ('BIGINT', 'UBIGINT') then try_cast({{ value }} as bigint) end
        {%- elif field.type == 'double' -%}
            case when {{ type }} in ('BIGINT', 'UBIGINT', 'DOUBLE') then cast({{ value }} as double) end
        {%- elif field.type == 'boolean' -%}
            case when {{ type }} = 'BOOLEAN' then cast({{ value }} as boolean) end
        {%- elif field.type == 'timestamp' -%}
            {{ utc_timestamp(text) }}
        {%- else -%}
            case when {{ type }} <> 'NULL' then cast({{ value }} as varchar) end
        {%- endif %} as {{ name }}
        {%- if not loop.last %},
    {% endif -%}
    {%- endfor -%}
{%- endmacro -%}

{%- macro spark__record_fields(record, fields) -%}
    {%- for name, field in fields.items() -%}
        {%- set path = ('$["' ~ (field.get('path', name) | replace('.', '"]["')) ~ '"]')
            | replace('[0]"]', '"][0]') -%}
        {%- set get = 'try_variant_get(' ~ record ~ ", '" ~ path ~ "', " -%}
        {%- set type = 'schema_of_variant(' ~ get ~ "'variant'))" -%}
        {%- if field.type == 'string' -%}
            case when {{ type }} = 'STRING' then {{ get }}'string') end
        {%- elif field.type == 'scalar' -%}
            case when not {{ type }} rlike '^(ARRAY|OBJECT)' then {{ get }}'string') end
        {%- elif field.type == 'bigint' -%}
            case when {{ type }} = 'BIGINT' then {{ get }}'bigint') end
        {%- elif field.type == 'double' -%}
            case when {{ type }} rlike '^(BIGINT|DECIMAL|DOUBLE)' then {{ get }}'double') end
        {%- elif field.type == 'boolean' -%}
            case when {{ type }} = 'BOOLEAN' then {{ get }}'boolean') end
        {%- elif field.type == 'timestamp' -%}
            {{ utc_timestamp(get ~ "'string')") }}
        {%- else -%}
            case when not is_variant_null({{ get }}'variant')) then to_json({{ get }}'variant')) end
        {%- endif %} as {{ name }}
        {%- if not loop.last %},
    {% endif -%}
    {%- endfor -%}
{%- endmacro -%}
