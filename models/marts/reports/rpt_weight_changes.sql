with

snapshots as (

    select ptm_id, revision, previous_revision, is_complete, taken_at, previous_taken_at
    from {{ ref('fct_ptm_snapshots') }}

),

files as (

    select
        ptm_id,
        revision,
        path,
        coalesce(lfs_sha256, blob_sha) as content_id,
        is_weight
    from {{ ref('fct_ptm_files') }}
    where is_weight or path = 'README.md'

),

pairs as (

    select
        newer.ptm_id,
        newer.revision,
        newer.previous_revision,
        newer.is_complete and older.is_complete as are_complete,
        newer.previous_taken_at as previous_at,
        newer.taken_at as changed_at
    from snapshots as newer
    inner join snapshots as older
        on
            newer.ptm_id = older.ptm_id
            and newer.previous_revision = older.revision

),

-- the same path with other content; a file that came or went is no change of weights
changed_files as (

    select
        pairs.ptm_id,
        pairs.revision,
        {{ string_agg_ordered('newer.path', ', ', 'newer.path') }} as weight_paths,
        count(*) as weight_file_count
    from pairs
    inner join files as newer
        on pairs.ptm_id = newer.ptm_id and pairs.revision = newer.revision
    inner join files as older
        on
            pairs.ptm_id = older.ptm_id
            and pairs.previous_revision = older.revision
            and newer.path = older.path
    where newer.is_weight and newer.content_id != older.content_id
    group by pairs.ptm_id, pairs.revision

),

between_snapshots as (

    select
        pairs.ptm_id,
        'snapshots' as evidence,
        pairs.revision,
        pairs.previous_revision,
        changed_files.weight_paths,
        changed_files.weight_file_count,
        -- a card that a cut tree does not show may be there
        case
            when pairs.are_complete
                then
                    coalesce(newer.content_id, '') != coalesce(older.content_id, '')
            else newer.content_id != older.content_id
        end as is_card_changed,
        pairs.previous_at,
        pairs.changed_at
    from changed_files
    inner join pairs
        on
            changed_files.ptm_id = pairs.ptm_id
            and changed_files.revision = pairs.revision
    left join files as newer
        on
            pairs.ptm_id = newer.ptm_id
            and pairs.revision = newer.revision
            and newer.path = 'README.md'
    left join files as older
        on
            pairs.ptm_id = older.ptm_id
            and pairs.previous_revision = older.revision
            and older.path = 'README.md'

),

commits as (

    select ptm_id, commit_sha, committed_at from {{ ref('fct_ptm_commits') }}

),

committed_files as (

    select
        ptm_id,
        commit_sha,
        path,
        path = 'README.md' as is_card,
        coalesce(is_weight, false) and change = 'modified' as is_changed_weight
    from {{ ref('fct_ptm_commit_files') }}
    where is_weight or path = 'README.md'

),

in_commits as (

    select
        committed_files.ptm_id,
        'commit' as evidence,
        committed_files.commit_sha as revision,
        cast(null as string) as previous_revision,
        {{ string_agg_ordered(
            'case when committed_files.is_changed_weight then committed_files.path end',
            ', ',
            'committed_files.path'
        ) }} as weight_paths,
        count(*) filter (where committed_files.is_changed_weight) as weight_file_count,
        count(*) filter (where committed_files.is_card) > 0 as is_card_changed,
        cast(null as timestamp) as previous_at,
        max(commits.committed_at) as changed_at
    from committed_files
    left join commits
        on
            committed_files.ptm_id = commits.ptm_id
            and committed_files.commit_sha = commits.commit_sha
    group by committed_files.ptm_id, committed_files.commit_sha
    having count(*) filter (where committed_files.is_changed_weight) > 0

),

final as (

    select * from between_snapshots
    union all
    select * from in_commits

)

select * from final
