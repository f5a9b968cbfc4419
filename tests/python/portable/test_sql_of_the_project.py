"""Queries name no engine, and sqlfluff knows the project's style from its breach."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter, SQLLintError

PROJECT = Path(__file__).resolve().parents[3]

# what one of the two engines lacks, or reads in another way → what to write
ENGINE_SPECIFIC = {
    r"::": "cast(… as …)",
    r"->>?": "json_record",
    r"\b(try_)?(to|from|parse)_json\w*\s*\(": "json_record",
    r"\b(get_)?json_\w+\s*\(": "json_record",
    r"\b(unnest|(pos)?explode(_outer)?|inline|generate_subscripts)\s*\(": "unnest_strings",
    r"\blateral\s+view\b": "unnest_strings",
    r"\b(list|array|struct|map)_\w+\s*\(": "unnest_strings",
    r"\b(array|named_struct|collect_list|collect_set|string_split|split)\s*\(": "unnest_strings",
    r"\b(string_agg|listagg|group_concat)\s*\(": "string_agg_ordered",
    r"\bregexp_\w+\s*\(": "regex_matches or regex_group",
    r"\b(rlike|similar\s+to|glob)\b": "regex_matches",
    r"\b(try_)?(strptime|strftime|to_timestamp|date_format|date_part)\s*\(": "utc_timestamp",
    r"\b(epoch\w*|make_timestamp|unix_\w+|from_unixtime)\s*\(": "utc_timestamp",
    r"\bat\s+time\s+zone\b|\btimestamp(tz|_ntz|_ltz)\b": "utc_timestamp",
    r"\b(starts_with|startswith|prefix)\s*\(": "text_after",
    r"\burl_\w+\s*\(": "url_encoded_path",
    r"\bconcat(_ws)?\s*\(": "||, or surrogate_key",
    r"\bas\s+(varchar|hugeint|ubigint|long)\b": "string, bigint",
    r"\barg_(min|max)\s*\(": "min_by, max_by",
    r"\bdate_?(diff|add|sub)\s*\(": "a portable macro of its own",
    r"our_macro\([^}]*}}\s*filter\b": "a case inside the macro's argument",
    r"\*\s*(exclude|except|replace)\b": "the columns",
}

# our own macros by whose names a construct is called
OURS = sorted(path.stem for path in (PROJECT / "macros").rglob("*.sql"))


# macros need no look: each of them is run on both engines
FOLDERS = ("models", "analyses", "tests/singular", "tests/generic")


def engine_specific(sql: str) -> list[str]:
    """The engine's own constructs in a text of SQL and Jinja, each with what to write instead."""
    code = re.sub(r"{#.*?#}|--[^\n]*|'(?:[^'\n]|'')*'|\"[^\"\n]*\"", "''", sql, flags=re.DOTALL)
    code = re.sub(rf"\b({'|'.join(OURS)})\s*\(", "our_macro(", code)
    return [
        f"{match[0].strip()}: write {instead}"
        for construct, instead in ENGINE_SPECIFIC.items()
        for match in re.finditer(construct, code, re.IGNORECASE)
    ]


def broken_rules(sql: str) -> set[str]:
    """The names of the rules of the project's `.sqlfluff` that a model breaks."""
    linter = Linter(config=FluffConfig.from_path(str(PROJECT)))
    return {
        violation.rule.name if isinstance(violation, SQLLintError) else violation.rule_code()
        for violation in linter.lint_string(sql.lstrip()).get_violations()
    }


def test_no_query_names_an_engine() -> None:
    named = {
        str(path.relative_to(PROJECT)): found
        for folder in FOLDERS
        for path in sorted((PROJECT / folder).rglob("*.sql"))
        if (found := engine_specific(path.read_text("utf-8")))
    }

    assert not named


@pytest.mark.parametrize(
    "sql",
    [
        "select payload ->> 'id' from versions",
        "select id::string from versions",
        "from versions, unnest(tags) as tags (tag)",
        "from versions lateral view explode(tags) as tag",
        "select string_agg(tag, ', ') from tags",
        "select json_extract(payload, '$.id') from versions",
        "select list_sort(tags) from versions",
        "select regexp_extract(tag, '[0-9]+') from tags",
        "select strptime(created_at, '%Y') from versions",
        "select from_json(payload, '{}') from versions",
        "select concat(owner, '/', name) from versions",
        "select cast(id as varchar) from versions",
        "select * exclude (payload) from versions",
        "select {{ string_agg_distinct('tag', ', ') }} filter (where is_known) from tags",
    ],
)
def test_a_construct_of_one_engine_is_noticed(sql: str) -> None:
    assert engine_specific(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select {{ json_record('payload', fields) }} as record from versions",
        "select id, {{ unnest_strings(json_strings('tags'), 'tag', 'position') }} from versions",
        "select {{ string_agg_ordered('tag', '::', 'tag') }} as tags from tags",
        "select list_id, split_part(name, '/', 1) as owner from lists where list_id in (1)",
        "-- a DuckDB reader would write unnest(tags)\nselect 'a->>b' as example",
        "{#- not from_json(…), because -#} select bool_or(is_gated) from models",
    ],
)
def test_what_both_engines_read_is_let_through(sql: str) -> None:
    assert not engine_specific(sql)


GOOD_STYLE = """
{%- set fields = {'license_raw': {'type': 'json', 'path': 'cardData.license'}} -%}

with

ptms as (

    select ptm_id, license_id from {{ ref('dim_ptms') }}

),

mappings as (

    select ptm_id, repository_id from {{ ref('fct_ptm_repository_mappings') }}

),

-- a repository that vendors `transformers` names hundreds of PTMs it never loads,
-- so vendored mappings would drown the real ones
repositories_by_license as (

    select
        ptms.license_id,
        count(distinct mappings.repository_id) as repository_count,
        bool_or(mappings.is_revision_pinned) as has_pinned
    from ptms
    inner join mappings on ptms.ptm_id = mappings.ptm_id
    where mappings.is_vendored_only is not true  -- null for published lists
    group by all

),

records as (

    select
        {{ surrogate_key(['id', 'row_hash']) }} as version_key,
        id as name,
        cast(likes as bigint) as likes,
        {%- for unit in ['month', 'year'] %}
        date_trunc('{{ unit }}', created_at) as created_{{ unit }},
        {%- endfor %}
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'model_versions') }}

),

parsed as (

    select
        version_key,
        name,
        {{ record_fields('record', fields) | indent(8) }}
    from records
    qualify row_number() over (
        partition by name order by version_key desc nulls last, name
    ) = 1

),

stated as (

    select
        name,
        {{ unnest_strings(json_strings('license_raw'), 'license_raw', 'place') }}
    from parsed

),

licenses as (

    select
        stated.license_raw,
        {{ ptm_id('stated.name') }} as ptm_id
    from stated
    left join repositories_by_license
        on stated.license_raw = repositories_by_license.license_id
    where
        stated.name != ''
        and repositories_by_license.has_pinned

)

select * from licenses
"""


BREACHES = {
    "aliasing.column": (" as name,", " name,"),
    "aliasing.length": ("'model_versions') }}", "'model_versions') }} as v"),
    "ambiguous.join": ("inner join", "join"),
    "capitalisation.functions": ("bool_or(", "BOOL_OR("),
    "capitalisation.keywords": ("where mappings", "WHERE mappings"),
    "convention.casting_style": ("cast(likes as bigint)", "likes::bigint"),
    "convention.last_select_star": ("select * from licenses", "select name from licenses"),
    "convention.not_equal": ("stated.name != ''", "stated.name <> ''"),
    "jinja.padding": ("{{ ref('dim_ptms') }}", "{{ref('dim_ptms')}}"),
    "layout.commas": ("as repository_count,\n", "as repository_count\n        ,"),
    "layout.indent": ("        version_key,\n", "      version_key,\n"),
    "layout.long_lines": ("-- null for published lists", "--" + " null" * 15),
    "layout.spacing": ("= mappings.ptm_id", "=mappings.ptm_id"),
    "references.qualification": ("        ptms.license_id,\n", "        license_id,\n"),
    "structure.subquery": ("    from records\n", "    from (select 1 as id) as records\n"),
    "structure.unused_cte": ("parsed as (", "parsed_twice as ("),
}


def test_our_style_is_let_through() -> None:
    assert broken_rules(GOOD_STYLE) == set()


def test_every_breach_of_style_is_noticed() -> None:
    sql = GOOD_STYLE
    for kept, broken in BREACHES.values():
        assert sql.count(kept) == 1, kept
        sql = sql.replace(kept, broken)

    assert broken_rules(sql) >= set(BREACHES)


def test_sql_that_does_not_parse_and_macros_that_are_not_there_are_noticed() -> None:
    assert "PRS" in broken_rules("select 1 as one from ones group by all having\n")
    assert "TMP" in broken_rules("select {{ ptm_idd('name') }} as ptm_id from names\n")
