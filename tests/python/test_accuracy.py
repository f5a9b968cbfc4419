"""The scanner on call sites labelled by hand; `make accuracy` prints the figures."""

from __future__ import annotations

import json

import pytest

from accuracy.labels import CORPUS, NAMING, application_labels, corpus_labels
from accuracy.measure import judged_corpus
from accuracy.scoring import Judged, Share, figures
from ingestion.scanner.signatures import load_signatures

CALLS = [label for label in corpus_labels() if label.is_call]


@pytest.fixture(scope="module")
def corpus() -> list[Judged]:
    return judged_corpus()


def test_ptms_of_the_corpus_are_named_as_people_name_them(corpus: list[Judged]) -> None:
    found = figures(corpus)
    assert (found.name_precision.value or 0) >= 0.98
    assert (found.name_recall.value or 0) >= 0.95


def test_calls_without_a_known_ptm_are_rows_with_the_right_status(corpus: list[Judged]) -> None:
    unresolvable = [line for line in corpus if line.is_call and line.label and not line.label.ptms]
    assert [line.place for line in unresolvable if not line.is_right] == []


def test_what_is_no_call_names_no_ptm(corpus: list[Judged]) -> None:
    assert [line.place for line in corpus if not line.is_call and line.names] == []


def test_rows_that_are_no_calls_say_that_no_weights_are_asked_for(corpus: list[Judged]) -> None:
    wrong = [site for line in corpus if not line.is_call for site in line.sites]
    assert {site.resolution_status for site in wrong} <= {"missing"}


def test_the_corpus_covers_every_library_and_status() -> None:
    libraries = {label.library for label in CALLS}
    assert {row.library for row in load_signatures().rows} <= libraries
    assert {label.status for label in CALLS} == {
        *NAMING,
        "computed",
        "parameter",
        "local_path",
        "missing",
    }
    assert len(CALLS) >= 150
    assert len({label.place[:2] for label in CALLS}) >= 40


def test_a_label_stands_on_a_line_of_its_file() -> None:
    for label in corpus_labels():
        text = (CORPUS / label.place.repository / label.place.path).read_text(encoding="utf-8")
        if label.place.cell is not None:
            text = "".join(json.loads(text)["cells"][label.place.cell - 1]["source"])
        line = text.splitlines()[label.place.line - 1]
        assert line.strip(), label.place


def test_a_label_of_an_application_names_ptms_only_where_its_status_does() -> None:
    labels = application_labels()
    assert len(labels) == len({(label.commit, label.place) for label in labels}) == 300
    assert all(bool(label.ptms) == (label.status in NAMING) for label in labels)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Wilson's interval as published in tables: 0/10, 5/10 and 10/10
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_wilson_interval(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=1e-4)
