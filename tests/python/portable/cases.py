"""What each macro must answer, row by row, whatever the engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .engines import Row


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Case:
    """A query over the table `inputs` and its answer, in any order of the rows."""

    macro: str
    says: str
    sql: str
    rows: list[Row]
    answer: list[Row]
    columns: Mapping[str, str] = field(default_factory=lambda: {"text": "string"})

    def __str__(self) -> str:
        return f"{self.macro}: {self.says}"


def of_text(macro: str, says: str, expression: str, answers: Mapping[str | None, Any]) -> Case:
    """A case of a macro that turns one text into one value."""
    return Case(
        macro=macro,
        says=says,
        sql=f"select text, {expression} as answer from inputs",
        rows=[(text,) for text in answers],
        answer=list(answers.items()),
    )


def of_field(kind: str, says: str, answers: Mapping[str | None, Any]) -> Case:
    """A case of one JSON field, `x`, declared with a type; keys are whole payloads."""
    fields = f"{{'x': {{'type': '{kind}'}}}}"
    answer = "cast(parsed.x as string)" if kind == "timestamp" else "parsed.x"
    return Case(
        macro="record_fields",
        says=f"{kind}: {says}",
        sql=f"""
            with records as (
                select text, {{{{ json_record('text', {fields}) }}}} as record from inputs
            ),
            parsed as (
                select text, {{{{ record_fields('record', {fields}) }}}} from records
            )
            select parsed.text, {answer} as answer from parsed
        """,
        rows=[(text,) for text in answers],
        answer=list(answers.items()),
    )


MANY_FIELDS = """
    {%- set fields = {
        'hub_native_id': {'type': 'string', 'path': '_id'},
        'likes': {'type': 'bigint'},
        'license_raw': {'type': 'json', 'path': 'cardData.license'},
        'card_data': {'type': 'json', 'path': 'cardData'},
        'evaluations': {'type': 'json', 'path': 'model-index'},
        'parameter_count': {'type': 'bigint', 'path': 'safetensors.total'},
        'author_name': {'type': 'string', 'path': 'authors[0].user'},
    } -%}
    with records as (
        select id, {{ json_record('payload', fields) }} as record from inputs
    )
    select id, {{ record_fields('record', fields) }} from records
"""

NOT_A_LIST = [None, "null", "", "[", "{}", '{"name": "mit"}', "[]", "[null]", '[["mit"]]']

CASES = [
    Case(
        macro="json_record",
        says="one parse gives fields whose keys are odd or nested, or none",
        sql=MANY_FIELDS,
        columns={"id": "bigint", "payload": "string"},
        rows=[
            (
                1,
                '{"_id": "62", "likes": 3, "cardData": {"license": ["mit"]}, "model-index": [1],'
                ' "safetensors": {"total": 7}, "authors": [{"user": "ada"}, {"user": "bob"}]}',
            ),
            (2, '{"safetensors": [7], "cardData": "mit", "model-index": null, "authors": []}'),
            (3, "[]"),
            (4, "{"),
            (5, None),
        ],
        answer=[
            (1, "62", 3, '["mit"]', '{"license":["mit"]}', "[1]", 7, "ada"),
            (2, None, None, None, '"mit"', None, None, None),
            (3, None, None, None, None, None, None, None),
            (4, None, None, None, None, None, None, None),
            (5, None, None, None, None, None, None, None),
        ],
    ),
    of_field(
        "string",
        "text only",
        {
            '{"x": "auto"}': "auto",
            '{"x": ""}': "",
            '{"x": "12"}': "12",
            '{"x": "[1]"}': "[1]",
            '{"x": "null"}': "null",
            r'{"x": "caf\u00e9 \"q\" \\ \n"}': 'café "q" \\ \n',
            '{"x": false}': None,
            '{"x": 12}': None,
            '{"x": ["a"]}': None,
            '{"x": {"a": 1}}': None,
            '{"x": null}': None,
            '{"X": "other key"}': None,
        },
    ),
    of_field(
        "scalar",
        "text, numbers and booleans as text",
        {
            '{"x": "auto"}': "auto",
            '{"x": false}': "false",
            '{"x": 12}': "12",
            '{"x": 3.5}': "3.5",
            '{"x": ["a"]}': None,
            '{"x": {"a": 1}}': None,
            '{"x": null}': None,
            "{}": None,
        },
    ),
    of_field(
        "bigint",
        "whole numbers that fit",
        {
            '{"x": 12}': 12,
            '{"x": -9223372036854775808}': -9223372036854775808,
            '{"x": 9223372036854775807}': 9223372036854775807,
            '{"x": 9223372036854775808}': None,
            '{"x": 18446744073709551616}': None,
            '{"x": 12.7}': None,
            '{"x": "12"}': None,
            '{"x": true}': None,
            '{"x": [12]}': None,
            '{"x": null}': None,
        },
    ),
    of_field(
        "double",
        "any number",
        {
            '{"x": 12}': 12.0,
            '{"x": 0.1}': 0.1,
            '{"x": 1e-7}': 1e-7,
            '{"x": 18446744073709551616}': 18446744073709551616.0,
            '{"x": "0.1"}': None,
            '{"x": true}': None,
            '{"x": null}': None,
        },
    ),
    of_field(
        "boolean",
        "true and false",
        {
            '{"x": true}': True,
            '{"x": false}': False,
            '{"x": "true"}': None,
            '{"x": 1}': None,
            '{"x": null}': None,
        },
    ),
    of_field(
        "timestamp",
        "text in ISO 8601",
        {
            '{"x": "2022-03-02T23:29:04.000Z"}': "2022-03-02 23:29:04",
            '{"x": "2022-03-02"}': "2022-03-02 00:00:00",
            '{"x": ["2022-03-02"]}': None,
            '{"x": 1646263744}': None,
            '{"x": null}': None,
        },
    ),
    of_field(
        "json",
        "JSON text of whatever there is",
        {
            '{"x": "mit"}': '"mit"',
            '{"x": ["mit", 1.5, null]}': '["mit",1.5,null]',
            '{"x": {"a": {"b": true}}}': '{"a":{"b":true}}',
            '{"x": false}': "false",
            '{"x": "null"}': '"null"',
            '{"x": null}': None,
        },
    ),
    Case(
        macro="json_field_strings",
        says="a text of each object, null where it holds none",
        sql="""
            select
                text,
                {{ unnest_strings(json_field_strings('text', 'user'), 'element', 'place') }}
            from inputs
        """,
        columns={"text": "string"},
        rows=[
            ('[{"user": "ada"}, {"user": null}, {}, {"user": 7}, "bob", {"user": "eve"}]',),
            *((text,) for text in NOT_A_LIST if text not in {"[null]", '[["mit"]]'}),
        ],
        answer=[
            ('[{"user": "ada"}, {"user": null}, {}, {"user": 7}, "bob", {"user": "eve"}]', *row)
            for row in [("ada", 1), (None, 2), (None, 3), (None, 4), (None, 5), ("eve", 6)]
        ],
    ),
    Case(
        macro="json_strings",
        says="the scalars of a list, or the one scalar, in their order",
        sql="""
            select text, {{ unnest_strings(json_strings('text'), 'element', 'place') }}
            from inputs
        """,
        rows=[
            ('["en", "fr"]',),
            ('"en"',),
            ("false",),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]',),
            *((text,) for text in NOT_A_LIST),
        ],
        answer=[
            ('["en", "fr"]', "en", 1),
            ('["en", "fr"]', "fr", 2),
            ('"en"', "en", 1),
            ("false", "false", 1),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]', "b", 1),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]', "12", 2),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]', "true", 3),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]', "a", 4),
            ('["b", null, 12, true, ["c"], {"d": 1}, "a", "b"]', "b", 5),
        ],
    ),
    Case(
        macro="json_elements",
        says="the elements of a list, or the one value, as JSON text; nulls are left out",
        sql="""
            select text, {{ unnest_strings(json_elements('text'), 'element', 'place') }}
            from inputs
        """,
        rows=[
            ('[{"a": [1]}, "b", null, []]',),
            ('{"a":1}',),
            ("[]",),
            ("null",),
            ("no json",),
            (None,),
        ],
        answer=[
            ('[{"a": [1]}, "b", null, []]', '{"a":[1]}', 1),
            ('[{"a": [1]}, "b", null, []]', '"b"', 2),
            ('[{"a": [1]}, "b", null, []]', "[]", 3),
            ('{"a":1}', '{"a":1}', 1),
        ],
    ),
    Case(
        macro="unnest_strings",
        says="two lists of one relation side by side, then a join",
        sql="""
            with lists as (
                select
                    id,
                    {{ json_strings('tags') }} as tags,
                    {{ json_strings('languages') }} as languages
                from inputs
            ),
            tagged as (
                select id, languages, {{ unnest_strings('tags', 'tag', 'tag_place') }}
                from lists
            ),
            spoken as (
                select id, tag, tag_place, {{ unnest_strings('languages', 'language', 'place') }}
                from tagged
            )
            select spoken.id, spoken.tag, spoken.language, named.id
            from spoken
            left join inputs as named on spoken.language = named.tags
            where spoken.tag_place = spoken.place
        """,
        columns={"id": "bigint", "tags": "string", "languages": "string"},
        rows=[(1, '["a", "b"]', '["en", "fr"]'), (2, '["c"]', '["en", "de"]'), (3, "fr", "[]")],
        answer=[(1, "a", "en", None), (1, "b", "fr", 3), (2, "c", "en", None)],
    ),
    Case(
        macro="position_in_list",
        says="the first place of each element",
        sql="""
            with lists as (
                select text, {{ json_strings('text') }} as list from inputs
            ),
            elements as (
                select text, list, {{ unnest_strings('list', 'element', 'place') }} from lists
            )
            select text, element, place, {{ position_in_list('list', 'element') }} as first_place
            from elements
        """,
        rows=[('["b", "a", "b"]',), ("[]",), (None,)],
        answer=[
            ('["b", "a", "b"]', "b", 1, 1),
            ('["b", "a", "b"]', "a", 2, 2),
            ('["b", "a", "b"]', "b", 3, 1),
        ],
    ),
    Case(
        macro="string_agg_ordered",
        says="nulls left out, nulls of the order last, ties by the second term",
        sql="""
            select
                holder,
                {{ string_agg_ordered('word', "' ", ['rank desc', 'word']) }} as words,
                {{ string_agg_ordered("case when word != 'eins' then word end", ',', 'rank') }}
                    as without_eins,
                count(distinct rank) as rank_count,
                count(distinct word) as word_count
            from inputs
            group by all
        """,
        columns={"holder": "string", "rank": "bigint", "word": "string"},
        rows=[
            ("full", 1, "one"),
            ("full", 3, "three"),
            ("full", None, "none"),
            ("full", 2, None),
            ("full", 1, "eins"),
            ("full", 2, ""),
            ("empty", 1, None),
            ("blank", 1, ""),
        ],
        answer=[
            ("full", "three' ' eins' one' none", "one,,three,none", 3, 5),
            ("empty", None, None, 1, 0),
            ("blank", "", "", 1, 1),
        ],
    ),
    Case(
        macro="string_agg_distinct",
        says="each text once, in the order of its code points",
        sql="""
            select
                holder,
                {{ string_agg_distinct('word', ', ') }} as words,
                {{ string_agg_distinct('lower(word)', '') }} as lower_words,
                count(distinct word) as word_count
            from inputs
            group by all
        """,
        columns={"holder": "string", "word": "string"},
        rows=[("full", word) for word in ("b", "a", "B", None, "é", "a", "_", "z")]
        + [("empty", None), ("blank", "")],
        answer=[
            ("full", "B, _, a, b, z, é", "_abzé", 6),
            ("empty", None, None, 0),
            ("blank", "", "", 1),
        ],
    ),
    Case(
        macro="text_lines",
        says="empty lines count, and a text without a break is one line",
        sql="""
            select text, {{ unnest_strings(text_lines('text'), 'line', 'position') }}
            from inputs
        """,
        rows=[("a|b.c\n\n d\n",), ("",), (None,)],
        answer=[
            ("a|b.c\n\n d\n", "a|b.c", 1),
            ("a|b.c\n\n d\n", "", 2),
            ("a|b.c\n\n d\n", " d", 3),
            ("a|b.c\n\n d\n", "", 4),
            ("", "", 1),
        ],
    ),
    Case(
        macro="recursion_limit",
        says="as many levels as it says are walked",
        sql="""
            with recursive levels as (
                select level from inputs
                union all
                select level + 1 as level from levels where level < {{ recursion_limit() }}
            )
            select count(*) = {{ recursion_limit() }}, count(*) > 90 from levels
        """,
        columns={"level": "int"},
        rows=[(1,)],
        answer=[(True, True)],
    ),
    Case(
        macro="latest_value",
        says="the value of the lowest rank among the rows that carry one, null where that is null",
        sql="""
            select holder, {{ latest_value('word', 'rank', 'carries') }} as word
            from inputs
            group by all
        """,
        columns={"holder": "string", "rank": "bigint", "word": "string", "carries": "boolean"},
        rows=[
            ("first", 2, "old", True),
            ("first", 1, "new", True),
            ("second", 1, None, False),
            ("second", 2, "old", True),
            ("null", 1, None, True),
            ("null", 2, "old", True),
            ("none", 1, "new", False),
        ],
        answer=[("first", "new"), ("second", "old"), ("null", None), ("none", None)],
    ),
    Case(
        macro="latest_values",
        says="the values of one row, also where one of them is null; null where no row carries any",
        sql="""
            with picked as (
                select
                    holder,
                    {{ latest_values({'word': 'word', 'size': 'length(word)'}, 'rank', 'carries') }}
                        as answer
                from inputs
                group by all
            )
            select holder, answer.word, answer.size from picked
        """,
        columns={"holder": "string", "rank": "bigint", "word": "string", "carries": "boolean"},
        rows=[
            ("first", 2, "old", True),
            ("first", 1, "new one", True),
            ("null", 1, None, True),
            ("null", 2, "old", True),
            ("none", 1, "new", False),
        ],
        answer=[("first", "new one", 7), ("null", None, None), ("none", None, None)],
    ),
    of_text(
        "utc_timestamp",
        "ISO 8601 as the clock of UTC, everything else null",
        "cast({{ utc_timestamp('text') }} as string)",
        {
            "2022-03-02T23:29:04.000Z": "2022-03-02 23:29:04",
            "2022-03-02T23:29:04.123456Z": "2022-03-02 23:29:04.123456",
            "2022-03-02T23:29:04.1234569Z": "2022-03-02 23:29:04.123456",
            "2022-03-02T23:29:04+02:00": "2022-03-02 21:29:04",
            "2022-03-02 23:29:04-0530": "2022-03-03 04:59:04",
            "2022-03-02 23:29:04+00": "2022-03-02 23:29:04",
            "2022-03-02T23:29:04": "2022-03-02 23:29:04",
            "2022-03-02T23:29:04.5": "2022-03-02 23:29:04.5",
            "2024-02-29": "2024-02-29 00:00:00",
            "1969-12-31T23:59:59.5Z": "1969-12-31 23:59:59.5",
            "2022-02-29": None,
            "2022-13-01": None,
            "2022-03-02T24:00:00Z": None,
            "2022-03-02T23:29:60Z": None,
            "2022-03-02T23:29": None,
            "2022-03": None,
            "20220302": None,
            "2022-03-02\n": None,
            "infinity": None,
            "now": None,
            "1646263744": None,
            "": None,
            None: None,
        },
    ),
    Case(
        macro="surrogate_key",
        says="md5 of the parts joined by |, with a mark for null",
        sql="select {{ surrogate_key(['hub', 'rank', 'name']) }} as key from inputs",
        columns={"hub": "string", "rank": "bigint", "name": "string"},
        rows=[("a", 1, "b"), ("a", None, "b"), ("a", None, "~"), ("a|1", 1, "b"), ("", 0, "")],
        answer=[(md5(joined),) for joined in ("a|1|b", "a|~|b", "a|~|~0", "a~11|1|b", "|0|")],
    ),
    of_text(
        "text_literal",
        "quotes of the text are kept",
        "text = {{ text_literal(\"it's 'quoted'\") }}",
        {"it's 'quoted'": True, "its quoted": False, None: None},
    ),
    of_text(
        "regex_literal",
        "a dot matches a line break, the end is the very end",
        "regexp_extract(text, {{ regex_literal('^a.c$') }}, 0)",
        {"abc": "abc", "a\nc": "a\nc", "abc\n": "", "xabc": "", None: None},
    ),
    of_text(
        "name_size",
        "the first size that stands alone",
        "{{ name_size('text', 3) }}",
        {
            "a-7b": "7",
            "1.3B_chat": "1.3",
            "Mixtral-8x7B-v0.1": "7",
            "a-4bit-8k-A35b": None,
            "7bx": None,
            "": None,
            None: None,
        },
    ),
    of_text(
        "name_parameter_count",
        "millions or billions, and experts multiplied",
        "{{ name_parameter_count('text') }}",
        {
            "opt-350m": 350_000_000,
            "pythia-1.4b-deduped": 1_400_000_000,
            "Mixtral-8x7B": 56_000_000_000,
            "99999999999999999b": None,
            "bert-base": None,
        },
    ),
    of_text(
        "quoted",
        "a word of SQL names a column",
        "{{ quoted('column') }} from (select text, text as {{ quoted('column') }} from inputs)"
        " as named --",
        {"a": "a", None: None},
    ),
    of_text(
        "days_between",
        "days of the calendar, whatever the hours",
        "{{ days_between(\"timestamp '2024-02-28 23:59:00'\", 'cast(text as timestamp)') }}",
        {
            "2024-02-28 00:00:00": 0,
            "2024-02-29 00:01:00": 1,
            "2024-03-01 12:00:00": 2,
            "2023-02-28 23:59:00": -365,
            None: None,
        },
    ),
    of_text(
        "local_repository_id",
        "a name keeps its case and is encoded",
        "{{ local_repository_id('text') }}",
        {"My Tool": "pkg:generic/local/My%20Tool", None: None},
    ),
    of_text(
        "pypi_package_id",
        "as the registry compares names",
        "{{ pypi_package_id('text') }}",
        {"Open_CLIP.torch": "pkg:pypi/open-clip-torch", "timm": "pkg:pypi/timm", None: None},
    ),
    of_text(
        "share_pct",
        "two decimals, and no share of nothing",
        "{{ share_pct('1', 'length(text)') }}",
        {"aaa": 33.33, "": None},
    ),
    of_text(
        "regex_group",
        "the group's text, null where it matched nothing",
        "{{ regex_group('text', '^arxiv:([0-9.]+)(v[0-9]+)?$', 1) }}",
        {
            "arxiv:2401.00001": "2401.00001",
            "arxiv:2401.00001v2": "2401.00001",
            "arxiv:": None,
            "arxiv:2401.00001\n": None,
            "doi:2401.00001": None,
            "": None,
            None: None,
        },
    ),
    of_text(
        "regex_group",
        "a group that took no part is null; group 0 is the whole match",
        "{{ regex_group('text', '(v[0-9]+)?$', 1) }}"
        " || {{ regex_group('text', \"^(it's )?[^.]+\", 0) }}",
        {"it's 2401.1v2": "v2it's 2401", "2401.00001": None},
    ),
    of_text(
        "regex_matches",
        "a dot matches a line break, the end is the very end",
        "{{ regex_matches('text', '^a.c$') }}",
        {
            "abc": True,
            "a\nc": True,
            "a\r\u2028": False,
            "abc\n": False,
            "xabc": False,
            "ABC": False,
            "": False,
            None: None,
        },
    ),
    of_text(
        "regex_matches",
        "anywhere in the text, unless the pattern says where",
        "{{ regex_matches('text', 'q?uant(ized)?|gguf') }}",
        {"a-quantized-4bit": True, "x-gguf": True, "plain": False},
    ),
    of_text(
        "text_after",
        "what follows the prefix, taken literally",
        "{{ text_after('text', \"it's.%:\") }}",
        {
            "it's.%:mit": "mit",
            "it's.%:it's.%:mit": "it's.%:mit",
            "it's.%:": "",
            "it'sX%:mit": None,
            " it's.%:mit": None,
            "IT'S.%:mit": None,
            "it's": None,
            "": None,
            None: None,
        },
    ),
    of_text(
        "url_encoded_path",
        "everything but unreserved characters, : and /",
        "{{ url_encoded_path('text') }}",
        {
            "google-bert/bert_base.v1~x": "google-bert/bert_base.v1~x",
            "a b+c*d/e:f@g": "a%20b%2Bc%2Ad/e:f%40g",
            "%2F?#&=": "%252F%3F%23%26%3D",
            "é模": "%C3%A9%E6%A8%A1",
            "": "",
            None: None,
        },
    ),
    of_text(
        "ptm_id",
        "the hub's name, case kept",
        "{{ ptm_id('text') }}",
        {
            "google-bert/bert-base-uncased": "pkg:huggingface/google-bert/bert-base-uncased",
            "GPT2": "pkg:huggingface/GPT2",
            None: None,
        },
    ),
    of_text(
        "gating_word",
        "a word for each answer of the Hub; none where it gave none",
        "{{ gating_word('text') }}",
        {"false": "open", "true": "gated", "auto": "auto", "manual": "manual", None: None},
    ),
    of_text(
        "space_id",
        "a package URL under spaces/",
        "{{ space_id('text') }}",
        {"Lab/My Space": "pkg:huggingface/spaces/Lab/My%20Space", None: None},
    ),
    of_text(
        "paper_id",
        "an arXiv id in lower case",
        "{{ paper_id('text') }}",
        {"2401.00001": "arxiv:2401.00001", "CS/9901001": "arxiv:cs/9901001", None: None},
    ),
    of_text(
        "file_extension_key",
        "the ending of the name alone, none where it has none",
        "{{ file_extension_key('text') }}",
        {
            "a/b.c/Model.SafeTensors": "*.safetensors",
            "x.tar.gz": "*.gz",
            "a.b/LICENSE": None,
            "odd.": None,
            None: None,
        },
    ),
    of_text(
        "file_key",
        "the words before the first other sign, and the ending",
        "{{ file_key('text') }}",
        {
            "rng_state_0.pth": "rng_state.pth",
            "run/pytorch_model-00001-of-00002.bin": "pytorch_model.bin",
            "Optimizer.pt": "optimizer.pt",
            "0.pt": None,
            "README": None,
            None: None,
        },
    ),
    of_text(
        "pytorch_hub_card_url",
        "the page of a card, whose file ends in .md",
        "{{ pytorch_hub_card_url('text') }}",
        {"lab_net.md": "https://pytorch.org/hub/lab_net/", None: None},
    ),
    of_text(
        "pytorch_hub_ptm_id",
        "the repository without its case, the entry point with it",
        "{{ pytorch_hub_ptm_id('text', \"'ResNet 18'\") }}",
        {"Lab/Net": "pkg:generic/pytorch-hub/lab/net/ResNet%2018", None: None},
    ),
    of_text(
        "dataset_id",
        "the hub's name after datasets/",
        "{{ dataset_id('text') }}",
        {
            "rajpurkar/squad": "pkg:huggingface/datasets/rajpurkar/squad",
            "squad": "pkg:huggingface/datasets/squad",
            None: None,
        },
    ),
    of_text(
        "repository_id",
        "lower case",
        "{{ repository_id('text') }}",
        {"PyTorch/Vision.JL_x": "pkg:github/pytorch/vision.jl_x", None: None},
    ),
    of_text(
        "name_owner",
        "before the first slash",
        "{{ name_owner('text') }}",
        {"google-bert/bert": "google-bert", "bert": None, "/bert": None, None: None},
    ),
    of_text(
        "name_tail",
        "behind the last slash, else the name itself",
        "{{ name_tail('text') }}",
        {"google-bert/bert": "bert", "bert": "bert", "bert/": "bert/", None: None},
    ),
    of_text(
        "repository_name",
        "owner and name, whether or not it was written as an address",
        "{{ repository_name('text') }}",
        {
            "pytorch/vision": "pytorch/vision",
            "github.com/pytorch/vision": "pytorch/vision",
            "https://www.github.com/PyTorch/vision.git/": "PyTorch/vision",
            "http://github.com/pytorch/vision.js": "pytorch/vision.js",
            "https://gitlab.com/pytorch/vision": "https://gitlab.com/pytorch/vision",
            "vision": "vision",
            None: None,
        },
    ),
    of_text(
        "license_key_name",
        "words where there is no license, else the license",
        "{{ license_key_name('text') }}",
        {
            "MIT": "MIT",
            "none": "no license",
            "ambiguous": "an unnamed license",
            "not_collected": "a license that was not collected",
            None: None,
        },
    ),
    Case(
        macro="named_sides",
        says="both sides named wherever the sentence has their place",
        sql="""
            select {{ named_sides('first_matches.template') }} as sentence
            from inputs as first_matches
        """,
        columns={
            "template": "string",
            "upstream_license_key": "string",
            "downstream_license_key": "string",
        },
        rows=[
            ("{downstream} breaks {upstream}; {upstream} asks for it.", "GPL-3.0-only", "none"),
            ("The same license.", "MIT", "MIT"),
            (None, "MIT", "MIT"),
        ],
        answer=[
            ("no license breaks GPL-3.0-only; GPL-3.0-only asks for it.",),
            ("The same license.",),
            (None,),
        ],
    ),
]
