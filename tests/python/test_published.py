"""Lists that others published: their files, their editions, and PeaTMOSS's own three."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest

from conftest import Command, raw_contents
from ingestion.errors import PtmError
from ingestion.landing import Landing
from ingestion.raw import LISTS, MAPPINGS, RENAMES, REPOSITORY_LICENSES
from ingestion.sources import published
from ingestion.sources.published import Edition, peatmoss

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingestion.config import DataFolder
    from ingestion.sources.published.readers import ListRows

MAY, JUNE, JULY = datetime(2024, 5, 1), datetime(2024, 6, 1), datetime(2024, 7, 1)
BOM = b"\xef\xbb\xbf"


def mapping(repository: str, ptm: str, license_raw: str | None = None) -> dict[str, Any]:
    return {"repository_name": repository, "ptm_name": ptm, "license_raw": license_raw}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


# --- what stands in a file


class TestMappings:
    def test_json_keeps_names_and_order_as_they_stand(self, tmp_path: Path) -> None:
        file = written(tmp_path, "m.json", '{"Zeta/App": ["acme/M", "m"], "été/🤗": ["名/前"]}')

        content = published.read_mappings(file)

        assert [tuple(row.values()) for row in content.rows] == [
            ("Zeta/App", "acme/M"),
            ("Zeta/App", "m"),
            ("été/🤗", "名/前"),
        ]
        assert not content.states_licenses

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("m.csv", 'repository,ptm,license\nx/a,"say ""hi"", m","two\nlines"\ny/é,名,\n'),
            ("m.CSV", 'ptm,license,extra,repository\n"say ""hi"", m","two\nlines",1,x/a\n名,,,y/é'),
            ("m.tsv", 'repository\tptm\tlicense\nx/a\t"say ""hi"", m"\t"two\nlines"\ny/é\t名\t\n'),
            ("m.csv", 'repository,ptm,license\r\nx/a,"say ""hi"", m","two\nlines"\r\ny/é,名,\r\n'),
        ],
        ids=["quotes", "other columns and order", "tabs", "windows lines"],
    )
    @pytest.mark.parametrize("start", [b"", BOM], ids=["", "BOM"])
    def test_csv_is_read_as_csv(self, tmp_path: Path, name: str, text: str, start: bytes) -> None:
        content = published.read_mappings(written(tmp_path, name, start + text.encode()))

        assert content.rows == [
            mapping("x/a", 'say "hi", m', "two\nlines"),
            mapping("y/é", "名"),
        ]
        assert content.states_licenses

    def test_csv_without_a_license_column_states_no_licenses(self, tmp_path: Path) -> None:
        content = published.read_mappings(written(tmp_path, "m.csv", "repository,ptm\nx/a,m\n"))

        assert content.rows == [mapping("x/a", "m")]
        assert not content.states_licenses

    def test_json_may_begin_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        file = written(tmp_path, "m.json", BOM + b'{"x/a": ["m"]}')

        assert published.read_mappings(file).rows == [{"repository_name": "x/a", "ptm_name": "m"}]

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("m.csv", "", "no column repository and no column ptm in"),
            ("m.csv", "repo,ptm\nx/a,m\n", "no column repository in its first line"),
            ("m.csv", "repository,ptm\nx/a,m\nx/b\n", "line 3 is not a row of 2 fields"),
            ("m.csv", "repository,ptm\nx/a,m,MIT\n", "line 2 is not a row of 2 fields"),
            ("m.csv", "repository,ptm\n,m\n", "line 2 is not a row of 2 fields"),
            ("m.csv", f"repository,ptm\nx/a,{'m' * 200_000}\n", "line 2 is not CSV .*larger"),
            ("m.csv", 'repository,"ptm\nx/a,m\n', "line 2 is not CSV .*end of data"),
            ("m.csv", 'repository,ptm\nx/a,m\nx/b,"n', "line 3 is not CSV .*end of data"),
            ("m.csv", "repository,ptm\nx/a,é\n".encode("latin-1"), "no text in UTF-8"),
            ("m.csv", "repository,ptm\nx/a,m\n".encode("utf-16"), "no text in UTF-8"),
            ("m.json", "", "is no JSON"),
            ("m.json", "[" * 100_000, "is no JSON|is cut off"),
            ("m.json", '{"x/a": ["m"]', "is cut off"),
            ("m.json", '{"x/a": ["m', "is cut off"),
            ("m.json", '["x/a"]', "the file is not an object"),
            ("m.json", '{"x/a": "m"}', "the entry of 'x/a' is not a list of PTM names"),
            ("m.json", '{"x/a": ["m", null]}', "the entry of 'x/a' is not a list of PTM names"),
        ],
        ids=lambda value: repr(value[:30]),
    )
    def test_a_file_that_looks_otherwise_is_refused_by_name_and_place(
        self, tmp_path: Path, name: str, text: str | bytes, said: str
    ) -> None:
        file = written(tmp_path, name, text)

        with pytest.raises(PtmError, match=f"(?s)^{file}.*({said}).*nothing"):
            published.read_mappings(file)

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(PtmError, match=f"{tmp_path} cannot be read: Is a directory"):
            published.read_mappings(tmp_path)


class TestRepositoryLicenses:
    def test_a_license_several_and_none_are_told_apart(self, tmp_path: Path) -> None:
        file = written(
            tmp_path,
            "l.json",
            '{"a/one": "MIT", "b/two": ["mit", "gpl-2.0"], "c/none": null, "d/empty": [],'
            ' "e/é": ["\\"é\\""], "f/unclear": "NOASSERTION"}',
        )

        rows = published.read_repository_licenses(file).rows

        assert {row["repository_name"]: row["licenses_raw"] for row in rows} == {
            "a/one": '["MIT"]',
            "b/two": '["mit","gpl-2.0"]',
            "c/none": None,
            "d/empty": None,
            "e/é": '["\\"é\\""]',
            "f/unclear": '["NOASSERTION"]',
        }

    def test_an_empty_field_of_a_csv_says_none(self, tmp_path: Path) -> None:
        file = written(tmp_path, "l.csv", "license,repository\nMIT,a/one\n,b/none\n")

        assert published.read_repository_licenses(file).rows == [
            {"repository_name": "a/one", "licenses_raw": '["MIT"]'},
            {"repository_name": "b/none", "licenses_raw": None},
        ]

    @pytest.mark.parametrize("said", ["7", "true", '{"mit": 1}', '["mit", 7]'])
    def test_what_is_no_license_is_refused(self, tmp_path: Path, said: str) -> None:
        file = written(tmp_path, "l.json", f'{{"a/b": null, "c/d": {said}}}')

        with pytest.raises(PtmError, match="the entry of 'c/d' is not a license, a list of"):
            published.read_repository_licenses(file)


class TestRenames:
    @pytest.mark.parametrize(
        ("name", "text"),
        [("r.json", '{"old/é": "new/é"}'), ("r.csv", "new,old\nnew/é,old/é\n")],
    )
    def test_both_formats_say_the_same(self, tmp_path: Path, name: str, text: str) -> None:
        content = published.read_renames(written(tmp_path, name, text), "dataset")

        assert content.rows == [{"entity": "dataset", "old_name": "old/é", "new_name": "new/é"}]
        assert content.entity == "dataset"

    @pytest.mark.parametrize(
        ("name", "text"),
        [("r.json", '{"a": null}'), ("r.json", '{"a": ["b"]}'), ("r.json", '{"a": ""}'),
         ("r.csv", "old,new\na,\n")],
    )  # fmt: skip
    def test_an_old_name_needs_a_new_one(self, tmp_path: Path, name: str, text: str) -> None:
        with pytest.raises(PtmError, match="the entry of 'a' is not the new name"):
            published.read_renames(written(tmp_path, name, text), "ptm")


# --- editions


@pytest.fixture
def load(folder: DataFolder, tmp_path: Path) -> Callable[..., Edition]:
    """Loads `{repository: [ptm, …]}` as an edition of a list of mappings."""

    def load_mappings(
        listed: dict[str, list[str]],
        observed_at: datetime | None = None,
        *,
        source_name: str = "acme",
        allow_shrink: bool = False,
    ) -> Edition:
        file = written(tmp_path, "mappings.json", json.dumps(listed))
        return published.load_list(
            folder,
            file,
            published.read_mappings(file),
            MAPPINGS,
            source_name=source_name,
            observed_at=observed_at,
            allow_shrink=allow_shrink,
        )

    return load_mappings


def query(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


# what each edition says, by the time it was said at
EDITIONS = """
    select observed_at, record_count, list(ptm_name order by row_number)
    from published.lists inner join published.mappings using (list_id)
    group by all order by all
"""


class TestEditions:
    def test_the_same_content_later_is_no_further_edition(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        assert load({"x/a": ["m"]}, MAY) == Edition(1, is_new=True)
        once = raw_contents(folder)

        assert load({"x/a": ["m"]}, MAY) == Edition(1, is_new=False)
        assert load({"x/a": ["m"]}, JUNE) == Edition(1, is_new=False)
        assert load({"x/a": ["m"]}) == Edition(1, is_new=False)

        assert raw_contents(folder) == once

    def test_changed_content_is_a_further_edition_and_the_older_one_stays(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        load({"x/a": ["m"]}, MAY)
        assert load({"x/a": ["m", "n"]}, JUNE).is_new

        assert query(folder, EDITIONS) == [(MAY, 1, ["m"]), (JUNE, 2, ["m", "n"])]

    def test_content_that_returns_is_a_further_edition(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        """What was said in May, taken back in June and said again in July holds in July."""
        for ptm, observed_at in (("m", MAY), ("n", JUNE), ("m", JULY)):
            assert load({"x/a": [ptm]}, observed_at).is_new

        assert query(folder, EDITIONS) == [(MAY, 1, ["m"]), (JUNE, 1, ["n"]), (JULY, 1, ["m"])]

    def test_other_content_of_the_same_time_replaces_the_edition(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        load({"x/a": ["m", "n"]}, MAY)
        load({"x/a": ["n", "o"]}, MAY)

        assert query(folder, EDITIONS) == [(MAY, 2, ["n", "o"])]
        assert query(folder, "select count(*) from published.mappings") == [(2,)]

    def test_an_older_edition_may_be_loaded_late(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        load({"x/a": list("abcdefghij")}, JUNE)
        assert load({"x/a": ["a"]}, MAY).is_new

        assert [(at, count) for at, count, _ in query(folder, EDITIONS)] == [(MAY, 1), (JUNE, 10)]

    def test_two_sources_may_publish_the_same_list(
        self, folder: DataFolder, load: Callable[..., Edition]
    ) -> None:
        load({"x/a": ["m"]}, MAY, source_name="acme")
        assert load({"x/a": ["m"]}, MAY, source_name="birch").is_new

        assert query(folder, "select count(distinct list_id) from published.mappings") == [(2,)]

    def test_renames_of_two_entities_are_two_lists(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        file = written(tmp_path, "r.json", '{"old": "new"}')
        for entity in ("ptm", "dataset"):
            content = published.read_renames(file, entity)
            assert published.load_list(
                folder, file, content, RENAMES, source_name="acme", observed_at=MAY
            ).is_new

        assert query(
            folder,
            "select kind, entity from published.lists inner join published.renames "
            "using (list_id) order by all",
        ) == [("dataset_renames", "dataset"), ("ptm_renames", "ptm")]

    def test_an_edition_that_was_cut_does_not_count_and_is_loaded_whole(
        self,
        folder: DataFolder,
        load: Callable[..., Edition],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The row in `lists` is written after the rows, so it never stands for half of them."""
        recorded = Landing.record

        def dies_before_the_row_in_lists(landing: Landing, rows: Any) -> None:
            if rows[0][0] is LISTS:
                raise KeyboardInterrupt
            recorded(landing, rows)

        with monkeypatch.context() as patched:
            patched.setattr(Landing, "record", dies_before_the_row_in_lists)
            with pytest.raises(KeyboardInterrupt):
                load({"x/a": ["m", "n"]}, MAY)
        assert query(folder, "select count(*) from published.mappings") == [(2,)]
        assert query(folder, "from published.lists") == []

        assert load({"x/a": ["m", "n"]}, MAY).is_new
        assert query(folder, EDITIONS) == [(MAY, 2, ["m", "n"])]
        assert query(folder, "select count(*) from published.mappings") == [(2,)]

    def test_the_edition_says_where_it_is_from(self, folder: DataFolder, tmp_path: Path) -> None:
        file = written(tmp_path, "m.csv", "repository,ptm,license\nx/a,m,mit\n")
        published.load_list(
            folder, file, published.read_mappings(file), MAPPINGS, source_name="a", observed_at=MAY
        )

        assert query(
            folder,
            "select source_name, kind, observed_at, file_name, length(file_sha256), record_count, "
            "states_licenses from published.lists",
        ) == [("a", "mappings", MAY, "m.csv", 64, 1, True)]

    def test_a_list_without_entries_is_refused(self, load: Callable[..., Edition]) -> None:
        with pytest.raises(PtmError, match=r"mappings\.json holds no entries"):
            load({"x/a": []})


class TestShrinking:
    @pytest.fixture
    def ten(self, folder: DataFolder, load: Callable[..., Edition]) -> dict[str, Any]:
        load({"x/a": list("abcdefghij")}, MAY)
        return raw_contents(folder)

    def test_a_list_that_lost_more_than_a_fifth_is_refused_and_nothing_changes(
        self, folder: DataFolder, load: Callable[..., Edition], ten: dict[str, Any]
    ) -> None:
        with pytest.raises(PtmError, match=r"has 7 mappings, .* had 10: .* --allow-shrink"):
            load({"x/a": list("abcdefg")}, JUNE)

        assert raw_contents(folder) == ten

    @pytest.mark.usefixtures("ten")
    def test_a_fifth_may_go(self, load: Callable[..., Edition]) -> None:
        assert load({"x/a": list("abcdefgh")}, JUNE).record_count == 8

    @pytest.mark.usefixtures("ten")
    def test_a_list_that_really_shrank_is_accepted_when_told_so(
        self, load: Callable[..., Edition]
    ) -> None:
        assert load({"x/a": ["a"]}, JUNE, allow_shrink=True).is_new
        assert load({"x/a": ["b"]}, JULY).is_new

    @pytest.mark.usefixtures("ten")
    def test_another_source_is_no_measure(self, load: Callable[..., Edition]) -> None:
        assert load({"x/a": ["a"]}, JUNE, source_name="birch").is_new


# --- the command


def test_the_command_loads_a_list_and_says_when_it_had_it_already(
    folder: DataFolder, tmp_path: Path, run_ptm: Command
) -> None:
    file = written(tmp_path, "li[st].csv", BOM + b"repository,license\nx/a,MIT\ny/b,\n")
    arguments = ("load", "repository-licenses", file, "--source-name", "acme")

    first = run_ptm(*arguments, data_dir=folder.root, env={"PTM_NOW": "2024-05-01"}, check=True)
    again = run_ptm(*arguments, data_dir=folder.root, check=True)

    assert first.stdout == "li[st].csv: 2 rows, loaded\n"
    assert again.stdout == "li[st].csv: 2 rows, already loaded, nothing changed\n"
    assert query(
        folder,
        "select observed_at, repository_name, licenses_raw from published.lists "
        f"inner join {REPOSITORY_LICENSES.qualified_name} using (list_id) order by row_number",
    ) == [(MAY, "x/a", '["MIT"]'), (MAY, "y/b", None)]


# --- PeaTMOSS's artifact


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    """A small artifact: two mappings, a license, a matrix of every kind of cell."""
    folder = tmp_path / "artifact"
    folder.mkdir()
    written(
        folder, "mapping.csv", "github.com/x/a,m,https://h/m,mit\ngithub.com/x/a,n,https://h/n,\n"
    )
    written(folder, "all_gh_licenses.json", '{"x/a": ["mit"]}')
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["", "mit", "bls-1.0"], ["mit", "yes", "?"], ["bls-1.0", None, "no"]):
        sheet.append(row)
    book.save(folder / "Linux-Foundation-OSS-License-Compatibility.xlsx")
    return folder


class TestArtifact:
    def test_a_small_artifact_is_three_lists_with_their_rows(
        self, folder: DataFolder, artifact: Path
    ) -> None:
        loaded = published.load_artifact(folder, artifact)

        assert [edition.record_count for edition in loaded.values()] == [2, 1, 4]
        assert query(
            folder, "select repository_name, ptm_name, license_raw from published.mappings"
        ) == [("github.com/x/a", "m", "mit"), ("github.com/x/a", "n", None)]
        assert query(
            folder,
            "select downstream_license, upstream_license, cell "
            "from published.compatibility_matrix order by all",
        ) == [
            ("bls-1.0", "bls-1.0", "no"),
            ("bls-1.0", "mit", None),
            ("mit", "bls-1.0", "?"),
            ("mit", "mit", "yes"),
        ]

    @pytest.mark.parametrize(
        ("line", "number"),
        [("github.com/x/a,m,https://h/m\n", 3), ("github.com/x/a,m,https://h/m,mit,more\n", 3),
         ("\n", 3), ('github.com/x/a,m,https://h/m,"mit\n', 3)],
        ids=["three fields", "five fields", "empty line", "open quote"],
    )  # fmt: skip
    def test_a_wrong_line_of_the_mappings_is_named_and_nothing_is_loaded(
        self, folder: DataFolder, artifact: Path, line: str, number: int
    ) -> None:
        file = artifact / "mapping.csv"
        file.write_text(file.read_text() + line)

        with pytest.raises(PtmError, match=rf"mapping\.csv line {number} is not the four fields"):
            published.load_artifact(folder, artifact)
        assert query(folder, "from published.lists") == []

    def test_files_that_lack_are_all_named(self, folder: DataFolder, artifact: Path) -> None:
        (artifact / "mapping.csv").unlink()
        (artifact / "all_gh_licenses.json").unlink()

        with pytest.raises(PtmError, match=r"has no mapping\.csv and no all_gh_licenses\.json,"):
            published.load_artifact(folder, artifact)

    @pytest.mark.parametrize("kept", [0, 100, -1], ids=["empty", "head", "all but a byte"])
    def test_a_matrix_that_is_cut_is_refused_and_nothing_is_loaded(
        self, folder: DataFolder, artifact: Path, kept: int
    ) -> None:
        file = artifact / "Linux-Foundation-OSS-License-Compatibility.xlsx"
        file.write_bytes(file.read_bytes()[:kept])

        with pytest.raises(PtmError, match="is no Excel workbook, so nothing was loaded"):
            published.load_artifact(folder, artifact)
        assert query(folder, "from published.lists") == []

    def test_a_workbook_without_a_table_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "matrix.xlsx"
        openpyxl.Workbook().save(file)

        with pytest.raises(PtmError, match="holds no table of licenses"):
            peatmoss.read_matrix(file)

    @pytest.mark.real_data
    def test_the_published_artifact_is_loaded_whole(
        self, folder: DataFolder, shared_data: Path
    ) -> None:
        loaded = published.load_artifact(folder, shared_data / "peatmoss")

        assert {name: edition.record_count for name, edition in loaded.items()} == {
            "mapping.csv": 22_861,
            "all_gh_licenses.json": 36_884,
            "Linux-Foundation-OSS-License-Compatibility.xlsx": 43 * 60,
        }
        assert query(
            folder,
            # the sheet's last column repeats the names of its rows
            "select cell, count(*) from published.compatibility_matrix "
            "where upstream_license != 'Compatibility' group by all order by all",
        ) == [("?", 640), ("no", 859), ("yes", 995), (None, 43)]
        assert query(
            folder,
            "select source_name, kind, observed_at, states_licenses from published.lists "
            "order by kind",
        ) == [
            ("linux-foundation", "compatibility_matrix", datetime(2023, 8, 1), False),
            ("peatmoss", "mappings", datetime(2023, 8, 1), True),
            ("peatmoss", "repository_licenses", datetime(2023, 8, 1), False),
        ]
        once = raw_contents(folder)
        again = published.load_artifact(folder, shared_data / "peatmoss")
        assert not any(edition.is_new for edition in again.values())
        assert raw_contents(folder) == once

    @pytest.mark.real_data
    def test_the_published_files_are_read_value_by_value(self, shared_data: Path) -> None:
        folder = shared_data / "peatmoss"
        with (folder / "mapping.csv").open(encoding="utf-8", newline="") as lines:
            expected = [mapping(row[0], row[1], row[3] or None) for row in csv.reader(lines)]
        assert peatmoss.read_artifact_mappings(folder / "mapping.csv").rows == expected

        licenses = json.loads((folder / "all_gh_licenses.json").read_bytes())
        rows = published.read_repository_licenses(folder / "all_gh_licenses.json").rows
        assert {
            row["repository_name"]: json.loads(row["licenses_raw"] or "[]") for row in rows
        } == {name: said or [] for name, said in licenses.items()}

        matrix: ListRows = peatmoss.read_matrix(
            folder / "Linux-Foundation-OSS-License-Compatibility.xlsx"
        )
        pairs = Counter((row["downstream_license"], row["upstream_license"]) for row in matrix.rows)
        assert set(pairs.values()) == {1}
        assert ("mit", "bls-1.0") in pairs, "names stay as the sheet spells them"
