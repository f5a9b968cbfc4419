-- the card says it in a field of its own; a tag is taken for a language where it is a
-- code of one
with

attributes as (

    select ptm_id, card_ptm_name, card_row_hash, card_observed_at
    from {{ ref('int_ptm_attributes_picked') }}

),

languages as (

    select language, lower(name) as language_name from {{ ref('languages') }}

),

card_languages as (

    select
        ptm_name,
        row_hash,
        -- to YAML 1.1 the code of Norwegian is a boolean
        case when language_raw = 'false' then 'no' else language_raw end
            as language_raw
    from {{ ref('stg_huggingface__model_version_card_languages') }}
    where language_raw != 'true'

),

said as (

    select
        tags.ptm_id,
        tags.tag as declared_name,
        true as is_tag,
        false as is_card,
        tags.observed_at
    from {{ ref('int_ptm_tags_current') }} as tags
    inner join languages on tags.tag = languages.language

    union all

    select
        attributes.ptm_id,
        card_languages.language_raw as declared_name,
        false as is_tag,
        true as is_card,
        attributes.card_observed_at as observed_at
    from attributes
    inner join card_languages
        on
            attributes.card_ptm_name = card_languages.ptm_name
            and attributes.card_row_hash = card_languages.row_hash

),

-- a region or a script behind a code (`zh-CN`, `sr_Latn`) is no language of its own
spelled as (

    select
        *,
        lower(trim(declared_name)) as spelling,
        {{ regex_group('lower(trim(declared_name))', '^([a-z]{2,3})[-_]', 1) }} as code
    from said

),

coded as (

    select
        spelled.ptm_id,
        coalesce(
            by_code.language,
            by_name.language,
            spelled.code,
            spelled.spelling
        ) as language,
        spelled.declared_name,
        spelled.is_tag,
        spelled.is_card,
        spelled.observed_at
    from spelled
    left join languages as by_code
        on coalesce(spelled.code, spelled.spelling) = by_code.language
    left join languages as by_name on spelled.spelling = by_name.language_name
    where spelled.spelling != ''

),

declared as (

    select
        ptm_id,
        language,
        {{ string_agg_distinct('declared_name', ', ') }} as declared_names,
        max(case when is_tag then 1 else 0 end) = 1 as is_tag,
        max(case when is_card then 1 else 0 end) = 1 as is_card,
        max(observed_at) as observed_at
    from coded
    group by ptm_id, language

)

select * from declared
