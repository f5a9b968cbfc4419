with

declared as (

    select * from {{ ref('int_ptm_languages_declared') }}

),

languages as (

    select language, name from {{ ref('languages') }}

),

final as (

    select
        declared.ptm_id,
        declared.language,
        languages.name as language_name,
        declared.declared_names,
        declared.is_tag,
        declared.is_card,
        declared.observed_at as _observed_at
    from declared
    left join languages on declared.language = languages.language

)

select * from final
