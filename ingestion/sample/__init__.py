"""The fictional sample: a small PTM supply chain with the real world's shapes and dirt.

`write_sample` writes what `ptm serve` and the list loaders read: the hub on two days, a week apart,
the cards of PyTorch Hub, and the lists that others published. Nobody and nothing in it exists. Same
arguments, same bytes.
"""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingestion.sample.code import USES, write_repositories
from ingestion.sample.details import DetailCounts, Downloaded, write_details
from ingestion.sample.files import RecordFile, write_csv, write_json, write_lines
from ingestion.sample.hub import RecordOfDay, dataset_records, model_records
from ingestion.sample.lists import Lists, build_lists, distinct
from ingestion.sample.papers import Citations
from ingestion.sample.pytorch_cards import write_cards
from ingestion.sample.spaces import space_records
from ingestion.sample.world import OBSERVED_AT, World, build_world

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["DAY_FOLDERS", "DetailCounts", "SampleSummary", "write_sample"]

DAY_FOLDERS = ("day-1", "day-2")
"""The two folders that `ptm serve --data` takes."""

JSON_LINES_ABOVE = 20_000
"""With more PTMs than this the listings are JSON lines, which are read without being held."""


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What a sample holds, counted from its plan and not from the files.

    Attributes:
        folder: where it was written.
        observed_at: when the hub was listed on day 1 and on day 2, UTC without zone.
        ptms_listed: PTMs in the listing of each day.
        datasets_listed: datasets in the listing of each day.
        ptm_names: distinct last names of PTMs that either day lists: the PTMs of the hub.
        ptms_created: PTMs that day 2 alone lists.
        ptms_removed: PTMs (by `_id`) that day 1 alone lists.
        ptms_removed_by_name: the same without those whose name another PTM has on day 2.
        ptms_renamed: PTMs that day 2 lists under another name.
        datasets_renamed: datasets that day 2 lists under another name.
        repositories: distinct repositories of the mapping list, as GitHub tells names apart.
        mapping_rows: entries of the mapping list as written.
        licensed_mapping_rows: rows of the list that states a license with each mapping.
        mappings: distinct pairs of repository and PTM, listed or found in code, after names are
            resolved.
        mapped_ptms: distinct PTMs in those pairs, those not listed included.
        mapped_ptms_not_listed: distinct names in them that mean no PTM of either day.
        repositories_without_github_license: mapped repositories that GitHub's list does not name.
        repositories_without_any_license_entry: those that ScanCode's list does not name either.
        spaces_listed: Spaces in the listing of each day.
        papers: papers that the hub tells of on day 2.
        detail_threshold: downloads in 30 days from which on the hub tells more of a PTM.
        details: what it tells.
        repositories_of_code: git repositories with the source code of some mapped repositories.
    """

    folder: Path
    observed_at: tuple[datetime, datetime]
    ptms_listed: tuple[int, int]
    datasets_listed: tuple[int, int]
    ptm_names: int
    ptms_created: int
    ptms_removed: int
    ptms_removed_by_name: int
    ptms_renamed: int
    datasets_renamed: int
    repositories: int
    mapping_rows: int
    licensed_mapping_rows: int
    mappings: int
    mapped_ptms: int
    mapped_ptms_not_listed: int
    repositories_without_github_license: int
    repositories_without_any_license_entry: int
    spaces_listed: tuple[int, int]
    papers: int
    detail_threshold: int
    details: DetailCounts
    repositories_of_code: tuple[Path, ...]


def write_sample(folder: Path, ptms: int = 2000, seed: int = 1) -> SampleSummary:
    """Writes a sample: two days of a hub, and the lists.

    Files: in `day-1/` and `day-2/` the listings `models_listing`, `datasets_listing` and
    `spaces_listing` (`.json`, or `.jsonl` above 20,000 PTMs), `renames.json`, `papers.jsonl`, and
    `details.jsonl` of some 100 PTMs at most, those that are downloaded most; beside them
    `mappings.json`, `licensed_mappings.csv`, `repository_licenses.json`,
    `scancode_licenses.json` and `ptm_renames.json`; in `pytorch_hub/day-1/` and
    `pytorch_hub/day-2/` the cards of PyTorch Hub; in `repositories/` source code.

    Args:
        folder: is created; files of an earlier sample in it are replaced.
        ptms: how many PTMs day 1 lists, at least 100; a fifth as many repositories map to them.
        seed: another seed gives another sample of the same make.

    Raises:
        PtmError: when `ptms` is too small.
    """
    # nothing secret hangs on it, and it must repeat
    rng = random.Random(seed)  # noqa: S311
    world = build_world(ptms, rng)
    is_lines = ptms > JSON_LINES_ABOVE
    days = [folder / name for name in DAY_FOLDERS]
    for day in days:
        day.mkdir(parents=True, exist_ok=True)
        for listing in day.glob("*_listing.json*"):
            listing.unlink()
    downloaded, citations = Downloaded(ptms), (Citations(), Citations())

    def models() -> Iterator[RecordOfDay]:
        for ptm in world.ptms:
            records = model_records(ptm, world.datasets, rng)
            downloaded.see(ptm, records)
            for record, cited in zip(records, citations, strict=True):
                if record:
                    cited.see(record)
            yield records

    ptms_listed = _write_days(days, "models_listing", models(), is_lines=is_lines)
    datasets = (dataset_records(dataset, rng) for dataset in world.datasets)
    datasets_listed = _write_days(days, "datasets_listing", datasets, is_lines=is_lines)
    chosen = downloaded.chosen()
    spaces = space_records(world, [ptm for ptm, _ in chosen], seed)
    spaces_listed = _write_days(days, "spaces_listing", spaces, is_lines=is_lines)
    papers = [cited.papers() for cited in citations]
    for day, told in zip(days, papers, strict=True):
        write_lines(day / "papers.jsonl", told)
    details = write_details(days, chosen, downloaded.threshold())
    for number, day in enumerate(days):
        write_json(day / "renames.json", _redirects(world, number))
    lists = build_lists(world, rng)
    write_json(folder / "mappings.json", lists.mappings())
    write_csv(folder / "licensed_mappings.csv", lists.licensed_mappings())
    write_json(folder / "repository_licenses.json", lists.github_licenses())
    write_json(folder / "scancode_licenses.json", lists.scancode_licenses())
    write_json(folder / "ptm_renames.json", lists.ptm_renames)
    write_cards(folder / "pytorch_hub" / name for name in DAY_FOLDERS)
    written = _Written(
        ptms_listed,
        datasets_listed,
        spaces_listed,
        len(papers[-1]),
        downloaded.threshold(),
        details,
        tuple(write_repositories(folder / "repositories")),
    )
    return _summary(folder, world, lists, written)


def _write_days(
    days: list[Path], stem: str, records: Iterable[RecordOfDay], *, is_lines: bool
) -> tuple[int, int]:
    """Writes one listing a day, side by side; returns how many records each has."""
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(RecordFile(day, stem, is_lines=is_lines)) for day in days
        )
        for on_day_1, on_day_2 in records:
            if on_day_1 is not None:
                first.write(on_day_1)
            if on_day_2 is not None:
                second.write(on_day_2)
    return first.record_count, second.record_count


def _redirects(world: World, day: int) -> dict[str, dict[str, str]]:
    """Old names → names of that day; a name that somebody took redirects no more."""
    redirects: dict[str, dict[str, str]] = {}
    for entity, things in (("models", world.ptms), ("datasets", world.datasets)):
        in_use = {thing.names[day] for thing in things}
        redirects[entity] = {
            old: new
            for thing in things
            if (new := thing.names[day])
            for old in (thing.former_name, thing.names[0])
            if old and old not in in_use
        }
    return redirects


class _Written(NamedTuple):
    """The counts of a summary that are known when its files are written."""

    ptms_listed: tuple[int, int]
    datasets_listed: tuple[int, int]
    spaces_listed: tuple[int, int]
    papers: int
    detail_threshold: int
    details: DetailCounts
    repositories_of_code: tuple[Path, ...]


def _summary(folder: Path, world: World, lists: Lists, written: _Written) -> SampleSummary:
    known = {ptm.last_name for ptm in world.ptms}
    on_day_2 = {ptm.names[1] for ptm in world.ptms}
    pairs = {
        (repository.name.lower(), mention.ptm)
        for repository in lists.repositories
        for mention in repository.mentions
    } | {(name.lower(), ptm) for name, ptm in USES}
    mapped = {ptm for _, ptm in pairs}
    repositories = distinct(lists.repositories)
    in_github = {name.lower() for name in lists.github_licenses()}
    in_scancode = {name.lower() for name in lists.scancode_licenses()}
    return SampleSummary(
        folder=folder,
        observed_at=OBSERVED_AT,
        **written._asdict(),
        ptm_names=len(known),
        ptms_created=sum(ptm.names[0] is None for ptm in world.ptms),
        ptms_removed=sum(ptm.is_removed for ptm in world.ptms),
        ptms_removed_by_name=sum(
            ptm.is_removed and ptm.last_name not in on_day_2 for ptm in world.ptms
        ),
        ptms_renamed=sum(ptm.is_renamed for ptm in world.ptms),
        datasets_renamed=sum(dataset.is_renamed for dataset in world.datasets),
        repositories=len(repositories),
        mapping_rows=sum(len(repository.mentions) for repository in lists.repositories),
        licensed_mapping_rows=len(lists.licensed_mappings()),
        mappings=len(pairs),
        mapped_ptms=len(mapped),
        mapped_ptms_not_listed=len(mapped - known),
        repositories_without_github_license=len(repositories - in_github),
        repositories_without_any_license_entry=len(repositories - in_github - in_scancode),
    )
