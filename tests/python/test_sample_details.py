"""What the sample's hub tells of single PTMs, Spaces and papers: whole, consistent, and dirty."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from huggingface_hub import HfApi, get_session
from jsonschema import Draft202012Validator

from ingestion import commands
from ingestion.config import DataFolder
from ingestion.loopback import HubData, LoopbackHub
from ingestion.sample import DAY_FOLDERS, SampleSummary, planted, write_sample
from ingestion.sample.details import LONG_HISTORY, MOST_DETAILED
from ingestion.sample.people import CONVERT_BOT, PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

Line = dict[str, Any]


@dataclass
class Day:
    """The files of a day, read back."""

    models: dict[str, Line]
    spaces: dict[str, Line]
    details: dict[str, Line]
    papers: dict[str, Line]


@dataclass
class Sample:
    summary: SampleSummary
    days: list[Day]


def lines(path: Path) -> dict[str, Line]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows)
    return by_id


def read_day(folder: Path) -> Day:
    return Day(
        {row["id"]: row for row in json.loads((folder / "models_listing.json").read_bytes())},
        {row["id"]: row for row in json.loads((folder / "spaces_listing.json").read_bytes())},
        lines(folder / "details.jsonl"),
        lines(folder / "papers.jsonl"),
    )


@pytest.fixture(scope="module", params=[(2000, 1), (100, 7)], ids=["default", "smallest"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    summary = write_sample(folder, *request.param)
    return Sample(summary, [read_day(folder / day) for day in DAY_FOLDERS])


def told(sample: Sample) -> list[tuple[int, Line, Line]]:
    """Day, record and details of all that have a history."""
    return [
        (number, day.models[name], line)
        for number, day in enumerate(sample.days)
        for name, line in day.details.items()
        if "commits" in line
    ]


class TestWhoIsDetailed:
    def test_all_that_are_downloaded_often(self, sample: Sample) -> None:
        for day in sample.days:
            often = {
                name
                for name, record in day.models.items()
                if record["downloads"] >= sample.summary.detail_threshold
            }
            assert often <= day.details.keys() <= day.models.keys()
            assert 30 < len(often) <= len(day.details)
            known = {name for name in planted.DETAILED if name in day.models}
            assert known <= often

    def test_their_number_does_not_grow_with_the_sample(self, tmp_path: Path) -> None:
        write_sample(tmp_path, 20_000, 1)
        for day in DAY_FOLDERS:
            assert (tmp_path / day / "details.jsonl").read_bytes().count(b"\n") < (
                1.3 * MOST_DETAILED
            )


class TestConsistency:
    def test_replayed_changes_leave_the_tree(self, sample: Sample) -> None:
        for _, record, line in told(sample):
            files: dict[str, tuple[int, str | None]] = {}
            for commit in reversed(line["commits"]):
                for change in line["commit_files"][commit["id"]]:
                    before = files.pop(change.get("old_path", change["path"]), None)
                    assert (before is None) == (change["change"] == "added")
                    if change["change"] != "removed":
                        files[change["path"]] = change["size_bytes"], change.get("lfs_sha256")
                    if change["change"] == "renamed":
                        assert files[change["path"]] == before
            tree = {e["path"]: (e["size"], e.get("lfs", {}).get("oid")) for e in line["tree"]}
            assert files == tree
            if "siblings" in record:
                assert {sibling["rfilename"] for sibling in record["siblings"]} == set(tree)
            assert tree.get("README.md", (None,))[0] == (
                len(line["card"].encode()) if "card" in line else None
            )
            assert ("cardData" in record) == ("card" in line)

    def test_the_newest_commit_is_the_one_that_is_listed(self, sample: Sample) -> None:
        for _, record, line in told(sample):
            newest = line["commits"][0]
            assert (newest["id"], newest["date"]) == (record["sha"], record["lastModified"])
            assert line["refs"]["branches"][0]["targetCommit"] == record["sha"]
            dates = [commit["date"] for commit in line["commits"]]
            assert dates == sorted(dates, reverse=True)
            known = {commit["id"] for commit in line["commits"]}
            assert len(known) == len(dates)
            refs = [*line["refs"]["tags"], *line["refs"]["branches"], *line["refs"]["converts"]]
            assert {ref["targetCommit"] for ref in refs} <= known
            requests = {talk["num"] for talk in line["discussions"] if talk["isPullRequest"]}
            assert requests == {int(ref["name"]) for ref in line["refs"]["pullRequests"]}

    def test_day_2_goes_on_from_day_1(self, sample: Sample) -> None:
        first, second = sample.days
        by_id = {record["_id"]: name for name, record in second.models.items()}
        longer = 0
        for name, line in first.details.items():
            later = second.details.get(by_id.get(first.models[name]["_id"], ""))
            if "commits" not in line or later is None:
                continue
            assert later["commits"][-len(line["commits"]) :] == line["commits"]
            is_edited = first.models[name]["sha"] != second.models[later["id"]]["sha"]
            assert len(later["commits"]) == len(line["commits"]) + is_edited
            longer += is_edited
        assert longer

    def test_the_summary_counts_what_the_files_say(self, sample: Sample) -> None:
        summary, least = sample.summary, sample.summary.detail_threshold
        last: dict[str, tuple[Line, Line]] = {}
        for day in sample.days:
            for name, line in day.details.items():
                record = day.models[name]
                if record["downloads"] >= least and not record["disabled"]:
                    last[record["_id"]] = record, line
        counts = Counter(ptms=len(last))
        for record, line in last.values():
            commits, talks = line.get("commits", []), line.get("discussions", [])
            counts["commits"] += len(commits)
            counts["authorless_commits"] += [commit["authors"] for commit in commits].count([])
            counts["discussions"] += len(talks)
            counts["pull_requests"] += len([talk for talk in talks if talk["isPullRequest"]])
            counts["events"] += len([event for talk in talks for event in talk["events"]])
            counts["refs"] += len([ref for refs in line.get("refs", {}).values() for ref in refs])
            if not record["gated"]:
                counts["cards"] += "card" in line
                counts["files"] += len(line.get("tree", []))
                counts["empty_commits"] += list(line.get("commit_files", {}).values()).count([])
        for name, count in counts.items():
            assert getattr(summary.details, name) == count, name
        assert summary.spaces_listed == tuple(len(day.spaces) for day in sample.days)
        assert summary.papers == len(sample.days[1].papers)


class TestDirt:
    def test_weights_change_in_silence(self, sample: Sample) -> None:
        shown, hashes = [], []
        for day in sample.days:
            record, line = day.models[planted.SILENT_CHANGE], day.details[planted.SILENT_CHANGE]
            shown.append((record["_id"], record["tags"], record["cardData"], line["card"]))
            hashes.append({e["path"]: e["lfs"]["oid"] for e in line["tree"] if "lfs" in e})
        assert shown[0] == shown[1]
        assert hashes[0].keys() == hashes[1].keys() != set()
        assert hashes[0] != hashes[1]
        assert sample.summary.details.rewritten_weights == 1

    def test_scanners_find_what_was_planted(self, sample: Sample) -> None:
        for name, status in (
            (planted.UNSAFE_WEIGHTS, "unsafe"),
            (planted.SUSPICIOUS_WEIGHTS, "suspicious"),
        ):
            for day in sample.days:
                statuses = {
                    entry["path"]: entry["securityFileStatus"]["status"]
                    for entry in day.details[name]["tree"]
                }
                assert statuses.pop("pytorch_model.bin") == status
                assert set(statuses.values()) == {"safe"}
        assert sample.summary.details.unsafe_files == 2
        assert "safetensors" not in sample.days[0].models[planted.UNSAFE_WEIGHTS]

    def test_an_empty_repository_has_nothing(self, sample: Sample) -> None:
        for day in sample.days:
            assert "sha" not in day.models[planted.EMPTY_REPOSITORY]
            assert set(day.details[planted.EMPTY_REPOSITORY]) == {"kind", "id"}

    def test_cards_say_what_no_field_does(self, sample: Sample) -> None:
        day = sample.days[0]
        assert "safetensors" not in day.models[planted.TOLD_IN_WORDS]
        assert "parameters" in day.details[planted.TOLD_IN_WORDS]["card"]
        hostile = day.details[planted.HOSTILE_CARD]
        for text in (hostile["card"], json.dumps(hostile["discussions"])):
            assert "{{ 7*7 }}" in text
            assert "drop table" in text
        cards = [line["card"] for line in day.details.values() if "card" in line]
        assert all(card.startswith("---\n") for card in cards)
        assert any("CO2eq" in card for card in cards)
        assert any("https://github.com/" in card for card in cards)
        assert any("parameters." not in card for card in cards)

    def test_people_leave_and_merges_change_nothing(self, sample: Sample) -> None:
        talks = [talk for _, _, line in told(sample) for talk in line["discussions"]]
        events = [event for talk in talks for event in talk["events"]]
        kinds = {event["type"] for event in events}
        assert kinds == {"comment", "commit", "title-change", "status-change", "pinning-change"}
        assert {"author" in talk for talk in talks} == {True, False}
        assert {"author" in event for event in events} == {True, False}
        assert {talk["status"] for talk in talks} == {"open", "closed", "merged"}
        commits = [commit for _, _, line in told(sample) for commit in line["commits"]]
        assert {len(commit["authors"]) for commit in commits} == {0, 1, 2}
        changes = [c for _, _, line in told(sample) for c in line["commit_files"].values()]
        assert [] in changes
        assert {change["change"] for of_commit in changes for change in of_commit} == {
            "added",
            "modified",
            "removed",
            "renamed",
        }
        (often,) = planted.TALKED_ABOUT
        assert len(sample.days[0].details[often]["commits"]) > LONG_HISTORY
        assert len(sample.days[0].details[often]["discussions"]) > 50

    def test_spaces_use_ptms_of_the_day_and_lost_ones(self, sample: Sample) -> None:
        first, second = sample.days
        assert first.spaces.keys() - second.spaces.keys()
        assert second.spaces.keys() - first.spaces.keys()
        for day in sample.days:
            used = {name for space in day.spaces.values() for name in space.get("models", [])}
            assert used & day.models.keys()
            assert used - day.models.keys() <= {planted.NOT_LISTED[0]}
            assert any("models" not in space for space in day.spaces.values())

    def test_papers_name_the_models_that_cite_them(self, sample: Sample) -> None:
        for day in sample.days:
            cited = Counter(tag for record in day.models.values() for tag in record["tags"])
            for identity, paper in day.papers.items():
                assert paper["numTotalModels"] == cited[f"arxiv:{identity}"]
                for linked in paper["linkedModels"]:
                    assert f"arxiv:{identity}" in day.models[linked["id"]]["tags"]
                assert len(paper["linkedModels"]) == min(10, paper["numTotalModels"])


@pytest.fixture(scope="module")
def loaded(
    initialised: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[DataFolder, list[Day]]:
    """A loaded sample, and the files that it was loaded from."""
    root = tmp_path_factory.mktemp("loaded")
    folder = DataFolder(shutil.copytree(initialised.root, root / "data"))
    commands.load_sample(folder, 100, 7, lambda *_: None)
    write_sample(root / "plan", 100, 7)
    return folder, [read_day(root / "plan" / day) for day in DAY_FOLDERS]


class TestLoaded:
    """`ptm load sample` against the files: through the diff, the pages and the real client."""

    @staticmethod
    def asked(days: list[Day]) -> dict[str, list[Line]]:
        """Name → its lines on the days on which it is downloaded so often that it is asked for."""
        least = sorted((r["downloads"] for r in days[0].models.values()), reverse=True)[39]
        asked: dict[str, list[Line]] = {}
        for day in days:
            for name, record in day.models.items():
                if record["downloads"] >= least and not record["disabled"]:
                    asked.setdefault(name, []).append(day.details[name] | {"record": record})
        return asked

    def test_history_comes_back_as_it_was_written(
        self, loaded: tuple[DataFolder, list[Day]]
    ) -> None:
        folder, days = loaded
        asked = self.asked(days)
        commits, changes = set(), set()
        for name, lines_of_days in asked.items():
            line = lines_of_days[-1]
            for position, commit in enumerate(line.get("commits", [])):
                commits.add((name, commit["id"], position))
                for change in line["commit_files"][commit["id"]]:
                    # a rename leaves the pointer as it was, so the diff does not show it
                    lfs = None if change["change"] == "renamed" else change.get("lfs_sha256")
                    old_path = change.get("old_path")
                    row = (name, commit["id"], change["path"], change["change"], old_path, lfs)
                    if not line["record"]["gated"]:
                        changes.add(row)
        with duckdb.connect(str(folder.raw_database), read_only=True) as raw:
            assert commits == set(
                raw.execute("select id, commit_sha, position from huggingface.commits").fetchall()
            )
            assert changes == set(
                raw.execute(
                    "select id, commit_sha, path, change, old_path, lfs_sha256 "
                    "from huggingface.commit_files"
                ).fetchall()
            )

    def test_talk_refs_and_cards_are_those_of_the_last_day(
        self, loaded: tuple[DataFolder, list[Day]]
    ) -> None:
        folder, days = loaded
        talks, events, refs, cards, files = set(), set(), set(), set(), set()
        for name, lines_of_days in self.asked(days).items():
            line = lines_of_days[-1]
            for talk in line.get("discussions", []):
                talks.add((name, talk["num"]))
                events |= {(name, talk["num"], event["id"]) for event in talk["events"]}
            refs |= {
                (name, ref["ref"], ref["targetCommit"])
                for of_kind in line.get("refs", {}).values()
                for ref in of_kind
            }
            for of_day in lines_of_days:
                if of_day["record"]["gated"] or "tree" not in of_day:
                    continue
                revision = of_day["record"]["sha"]
                if "card" in of_day:
                    cards.add((name, revision, of_day["card"]))
                files |= {
                    (
                        name,
                        revision,
                        entry["path"],
                        entry["size"],
                        entry.get("lfs", {}).get("oid"),
                        entry["securityFileStatus"]["status"],
                    )
                    for entry in of_day["tree"]
                }
        expected = {
            "select id, number from huggingface.discussions": talks,
            "select id, number, event_id from huggingface.discussion_events": events,
            "select id, ref, target_sha from huggingface.refs": refs,
            "select id, revision, text from huggingface.cards": cards,
            "select id, revision, path, size_bytes, lfs_sha256, security_status "
            "from huggingface.files": files,
        }
        with duckdb.connect(str(folder.raw_database), read_only=True) as raw:
            for query, rows in expected.items():
                found = raw.execute(query).fetchall()
                assert (len(found), set(found)) == (len(rows), rows), query

    def test_fetches_tell_what_is_not_there_from_what_failed(
        self, loaded: tuple[DataFolder, list[Day]]
    ) -> None:
        folder, _ = loaded
        with duckdb.connect(str(folder.raw_database), read_only=True) as raw:
            statuses = dict(
                raw.execute(
                    "select item, status from huggingface.fetches where endpoint = 'files'"
                ).fetchall()
            )
            everything = raw.execute(
                "select distinct status from huggingface.fetches where entity != 'papers'"
            ).fetchall()
        assert statuses[planted.GATED_MANUAL] == "gated"
        assert statuses[planted.DISABLED] == "disabled"
        assert statuses[planted.EMPTY_REPOSITORY] == "not_found"
        assert {status for (status,) in everything} == {"ok", "gated", "disabled", "not_found"}


class TestServed:
    def test_the_real_client_reads_it_all(self, sample: Sample) -> None:
        folder = sample.summary.folder / DAY_FOLDERS[1]
        with LoopbackHub(HubData.from_folder(folder), gated_tokens={"hf_in"}) as hub:
            api = HfApi(endpoint=hub.url, token="hf_in")
            names = [*planted.DETAILED[:4], planted.GATED_MANUAL, *planted.TALKED_ABOUT]
            for name in names:
                line = sample.days[1].details[name]
                assert len(api.list_repo_commits(name)) == len(line["commits"])
                talks = list(api.get_repo_discussions(name))
                assert [talk.num for talk in talks] == [
                    talk["num"] for talk in line["discussions"][::-1]
                ]
                for talk in talks[:3]:
                    assert api.get_discussion_details(name, talk.num).events
                tree = list(api.list_repo_tree(name, recursive=True, expand=True))
                assert {entry.path for entry in tree} >= {e["path"] for e in line["tree"]}
            assert len(list(api.list_spaces())) == sample.summary.spaces_listed[1]
            for paper in sample.days[1].papers:
                assert api.paper_info(paper).linked_models

    @pytest.mark.real_data
    def test_answers_are_what_the_openapi_description_says(
        self, sample: Sample, shared_data: Path
    ) -> None:
        description = json.loads((shared_data / "huggingface" / "openapi.json").read_bytes())

        def validator(address: str) -> Draft202012Validator:
            told = description["paths"][address]["get"]["responses"]["200"]["content"]
            schema = told["application/json"]["schema"]
            if "tree" in address:
                # the description says that there are no other keys, and forgets the path
                schema["items"]["properties"]["path"] = {"type": "string"}
            return Draft202012Validator(schema | {"components": description["components"]})

        repository = "/api/models/{namespace}/{repo}"
        checks = {
            "commits/main?limit=1000": validator(f"{repository}/commits/{{rev}}"),
            "refs?include_prs=1": validator(f"{repository}/refs"),
            "tree/main?recursive=1&expand=1": validator(f"{repository}/tree/{{rev}}/{{path}}"),
            "discussions": validator("/api/{repoType}/{namespace}/{repo}/discussions"),
        }
        folder = sample.summary.folder / DAY_FOLDERS[1]
        asked = [line for number, _, line in told(sample) if number == 1][:40]
        with LoopbackHub(HubData.from_folder(folder), gated_tokens={"hf_in"}) as hub:
            token = {"Authorization": "Bearer hf_in"}
            for line in asked:
                if sample.days[1].models[line["id"]]["disabled"]:
                    continue
                for target, check in checks.items():
                    url = f"{hub.url}/api/models/{line['id']}/{target}"
                    check.validate(get_session().get(url, headers=token).json())
            check = validator("/api/papers/{paperId}")
            for paper in sample.days[1].papers:
                check.validate(get_session().get(f"{hub.url}/api/papers/{paper}").json())

    @pytest.mark.real_data
    def test_nobody_of_the_real_world_takes_part(self, shared_data: Path) -> None:
        models = json.loads((shared_data / "huggingface" / "models_listing.json").read_bytes())
        repositories = json.loads((shared_data / "mappings" / "repository_ptms.json").read_bytes())
        real = {name.partition("/")[0].lower() for name in repositories}
        real |= {record["id"].partition("/")[0].lower() for record in models}
        assert real.isdisjoint(name.lower() for name in (*PEOPLE, CONVERT_BOT))
