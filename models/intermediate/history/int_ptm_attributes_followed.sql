{%- set attributes = {
    'name': {'value': 'compared.ptm_name', 'carried': 'true', 'evidence': 'id'},
    'license': {
        'value': 'stated.license',
        'carried': 'shapes.carries_tags or shapes.carries_card',
        'evidence': 'license: tags, else the card',
    },
    'license_name': {
        'value': 'stated.license_name',
        'carried': 'shapes.carries_card',
        'evidence': 'license_name of the card',
    },
    'gating': {
        'value': 'stated.gating',
        'carried': 'shapes.carries_gating',
        'evidence': 'gated',
    },
    'task': {
        'value': 'stated.task',
        'carried': 'shapes.carries_task',
        'evidence': 'pipeline_tag',
    },
    'library': {
        'value': 'stated.library',
        'carried': 'shapes.carries_library',
        'evidence': 'library_name',
    },
    'base_ptm': {
        'value': 'stated.base_ptm',
        'carried': 'shapes.carries_tags',
        'evidence': 'base_model: tags',
    },
    'disabled': {
        'value': 'stated.disabled',
        'carried': 'shapes.carries_disabled',
        'evidence': 'disabled',
    },
} -%}
-- each attribute of a PTM through the sightings whose shape carries it, in the order in
-- which the hub was seen so: a row where it is not what it was
with

sighted as (

    select
        compared.ptm_id,
        compared.listing_id,
        compared.shape,
        {%- for attribute, reading in attributes.items() %}
        {{ reading.carried }} as carries_{{ attribute }},
        case when {{ reading.carried }} then {{ reading.value }} end as {{ attribute }},
        {%- endfor %}
        compared.observed_at
    from {{ ref('int_ptm_sightings_compared') }} as compared
    inner join {{ ref('int_version_attributes_stated') }} as stated
        on
            compared.ptm_name = stated.ptm_name
            and compared.row_hash = stated.row_hash
    inner join {{ ref('int_version_shapes_profiled') }} as shapes
        on compared.shape = shapes.shape

),

-- most versions differ in what is not followed, or in shape alone
varied as (

    select
        {%- for attribute in attributes %}
        min({{ attribute }}) != max({{ attribute }})
        or count({{ attribute }})
        between 1 and count(*) filter (where carries_{{ attribute }}) - 1
            as varies_{{ attribute }},
        {%- endfor %}
        ptm_id
    from sighted
    group by ptm_id

),

readings as (
    {% for attribute, reading in attributes.items() %}
    select
        sighted.ptm_id,
        '{{ attribute }}' as attribute,
        sighted.{{ attribute }} as attribute_value,
        '{{ reading.evidence }}' as evidence,
        sighted.listing_id,
        sighted.shape,
        sighted.observed_at
    from sighted
    inner join varied on sighted.ptm_id = varied.ptm_id
    where sighted.carries_{{ attribute }} and varied.varies_{{ attribute }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- of two answers in one moment the one that int_ptm_attributes_picked takes
moments as (

    select * from readings
    qualify
        row_number() over (
            partition by ptm_id, attribute, observed_at order by shape, listing_id
        ) = 1

),

steps as (

    select
        *,
        lag(attribute_value) over (
            partition by ptm_id, attribute order by observed_at
        ) as old_value,
        lag(observed_at) over (
            partition by ptm_id, attribute order by observed_at
        ) as old_value_seen_at
    from moments

),

followed as (

    select
        ptm_id,
        attribute,
        old_value,
        attribute_value as new_value,
        evidence,
        listing_id,
        old_value_seen_at,
        observed_at as valid_from,
        lead(observed_at) over (
            partition by ptm_id, attribute order by observed_at
        ) as valid_to
    from steps
    where
        old_value_seen_at is not null
        and attribute_value is distinct from old_value

)

select * from followed
