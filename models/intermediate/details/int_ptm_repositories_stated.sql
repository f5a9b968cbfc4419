-- the repository that a PTM's makers name as its own: the text of the card counts
-- before a tag, and of several that a source names none does
with

tags as (

    select
        ptm_id,
        {{ repository_name(regex_group(
            'tag', 'github[.]com/([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]*[A-Za-z0-9_-])', 1
        )) }} as repository_name,
        observed_at
    from {{ ref('int_ptm_tags_current') }}
    where contains(tag, 'github.com/')

),

said as (

    select
        ptm_id,
        repository_name,
        'card' as evidence,
        1 as source_rank,
        observed_at
    from {{ ref('int_ptm_cards_read') }}
    where repository_name is not null

    union all

    select
        ptm_id,
        max(repository_name) as repository_name,
        'tag' as evidence,
        2 as source_rank,
        max(observed_at) as observed_at
    from tags
    group by ptm_id
    having count(distinct lower(repository_name)) = 1

),

stated as (

    select ptm_id, repository_name, evidence, observed_at
    from said
    qualify row_number() over (partition by ptm_id order by source_rank) = 1

)

select * from stated
