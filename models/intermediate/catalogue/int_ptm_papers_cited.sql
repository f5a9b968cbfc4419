with

tags as (

    select ptm_id, tag, observed_at from {{ ref('int_ptm_tags_current') }}

),

cited as (

    select
        ptm_id,
        case
            when
                left(tag, 6) = 'arxiv:'
                then 'arxiv:' || lower({{ text_after('tag', 'arxiv:') }})
            when
                left(tag, 4) = 'doi:'
                then 'doi:' || lower({{ text_after('tag', 'doi:') }})
        end as paper_id,
        min(tag) as declared_name,
        max(observed_at) as observed_at
    from tags
    where left(tag, 6) = 'arxiv:' or left(tag, 4) = 'doi:'
    group by 1, 2

)

select * from cited
