with

snapshots as (

    select * from {{ ref('int_ptm_snapshots_resolved') }}

),

cards as (

    select hub_name, revision, card_bytes, is_cut
    from {{ ref('stg_huggingface__cards') }}
    where entity = 'models'

),

final as (

    select
        snapshots.ptm_id,
        snapshots.revision,
        snapshots.previous_revision,
        snapshots.cut_reason,
        snapshots.file_count,
        snapshots.total_bytes,
        cards.card_bytes,
        snapshots.is_complete,
        cards.is_cut as is_card_cut,
        snapshots.is_newest,
        snapshots.taken_at,
        snapshots.previous_taken_at
    from snapshots
    left join cards
        on
            snapshots.hub_name = cards.hub_name
            and snapshots.revision = cards.revision

)

select * from final
