{%- set size = '(([0-9]{1,3})x)?([0-9]{1,4}([.][0-9]{1,3})?) ?(million|billion|m|b)' -%}
{%- set parameters = '[ -]*((trainable|total|model|learnable) )*param' -%}
{%- set size_before = '[^a-z0-9.]' ~ size ~ parameters -%}
{%- set size_behind = (
    'param(eter)?s?( count| size)?[^a-z0-9]{1,12}' ~ size ~ '[^a-z0-9]'
) -%}
{%- set sizes_in_a_row = (
    '[0-9] ?(million|billion|m|b)?(s? ?(,|/|-|to|and|or|through) ?)+' ~ size ~ parameters
) -%}
{%- set repository = (
    '(?i)^[^a-z0-9]*((official|github|source|training|model) )*'
    ~ '(repository|repo|github|code)[^a-z0-9/]*([a-z _-]*[^a-z0-9/ ]{1,3})?'
    ~ '(https?://)?(www[.])?github[.]com/([a-z0-9_.-]+/[a-z0-9_.-]*[a-z0-9_-])'
) -%}
-- what the text of the newest card says that no field of the hub does. Prose is
-- believed where it says one thing: a card that names the sizes of a whole family, or
-- several repositories, says nothing of this PTM
with

names as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

cards as (

    select names.ptm_id, cards.card_text, cards.fetched_at
    from {{ ref('stg_huggingface__cards') }} as cards
    inner join names on cards.hub_name = names.observed_name
    where cards.entity = 'models'
    qualify
        row_number() over (
            partition by names.ptm_id
            order by cards.fetched_at desc, cards.hub_name, cards.revision
        ) = 1

),

lines as (

    select
        ptm_id,
        fetched_at,
        {{ unnest_strings(text_lines('card_text'), 'line', 'position') }}
    from cards

),

telling_lines as (

    select
        ptm_id,
        line,
        ' ' || lower(line) || ' ' as folded_line,
        fetched_at
    from lines
    where
        contains(lower(line), 'param')
        or contains(lower(line), 'github.com/')

),

read_lines as (

    select
        ptm_id,
        coalesce(
            {{ regex_group('folded_line', '(' ~ size_before ~ ')', 1) }},
            {{ regex_group('folded_line', '(' ~ size_behind ~ ')', 1) }}
        ) as size_text,
        {{ regex_matches('folded_line', sizes_in_a_row) }} as has_several_sizes,
        {{ regex_group('line', repository, 7) }} as repository_text,
        fetched_at
    from telling_lines

),

stated as (

    select
        ptm_id,
        cast(
            round(
                coalesce(cast({{ regex_group('size_text', size, 2) }} as double), 1)
                * cast({{ regex_group('size_text', size, 3) }} as double)
                * case
                    when left({{ regex_group('size_text', size, 5) }}, 1) = 'b' then 1e9
                    else 1e6
                end
            ) as bigint
        ) as parameter_count,
        has_several_sizes,
        {{ repository_name('repository_text') }} as repository_name,
        fetched_at
    from read_lines

),

read as (

    select
        ptm_id,
        case
            when
                count(distinct parameter_count) = 1
                and count(*) filter (where has_several_sizes) = 0
                then max(parameter_count)
        end as parameter_count,
        case
            when count(distinct lower(repository_name)) = 1 then max(repository_name)
        end as repository_name,
        max(fetched_at) as observed_at
    from stated
    group by ptm_id

)

select * from read
