-- a name is found as a whole word: every character that no name has is read as a blank.
-- A bare name counts only where it can hardly be another word
{% set separators = '/,:;()[]{}<>"`!?*#|=&' -%}

with

issues as (

    select
        repository_id,
        'issue' as discussion_kind,
        issue_number as discussion_number,
        title,
        body,
        state,
        author_name,
        comment_count,
        created_at,
        closed_at
    from {{ ref('fct_github_issues') }}

),

pull_requests as (

    select
        repository_id,
        'pull request' as discussion_kind,
        pull_request_number as discussion_number,
        title,
        body,
        state,
        author_name,
        comment_count,
        created_at,
        closed_at
    from {{ ref('fct_github_pull_requests') }}

),

mapped as (

    select
        mappings.repository_id,
        mappings.ptm_id,
        {{ name_tail('lower(ptms.full_name)') }} as bare_name,
        replace(lower(ptms.full_name), '/', ' ') as spaced_name
    from {{ ref('fct_ptm_repository_mappings') }} as mappings
    inner join {{ ref('dim_ptms') }} as ptms on mappings.ptm_id = ptms.ptm_id

),

discussions as (

    select * from issues
    union all
    select * from pull_requests

),

spaced as (

    select
        *,
        ' ' || replace(
            translate(
                lower(coalesce(title, '') || ' ' || coalesce(body, '')) || ' ',
                '{{ separators }}' || chr(9) || chr(10) || chr(13) || chr(39),
                '{{ ' ' * (separators | length + 4) }}'
            ),
            '. ',
            ' '
        ) as text
    from discussions

),

found as (

    select
        spaced.repository_id,
        mapped.ptm_id,
        spaced.discussion_kind,
        spaced.discussion_number,
        spaced.title,
        spaced.state,
        spaced.author_name,
        case
            when contains(spaced.text, ' ' || mapped.spaced_name || ' ')
                then 'full name'
            else 'bare name'
        end as named_by,
        spaced.comment_count,
        spaced.created_at,
        spaced.closed_at
    from spaced
    inner join mapped on spaced.repository_id = mapped.repository_id
    where
        contains(spaced.text, ' ' || mapped.spaced_name || ' ')
        or (
            length(mapped.bare_name) >= {{ var('bare_name_min_length') }}
            and contains(spaced.text, ' ' || mapped.bare_name || ' ')
        )

),

final as (

    select
        repository_id,
        ptm_id,
        discussion_kind,
        discussion_number,
        title,
        state,
        author_name,
        named_by,
        comment_count,
        created_at,
        closed_at
    from found

)

select * from final
