{%- set fields = {
    'title': {'type': 'scalar'},
    'summary': {'type': 'scalar'},
    'author': {'type': 'scalar'},
    'category': {'type': 'scalar'},
    'github_id': {'type': 'scalar', 'path': 'github-id'},
    'github_link': {'type': 'scalar', 'path': 'github-link'},
    'accelerator_raw': {'type': 'scalar', 'path': 'accelerator'},
    'demo_url': {'type': 'scalar', 'path': 'demo-model-link'},
    'tags_json': {'type': 'json', 'path': 'tags'},
    'display_order': {'type': 'bigint', 'path': 'order'},
} -%}

with

cards as (

    select
        listing_id,
        card as card_name,
        sha256,
        byte_count,
        is_cut,
        unresolved_call_count,
        {{ json_record('payload', fields) }} as record
    from {{ source('pytorch_hub', 'models') }}

),

parsed as (

    select
        listing_id,
        card_name,
        sha256,
        byte_count,
        is_cut,
        unresolved_call_count,
        {{ record_fields('record', fields) | indent(8) }}
    from cards

),

cleaned as (

    select
        listing_id,
        card_name,
        title,
        summary,
        author,
        lower(trim(category)) as category,
        -- cards without an id name the repository by an address into its files
        coalesce(
            {{ regex_group('github_id', '^ *([A-Za-z0-9-]+/[A-Za-z0-9._-]+) *$', 1) }},
            {{ regex_group(
                'github_link',
                '^https?://(www[.])?github[.]com/([^/]+/[^/?#]+?)([.]git)?([/?#].*)?$',
                2
            ) }}
        )
            as repository_name,
        github_link,
        accelerator_raw,
        -- some cards put it in quotation marks that YAML does not know
        lower(trim(replace(replace(accelerator_raw, '“', ''), '”', '')))
            as accelerator,
        demo_url,
        tags_json,
        sha256,
        display_order,
        byte_count,
        unresolved_call_count,
        is_cut
    from parsed

)

select * from cleaned
