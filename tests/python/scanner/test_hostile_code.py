"""Code that is broken, or made to break what reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.scanner.calls import SourceFile, UnparsableError, scan_file
from ingestion.scanner.prefilter import prefilter
from ingestion.scanner.signatures import load_signatures
from scanner.snippets import call_site, call_sites

HEAD = "from transformers import AutoModel\n"
CALL = "\nAutoModel.from_pretrained("


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("(" * 10_000 + ")" * 10_000, "nested"),
        ("x = " + "[" * 10_000, "nested"),
        ("x = " + "-" * 100_000 + "1", "nested"),
        ("x = a" + ".b" * 100_000, "nested"),
        ("print 'from_pretrained'", "Python 2"),
        ("try:\n    pass\nexcept A, b:\n    pass", "Python 2"),
        ("def f(:\n", "syntax error at line 2"),
        ("x = '\0'", "null bytes"),
    ],
)
def test_a_file_that_cannot_be_parsed_says_why(code: str, reason: str) -> None:
    with pytest.raises(UnparsableError, match=reason):
        call_sites(HEAD + code)


@pytest.mark.parametrize(
    "code",
    [
        "a = b\nb = a" + CALL + "a)",
        "def f(x):\n    return f(x)" + CALL + "f('a/b'))",
        "def f(x):\n    return g(x)\ndef g(x):\n    return f(x) + f(x) + f(x)" + CALL + "f('a'))",
        "class A(A):\n    pass" + CALL + "A.name)",
        "class A:\n    def f(self):\n        self.x = self.x + self.x" + CALL + "A().x)",
        "\n".join(f"x{n} = x{n + 1} + x{n + 1}" for n in range(60)) + "\nx60 = 'a'" + CALL + "x0)",
        "x = '%1000000000d' % 1" + CALL + "x)",
        "x = '{:>1000000000}'.format('a')" + CALL + "x)",
        "x = 'a' * 1000000000" + CALL + "x)",
        "x = '" + "a" * 1999 + "'\n" + "x = x.replace('a', x)\n" * 30 + CALL + "x)",
        "\n".join(f"x = x + {n}" for n in range(3000)) + CALL + "x)",
    ],
)
def test_a_circle_or_a_bomb_ends_as_a_row_that_names_nothing(code: str) -> None:
    site = call_sites(HEAD + code)[-1]
    assert site.resolved_names == ()
    assert site.resolution_path


def test_imports_in_a_circle_end() -> None:
    files = {"a.py": "from b import M", "b.py": "from a import M"}
    site = call_site(HEAD + "from a import M" + CALL + "M)", files)
    assert site.resolved_names == ()


def test_a_config_file_of_another_folder_is_not_read() -> None:
    site = call_site(
        HEAD + 'import json\nM = json.load(open("../../etc/passwd"))["m"]' + CALL + "M)"
    )
    assert site.resolved_names == ()


PIECES = st.sampled_from(
    ["from transformers import ", "AutoModel", ".from_pretrained(", ")", "'a/b'", "m", " = ", "\n",
     "\n    ", "def f(m=", "):", "class A", ":", "for m in ", "[", "]", "{", "}", ",", "if ",
     " else ", "lambda m: ", "self.", "f'{m}'", "import torch", "torch.hub.load(", "*", "**",
     "return ", "global m", "with ", " as m", "\r", "\t", "é", "\\", "#"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_scanned_or_refused_and_the_byte_search_loses_nothing(code: str) -> None:
    signatures = load_signatures()
    try:
        sites = scan_file(SourceFile("x.py", code), signatures)
    except UnparsableError:
        return
    assert not sites or prefilter(signatures)(code.encode())
    for site in sites:
        assert site.line <= site.end_line
        assert bool(site.resolved_names) == (
            site.resolution_status in ("literal", "constant", "default", "config")
        )
