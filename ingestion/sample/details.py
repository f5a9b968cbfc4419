"""What a hub tells about single PTMs, for those of the sample that are downloaded most."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ingestion.sample import planted
from ingestion.sample.cards import card_text
from ingestion.sample.files import write_lines
from ingestion.sample.history import CARD, WEIGHT_ENDINGS, Change, History, write_history
from ingestion.sample.hub import FILES, time_text
from ingestion.sample.talk import discussions_of, pull_request_refs
from ingestion.sample.trees import tree_of
from ingestion.sample.world import DAYS, SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from ingestion.sample.hub import Record, RecordOfDay
    from ingestion.sample.world import Ptm

Line = dict[str, Any]
"""A line of `details.jsonl`."""

MOST_DETAILED = 100
LONG_HISTORY = 60
_SIZES = {".gitattributes": 1_519, "config.json": 812, "modeling.py": 18_204}


@dataclass(slots=True)
class DetailCounts:
    """What the hub tells of the PTMs above the threshold, each on its last day above it.

    Attributes:
        ptms: how many they are, by `_id`, without the disabled ones, of which nothing is told.
        commits: commits on `main`.
        authorless_commits: those of nobody, their author's account being deleted.
        empty_commits: those that changed no file, as merges do; none of gated PTMs.
        discussions: discussions and pull requests.
        pull_requests: pull requests.
        events: what happened in discussions.
        refs: refs, those of pull requests included.
        files: files in the trees of PTMs that are not gated.
        unsafe_files: those that a scanner calls unsafe or suspicious.
        cards: cards of PTMs that are not gated.
        rewritten_weights: weight files whose hash differs between the days.
    """

    ptms: int = 0
    commits: int = 0
    authorless_commits: int = 0
    empty_commits: int = 0
    discussions: int = 0
    pull_requests: int = 0
    events: int = 0
    refs: int = 0
    files: int = 0
    unsafe_files: int = 0
    cards: int = 0
    rewritten_weights: int = 0

    def add(self, ptm: Ptm, lines: tuple[Line | None, Line | None], last: Line) -> None:
        """Counts a PTM.

        Args:
            ptm: from the plan.
            lines: its line of each day.
            last: the line of its last day above the threshold.
        """
        if ptm.is_disabled:
            return
        self.ptms += 1
        commits, talks = last.get("commits", []), last.get("discussions", [])
        self.commits += len(commits)
        self.authorless_commits += sum(not commit["authors"] for commit in commits)
        self.discussions += len(talks)
        self.pull_requests += sum(talk["isPullRequest"] for talk in talks)
        self.events += sum(len(talk["events"]) for talk in talks)
        self.refs += sum(map(len, last.get("refs", {}).values()))
        if ptm.gated:
            return
        tree = last.get("tree", [])
        self.empty_commits += sum(not changed for changed in last.get("commit_files", {}).values())
        self.files += len(tree)
        self.unsafe_files += sum(
            entry["securityFileStatus"]["status"] in {"unsafe", "suspicious"} for entry in tree
        )
        self.cards += "card" in last
        hashes = [
            {entry["path"]: entry["lfs"]["oid"] for entry in line["tree"] if "lfs" in entry}
            for line in lines
            if line and "tree" in line
        ]
        if len(hashes) == len(DAYS):
            self.rewritten_weights += sum(hashes[1].get(p, h) != h for p, h in hashes[0].items())


@dataclass(slots=True)
class Downloaded:
    """The PTMs that are downloaded most, out of as many as there are.

    Args:
        ptm_count: PTMs that day 1 lists.
    """

    ptm_count: int
    _heap: list[tuple[int, int, Ptm, RecordOfDay]] = field(default_factory=list)
    _seen: int = 0

    @property
    def count(self) -> int:
        """How many PTMs of day 1 are detailed."""
        return min(MOST_DETAILED, max(40, self.ptm_count // 10))

    def see(self, ptm: Ptm, records: RecordOfDay) -> None:
        """Keeps a PTM if it is one of them so far."""
        most = max(record["downloads"] for record in records if record)
        self._seen += 1
        # twice as many, since day 2 has others above the threshold
        keep = heapq.heappush if len(self._heap) < 2 * self.count else heapq.heappushpop
        keep(self._heap, (most, -self._seen, ptm, records))

    def threshold(self) -> int:
        """Downloads that a detailed PTM has on one day or both."""
        on_day_1 = [records[0]["downloads"] for *_, records in self._heap if records[0]]
        return int(heapq.nlargest(self.count, on_day_1)[-1])

    def chosen(self) -> list[tuple[Ptm, RecordOfDay]]:
        """The PTMs above the threshold, in the order in which they were seen."""
        least = self.threshold()
        found = [(-seen, ptm, records) for most, seen, ptm, records in self._heap if most >= least]
        return [(ptm, records) for _, ptm, records in sorted(found, key=lambda kept: kept[0])]


def write_details(
    days: list[Path], chosen: list[tuple[Ptm, RecordOfDay]], threshold: int
) -> DetailCounts:
    """Writes `details.jsonl` of each day.

    Args:
        days: the folders.
        chosen: PTMs and what each day lists of them.
        threshold: see `Downloaded`.
    """
    counts = DetailCounts()
    written: tuple[list[Line], list[Line]] = ([], [])
    for ptm, records in chosen:
        lines = detail_lines(ptm, records)
        for line, of_day in zip(lines, written, strict=True):
            if line:
                of_day.append(line)
        above = [
            line
            for line, record in zip(lines, records, strict=True)
            if line and record and record["downloads"] >= threshold
        ]
        counts.add(ptm, lines, above[-1])
    for day, of_day in zip(days, written, strict=True):
        write_lines(day / "details.jsonl", of_day)
    return counts


def detail_lines(ptm: Ptm, records: RecordOfDay) -> tuple[Line | None, Line | None]:
    """A PTM's line of each day, None for a day that does not list it."""
    rng = random.Random(ptm.native_id)  # noqa: S311  # it must repeat, not be hard to guess
    first = records[0] or records[1]
    if first is None or "sha" not in first:
        lines = [_line(record, {}) if record else None for record in records]
        return lines[0], lines[1]
    cards = [card_text(ptm, record, _of_card(ptm)) if record else None for record in records]
    owner = first["id"].partition("/")[0] if "/" in first["id"] else None
    history = _history(ptm, first, cards[0] or cards[1], owner, rng)
    talk_count = int(rng.random() ** 3 * 7)
    if ptm.planted and ptm.planted.name in planted.TALKED_ABOUT:
        talk_count = 60
    is_hostile = ptm.last_name == planted.HOSTILE_CARD
    created = _seconds(first["createdAt"])
    age = max(0, SECONDS[0] - created)
    moments = sorted(created + int(rng.random() * age) for _ in range(12))
    discussions = discussions_of(
        max(talk_count, is_hostile), owner, [time_text(at) for at in moments], rng,
        is_hostile=is_hostile,
    )  # fmt: skip
    has_news = rng.random() < 0.1
    branches = _branches(history, rng)
    status = ptm.planted.scan_status if ptm.planted else None
    lines = []
    for day in DAYS:
        record, card = records[day], cards[day]
        if record is None:
            lines.append(None)
            continue
        history = _continued(ptm, history, record, card, owner)
        if day and has_news:
            news = discussions_of(1, owner, [record["lastModified"]], rng, is_hostile=False)
            discussions = [*discussions, news[0] | {"num": len(discussions) + 1}]
        content = {
            "commits": history.commits[::-1],
            "commit_files": history.changes,
            "refs": _refs(record["sha"], branches, discussions),
            "discussions": discussions,
            "tree": tree_of(history, status, _of_card(ptm)),
        }
        lines.append(_line(record, content | ({"card": card} if card is not None else {})))
    return lines[0], lines[1]


def _line(record: Record, content: dict[str, Any]) -> Line:
    return {"kind": "models", "id": record["id"], **content}


def _of_card(ptm: Ptm) -> random.Random:
    return random.Random(f"card of {ptm.native_id}")  # noqa: S311


def _history(
    ptm: Ptm, record: Record, card: str | None, owner: str | None, rng: random.Random
) -> History:
    """The history up to the first day that lists the PTM."""
    created, modified = (_seconds(record[key]) for key in ("createdAt", "lastModified"))
    count = 1 + int(rng.random() ** 2 * 10)
    if ptm.planted and ptm.planted.name in planted.TALKED_ABOUT:
        count = LONG_HISTORY
    if record["createdAt"].startswith("2022-03-02"):
        # the Hub's creation times begin there, histories do not
        created -= int(rng.random() * 900) * 86_400
    moments = sorted(created + int(rng.random() * (modified - created)) for _ in range(count))
    dates = [time_text(moment) for moment in (*moments, modified)]
    sizes = _sizes(ptm, record, card)
    return write_history(ptm.native_id, sizes, record["sha"], dates, owner, rng)


def _sizes(ptm: Ptm, record: Record, card: str | None) -> dict[str, int]:
    """The files of a PTM and their sizes; those that the listing leaves out are there too."""
    siblings = record.get("siblings")
    if siblings is None:
        formats = [file for form, file in FILES.items() if form in record["tags"]]
        paths = [".gitattributes", *([CARD] if card is not None else []), "config.json", *formats]
    else:
        paths = [sibling["rfilename"] for sibling in siblings]
    width = 2 if ptm.parameters > 500_000_000 else 4
    return {
        path: len((card or "").encode())
        if path == CARD
        else _SIZES.get(path, 0)
        or ptm.parameters * (1 if path.endswith(".gguf") else width) + 4_096
        for path in paths
    }


def _continued(
    ptm: Ptm, history: History, record: Record, card: str | None, owner: str | None
) -> History:
    """The history up to a later day: a commit more where the record has another one."""
    sha = record["sha"]
    if sha == history.commits[-1]["id"]:
        return history
    history = history.copy()
    authors = [owner] if owner else []
    if ptm.planted and ptm.planted.rewrites_weights:
        path = next(path for path in history.files if path.endswith(WEIGHT_ENDINGS))
        change = Change("modified", path, history.files[path].size)
    else:
        path = CARD if CARD in history.files else ".gitattributes"
        change = Change("modified", path, len((card or "").encode()) or _SIZES[".gitattributes"])
    history.commit(sha, f"Update {path}", [change], record["lastModified"], authors)
    return history


def _branches(history: History, rng: random.Random) -> dict[str, list[dict[str, str]]]:
    """Refs besides `main`: a branch, tags and a conversion, for some."""
    refs: dict[str, list[dict[str, str]]] = {"branches": [], "tags": [], "converts": []}
    for key, share, prefix, name in (
        ("branches", 0.1, "refs/heads/", "experiment"),
        ("tags", 0.2, "refs/tags/", "v1.0"),
        ("tags", 0.1, "refs/tags/", "v1.1"),
        ("converts", 0.05, "refs/convert/", "onnx"),
    ):
        if rng.random() < share:
            commit = history.commits[int(rng.random() * len(history.commits))]
            ref = {"name": name, "ref": prefix + name, "targetCommit": commit["id"]}
            refs[key].append(ref)
    return refs


def _refs(
    sha: str, refs: dict[str, list[dict[str, str]]], discussions: list[dict[str, Any]]
) -> dict[str, list[dict[str, str]]]:
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": sha}
    return refs | {
        "branches": [main, *refs["branches"]],
        "pullRequests": pull_request_refs(discussions),
    }


def _seconds(text: str) -> int:
    """The reverse of `time_text`."""
    return int(datetime.fromisoformat(text).timestamp())
