-- what a PTM is and has, from whatever listing said it last
with

attributes as (

    select * from {{ ref('int_ptm_attributes_picked') }}

),

domains as (

    select task, domain from {{ ref('task_domains') }}

),

metrics as (

    select * from {{ ref('int_ptm_metrics_latest') }}

),

traits as (

    select * from {{ ref('int_ptm_traits_tagged') }}

),

architectures as (

    select ptm_id, architectures from {{ ref('int_ptm_architectures_listed') }}

),

bands as (

    select popularity_band, lowest_downloads, next_lowest_downloads
    from {{ ref('popularity_bands') }}

),

removals as (

    select ptm_id, removed_at from {{ ref('int_ptm_removals_dated') }}

),

described as (

    select
        attributes.ptm_id,
        attributes.task,
        domains.domain,
        attributes.library,
        attributes.model_type,
        architectures.architectures,
        traits.weight_formats,
        case
            when attributes.safetensors_parameter_count is not null then 'safetensors'
            when attributes.gguf_parameter_count is not null then 'gguf'
        end as parameter_count_source,
        {{ gating_word('attributes.gating') }} as gating,
        bands.popularity_band,
        attributes.head_sha,
        metrics.downloads_30d,
        metrics.downloads_all_time,
        metrics.likes,
        coalesce(
            attributes.safetensors_parameter_count, attributes.gguf_parameter_count
        )
            as parameter_count,
        attributes.storage_bytes,
        -- cards state grams
        round(attributes.co2_emissions_g / 1000, 9) as co2_emissions_kg,
        attributes.is_disabled,
        removals.removed_at is not null as is_removed,
        attributes.has_card,
        traits.has_safetensors,
        traits.has_pickled_weights,
        traits.has_only_pickled_weights,
        case
            when attributes.auto_map_json is not null then true
            else traits.has_custom_code
        end as has_custom_code,
        attributes.created_at,
        attributes.last_modified_at,
        removals.removed_at,
        attributes.observed_at
    from attributes
    left join domains on attributes.task = domains.task
    left join metrics on attributes.ptm_id = metrics.ptm_id
    left join traits on attributes.ptm_id = traits.ptm_id
    left join architectures on attributes.ptm_id = architectures.ptm_id
    left join bands
        on
            metrics.downloads_30d >= bands.lowest_downloads
            and metrics.downloads_30d < coalesce(
                bands.next_lowest_downloads, metrics.downloads_30d + 1
            )
    left join removals on attributes.ptm_id = removals.ptm_id

)

select * from described
