"""What each command does: the steps, without the terminal."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from ingestion import config, licensing, sample
from ingestion.errors import PtmError
from ingestion.http import HubClient
from ingestion.landing import initialise as create_tables
from ingestion.landing import raw_database
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.raw import MAPPINGS, RAW_TABLES, RENAMES, REPOSITORY_LICENSES, all_tables
from ingestion.scanner.signatures import load_signatures
from ingestion.sources import github, huggingface, published, pytorch_hub, reuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from ingestion.config import DataFolder
    from ingestion.raw import RawTable
    from ingestion.sources.huggingface import Listing, Tally
    from ingestion.sources.published import Edition
    from ingestion.sources.pytorch_hub import CardListing

Time = datetime | None
ENTITIES = ("models", "datasets", "spaces")
RENAMED = ("ptm", "dataset", "repository")

_FAILURES = (
    " union all ".join(
        f"select endpoint, item, '{source}', status, fetched_at, error from {source}.fetches "
        "where status in ('failed', 'rate_limited')"
        for source, tables in RAW_TABLES.items()
        if any(table.name == "fetches" for table in tables)
    )
    + " order by fetched_at desc, item limit 20"
)


def initialise(folder: DataFolder, *, fresh: bool) -> list[Path]:
    """Creates the raw tables; with `fresh`, after deleting what the folder holds of ours.

    Returns:
        The files and folders that were removed.
    """
    removed = []
    if fresh:
        if folder.raw_database.exists():
            with raw_database(folder, read_only=False):
                pass  # a database in use is refused before anything is deleted
        ours = (
            folder.raw_database,
            folder.raw_database.with_suffix(".duckdb.wal"),
            folder.warehouse_database,
            folder.warehouse_database.with_suffix(".duckdb.wal"),
            folder.sample_marker,
            folder.sample,
            folder.pipelines,
            folder.spool,
            *(folder.scans.with_name(folder.scans.name + end) for end in ("", "-wal", "-shm")),
        )
        for path in ours:
            if path.is_dir():
                shutil.rmtree(path)
                removed.append(path)
            elif path.exists():
                path.unlink()
                removed.append(path)
    create_tables(folder)
    return removed


def load_huggingface(
    folder: DataFolder,
    *,
    only: list[str],
    limit: int | None,
    since: Time,
    owner: str | None,
    expand: list[str],
    min_downloads: int,
    observed_at: Time,
    allow_shrink: bool,
    progress: Callable[[str, int, str], None],
) -> Iterator[str]:
    """Lists each entity of the hub, then asks about single PTMs what was asked for.

    Yields:
        What was loaded, a line each, as soon as it is.
    """
    known = (*ENTITIES, *huggingface.DETAILS)
    unknown = [name for name in only if name not in known]
    if unknown:
        message = (
            f"--only does not know {', '.join(map(repr, unknown))}. "
            f"It takes a comma-separated list of: {', '.join(known)}."
        )
        raise PtmError(message)
    requests = [
        huggingface.Request(
            entity,
            limit=limit,
            since=since,
            owner=owner,
            expand=huggingface.chosen_keys(entity, expand),
        )
        for entity in ENTITIES
        if entity in only
    ]
    if expand and not requests:
        message = (
            "--expand chooses the keys of a listing, and --only names none. "
            f"Add one of {', '.join(ENTITIES)} to --only, or leave --expand out."
        )
        raise PtmError(message)
    _prepare_for_real_data(folder)
    hub = HubClient()
    for request in requests:
        yield said_of(
            huggingface.load_listing(
                folder,
                hub,
                request,
                observed_at=observed_at,
                allow_shrink=allow_shrink,
                progress=partial(progress, request.entity),
            )
        )
    details = [name for name in huggingface.DETAILS if name in only]
    if details:
        tallies = huggingface.load_details(
            folder,
            hub,
            details,
            huggingface.Selection(min_downloads, limit, owner, since),
            partial(progress, "details"),
        )
        yield from map(said_of_tally, tallies)


def load_hub_dump(
    folder: DataFolder,
    file: Path,
    *,
    entity: str,
    observed_at: datetime,
    is_full: bool,
    allow_shrink: bool,
    progress: Callable[[str, int, str], None],
) -> Listing:
    """Loads a dump of one entity."""
    if entity not in ENTITIES:
        message = f"--entity does not know {entity!r}. It takes one of: {', '.join(ENTITIES)}."
        raise PtmError(message)
    if not file.is_file():
        raise _no_such_file(file)
    _prepare_for_real_data(folder)
    return huggingface.load_dump(
        folder,
        file,
        entity=entity,
        observed_at=observed_at,
        is_full=is_full,
        allow_shrink=allow_shrink,
        progress=partial(progress, file.name),
    )


def load_list(
    folder: DataFolder,
    kind: str,
    file: Path,
    *,
    source_name: str,
    entity: str,
    observed_at: Time,
    allow_shrink: bool,
    progress: Callable[[str, int, str], None],
) -> Edition:
    """Loads a published list of one kind."""
    if entity not in RENAMED:
        message = f"--entity does not know {entity!r}. It takes one of: {', '.join(RENAMED)}."
        raise PtmError(message)
    if not file.is_file():
        raise _no_such_file(file)
    progress(file.name, 0, "reading")
    table, content = {
        "mappings": lambda: (MAPPINGS, published.read_mappings(file)),
        "repository_licenses": lambda: (
            REPOSITORY_LICENSES,
            published.read_repository_licenses(file),
        ),
        "renames": lambda: (RENAMES, published.read_renames(file, entity)),
    }[kind]()
    _prepare_for_real_data(folder)
    progress(file.name, len(content.rows), "landing")
    return published.load_list(
        folder,
        file,
        content,
        table,
        source_name=source_name,
        observed_at=observed_at,
        allow_shrink=allow_shrink,
    )


def load_peatmoss_artifact(
    folder: DataFolder, artifact: Path, progress: Callable[[str, int, str], None]
) -> dict[str, Edition]:
    """Loads the three files of PeaTMOSS's license study."""
    _prepare_for_real_data(folder)
    progress(artifact.name, 0, "loading")
    return published.load_artifact(folder, artifact)


def load_pytorch_hub(
    folder: DataFolder,
    cards: Path,
    *,
    observed_at: Time,
    allow_shrink: bool,
    progress: Callable[[str, int, str], None],
) -> CardListing:
    """Loads a folder of PyTorch Hub's cards."""
    _prepare_for_real_data(folder)
    return pytorch_hub.load_cards(
        folder,
        cards,
        observed_at=observed_at,
        allow_shrink=allow_shrink,
        progress=partial(progress, "pytorch-hub"),
    )


def load_github(
    folder: DataFolder,
    *,
    repositories: Path | None,
    from_mappings: bool,
    only: list[str],
    progress: Callable[[str, int, str], None],
) -> Iterator[str]:
    """Asks GitHub for facts of repositories, then for what they hold many of.

    Yields:
        What was loaded, a line each, as soon as it is.
    """
    known = ("repositories", *github.DETAILS)
    unknown = [name for name in only if name not in known]
    if unknown:
        message = (
            f"--only does not know {', '.join(map(repr, unknown))}. "
            f"It takes a comma-separated list of: {', '.join(known)}."
        )
        raise PtmError(message)
    if (repositories is None) != from_mappings:
        message = (
            "Say which repositories: --repositories FILE with a name a line, or --from-mappings "
            "for those that the loaded lists name. One of the two."
        )
        raise PtmError(message)
    names = github.read_names(repositories) if repositories else []
    _prepare_for_real_data(folder)
    if from_mappings:
        names = github.mapped_names(folder)
        if not names:
            message = (
                "No loaded list names a repository. Run `ptm load mappings` first, or name a file "
                "with --repositories."
            )
            raise PtmError(message)
    yield from _ask_github(folder, github.GitHubClient(), names, only, progress)


def search_github(
    libraries: list[str], file: Path, progress: Callable[[str, int, str], None]
) -> Iterator[str]:
    """Finds the repositories whose code names some libraries and their calls.

    Yields:
        What was found, a line each.
    """
    questions = github.questions_of(load_signatures().rows, libraries)
    client = github.GitHubClient()
    tally = github.search(client, questions, file, partial(progress, "code search"))
    yield (
        f"{file}: {tally.files:,} files of {tally.repositories:,} repositories answer "
        f"{tally.questions:,} questions; {client.requests['rest']:,} requests"
    )
    if tally.incomplete:
        yield (
            f"{tally.incomplete:,} answers are incomplete: GitHub timed out, or more than "
            f"{github.MOST_SHOWN:,} files have the same size. Their rows have is_complete = False"
        )


def _ask_github(
    folder: DataFolder,
    client: github.GitHubClient,
    names: list[str],
    only: list[str],
    progress: Callable[[str, int, str], None],
) -> Iterator[str]:
    tallies: list[github.Tally] = []
    if "repositories" in only:
        facts = github.load_repositories(folder, client, names, partial(progress, "github"))
        tallies.append(facts)
        yield said_of_github(facts)
    details = [name for name in github.DETAILS if name in only]
    if details:
        asked = github.load_details(
            folder, client, names, details, partial(progress, "github details")
        )
        tallies += asked
        yield from map(said_of_github, asked)
    yield (
        f"GitHub was sent {client.requests['graphql']:,} GraphQL requests, which cost "
        f"{client.cost:,} points, and {client.requests['rest']:,} REST requests"
    )
    failed = [tally for tally in tallies if tally.missing]
    if failed:
        counts = ", ".join(f"{len(tally.missing):,} of {tally.endpoint}" for tally in failed)
        message = (
            f"{counts} failed, first {failed[0].missing[0]} ({failed[0].error}). The rest is "
            "loaded; run the same command again to ask for what is missing."
        )
        raise PtmError(message)


def load_reuse(
    folder: DataFolder,
    paths: list[Path],
    repositories: Path | None,
    *,
    with_history: bool,
    progress: Callable[[str, int, str], None],
) -> Iterator[str]:
    """Scans folders, git repositories and archives, and the repositories of a list.

    Yields:
        What was found in each, a line each, as soon as it is scanned.

    Raises:
        PtmError: when nothing is named, or, after all are done, when some failed.
    """
    if not paths and repositories is None:
        message = (
            "Nothing is named to scan. Add --path with a folder, a git repository or an archive, "
            "or --repositories with a file of owner/name lines."
        )
        raise PtmError(message)
    requests = reuse.requests_of_paths(paths, with_history=with_history)
    if repositories is not None:
        listed = reuse.read_repository_list(repositories)
        requests += reuse.requests_of_list(listed, with_history=with_history)
    signatures = load_signatures()
    _prepare_for_real_data(folder)
    failed = []
    for outcome in reuse.load_reuse(folder, requests, signatures, progress=progress):
        yield said_of_outcome(outcome)
        if outcome.status != "ok":
            failed.append(outcome.item)
    if failed:
        message = (
            f"{len(failed)} of {len(requests)} could not be scanned: {', '.join(failed[:10])}. "
            "The others are loaded. Mend the causes above and run the same command again; what is "
            "there is not scanned again."
        )
        raise PtmError(message)


def load_sample(
    folder: DataFolder, ptms: int, seed: int, progress: Callable[[str, int, str], None]
) -> list[str]:
    """Generates the sample and loads it as its hub and its lists would be loaded.

    Returns:
        What was loaded, a line each.
    """
    edition = f"{ptms} PTMs, seed {seed}"
    if not folder.raw_database.exists():
        # first of all, so that a load that is killed leaves a folder that says what it is
        folder.create()
        folder.sample_marker.write_text(edition)
    create_tables(folder)
    if not folder.sample_marker.exists() and _holds_data(folder):
        message = (
            f"{folder.root} holds real data, with which the fictional sample must not be mixed. "
            "Run `ptm init --fresh` to delete it, or set PTM_DATA_DIR to another folder."
        )
        raise PtmError(message)
    if folder.sample_marker.exists() and folder.sample_marker.read_text() != edition:
        message = (
            f"{folder.root} holds another sample ({folder.sample_marker.read_text()}). "
            "Run `ptm init --fresh` first."
        )
        raise PtmError(message)
    folder.sample_marker.write_text(edition)
    progress("sample", 0, "generating")
    made = sample.write_sample(folder.sample, ptms=ptms, seed=seed)
    said = []
    for day, observed_at in zip(("day-1", "day-2"), made.observed_at, strict=True):
        with LoopbackHub(HubData.from_folder(folder.sample / day)) as served:
            hub = HubClient(served.url)
            for entity in ENTITIES:
                listing = huggingface.load_listing(
                    folder,
                    hub,
                    huggingface.Request(entity),
                    observed_at=observed_at,
                    allow_shrink=False,
                    progress=partial(progress, f"{day} {entity}"),
                )
                said.append(said_of(listing))
            # what a day's hub tells was fetched on that day, or day 2 would have nothing new
            with config.clock_at(observed_at):
                tallies = huggingface.load_details(
                    folder,
                    hub,
                    list(huggingface.DETAILS),
                    huggingface.Selection(made.detail_threshold),
                    partial(progress, f"{day} details"),
                )
            said += [f"{day} {said_of_tally(tally)}" for tally in tallies]
            if day == "day-2":
                with config.clock_at(observed_at):
                    said += _ask_sample_github(folder, served.url, progress)
        cards = pytorch_hub.load_cards(
            folder,
            folder.sample / "pytorch_hub" / day,
            observed_at=observed_at,
            progress=partial(progress, f"{day} pytorch-hub"),
        )
        said += said_of_cards(cards)
    last = made.observed_at[-1]
    lists = (
        ("mappings.json", MAPPINGS, published.read_mappings, "sample"),
        ("licensed_mappings.csv", MAPPINGS, published.read_mappings, "scancode"),
        ("repository_licenses.json", REPOSITORY_LICENSES, published.read_repository_licenses,
         "github"),
        ("scancode_licenses.json", REPOSITORY_LICENSES, published.read_repository_licenses,
         "scancode"),
        ("ptm_renames.json", RENAMES, partial(published.read_renames, entity="ptm"), "sample"),
    )  # fmt: skip
    for name, table, read, source_name in lists:
        file = folder.sample / name
        progress(name, 0, "loading")
        loaded = published.load_list(
            folder, file, read(file), table, source_name=source_name, observed_at=last
        )
        said.append(f"{name}: {said_of_edition(loaded)}")
    requests = reuse.requests_of_paths(made.repositories_of_code, with_history=True)
    with config.clock_at(last):
        found = reuse.load_reuse(folder, requests, load_signatures(), progress=progress)
        said += [said_of_outcome(outcome) for outcome in found]
    shutil.rmtree(folder.sample)
    return said


def _ask_sample_github(
    folder: DataFolder, url: str, progress: Callable[[str, int, str], None]
) -> Iterator[str]:
    """Asks the sample's GitHub for its repositories, and about some in detail."""
    client = github.GitHubClient(url)
    for name, only in (("repositories", ["repositories"]), ("detailed", list(github.DETAILS))):
        names = github.read_names(folder.sample / f"github_{name}.txt")
        yield from _ask_github(folder, client, names, only, progress)


def serve(data: Path, port: int, fault: str | None, announce: Callable[[str], None]) -> None:
    """Serves a loopback hub until it is stopped."""
    plan = FaultPlan.parse(fault) if fault else None
    records = HubData.from_folder(data)
    hub = LoopbackHub(records, port=port, fault=plan)
    announce(
        f"{data} is served as a hub. In another shell: HF_ENDPOINT={hub.url} ptm load huggingface"
        + (f", or PTM_GITHUB_URL={hub.url} ptm load github" if records.github.repositories else "")
    )
    hub.serve_forever()


def refresh_license_seeds(osadl_wheel: Path | None) -> list[str]:
    """Writes the derived license seeds of the checkout."""
    if osadl_wheel is not None and not osadl_wheel.is_file():
        raise _no_such_file(osadl_wheel)
    return licensing.refresh_seeds(config.PROJECT_ROOT / "seeds" / "licensing", osadl_wheel)


def status_tables(folder: DataFolder) -> list[Table]:
    """What the raw database holds: of each source, listings, lists, and fetches that failed."""
    with raw_database(folder) as raw:
        listings = Table("hub listing", "of", "scope", "observed", "records", "state")
        for source, entity, scope, observed, count, completed in raw.execute(
            "select source_name, entity, scope, observed_at, record_count, completed_at "
            "from huggingface.listings order by observed_at, entity"
        ).fetchall():
            state = "complete" if completed else "cut; run the load again to go on"
            listings.add_row(source, entity, scope, f"{observed:%Y-%m-%d %H:%M}", f"{count:,}",
                             state)  # fmt: skip
        lists = Table("published list", "of", "observed", "rows", "file")
        for source, kind, observed, count, name in raw.execute(
            "select source_name, kind, observed_at, record_count, file_name "
            "from published.lists order by observed_at, source_name, kind"
        ).fetchall():
            lists.add_row(source, kind, f"{observed:%Y-%m-%d %H:%M}", f"{count:,}", name)
        of_github = Table("asked of GitHub", "answers", "last")
        for endpoint, said, last in raw.execute(
            "select endpoint, string_agg(counted || ' ' || status, ', ' order by status), max(last)"
            " from (select endpoint, status, count(*) as counted, max(fetched_at) as last "
            "from github.fetches group by all) group by endpoint order by endpoint"
        ).fetchall():
            of_github.add_row(endpoint, said, f"{last:%Y-%m-%d %H:%M}")
        sources = Table("source", "rows", "of which", "last asked",
                        title=str(folder.raw_database))  # fmt: skip
        for source, tables in RAW_TABLES.items():
            counts = {table.name: _count(raw, table) for table in tables}
            named = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
            last = _last_asked(raw, source) if "fetches" in counts else None
            sources.add_row(source, f"{sum(counts.values()):,}", named,
                            f"{last:%Y-%m-%d %H:%M}" if last else "")  # fmt: skip
        failures = Table("failed fetch", "of", "source", "status", "when", "error")
        for row in raw.execute(_FAILURES).fetchall():
            endpoint, item, source, state, when, error = row
            failures.add_row(endpoint, escape(item), source, state, f"{when:%Y-%m-%d %H:%M}",
                             escape(error or ""))  # fmt: skip
    details = Table("asked of the hub", "answers",
                    f"left, of PTMs with {config.MIN_DOWNLOADS} downloads or more")  # fmt: skip
    for endpoint, statuses, left in huggingface.state_of_details(folder):
        answers = ", ".join(f"{count:,} {status}" for status, count in sorted(statuses.items()))
        details.add_row(endpoint, answers, f"{left:,}")
    return [
        sources,
        listings,
        lists,
        *(table for table in (details, of_github, failures) if table.row_count),
    ]


def _count(raw: DuckDBPyConnection, table: RawTable) -> int:
    row = raw.execute(f"select count(*) from {table.qualified_name}").fetchone()
    return int(row[0]) if row else 0


def _last_asked(raw: DuckDBPyConnection, source: str) -> datetime | None:
    row = raw.execute(f"select max(fetched_at) from {source}.fetches").fetchone()
    return row[0] if row else None


def said_of(listing: Listing) -> str:
    """A listing in a line."""
    kind = "full" if listing.is_full else listing.scope
    return (
        f"{listing.entity}: {listing.record_count:,} records, {kind} listing of "
        f"{listing.observed_at:%Y-%m-%d %H:%M:%S} UTC"
    )


def said_of_tally(tally: Tally) -> str:
    """What became of an endpoint, in a line."""
    asked = ", ".join(f"{count:,} {status}" for status, count in sorted(tally.statuses.items()))
    return f"{tally.endpoint}: {asked or 'nothing to ask'}; {tally.had:,} were there"


def said_of_github(tally: github.Tally) -> str:
    """What became of an endpoint of GitHub, in a line."""
    asked = ", ".join(f"{count:,} {status}" for status, count in sorted(tally.statuses.items()))
    rows = f", {tally.rows:,} rows" if tally.rows else ""
    there = f"; {tally.had:,} were there" if tally.had else ""
    return f"{tally.endpoint}: {asked or 'nothing to ask'}{rows}{there}"


def said_of_edition(edition: Edition) -> str:
    """An edition in a line."""
    state = "loaded" if edition.is_new else "already loaded, nothing changed"
    return f"{edition.record_count:,} rows, {state}"


def said_of_outcome(outcome: reuse.Outcome) -> str:
    """What became of a repository, a folder or an archive, in a line."""
    if outcome.status != "ok":
        return f"{outcome.item}: {outcome.status}. {outcome.error}"
    scan = outcome.scan
    said = [f"{outcome.versions:,} versions of files"] if outcome.versions is not None else []
    if scan is None:
        return f"{outcome.item}: {', '.join([*said, 'scanned before, nothing changed'])}"
    statuses = scan.files_by_status
    left = [
        f"{statuses[status]:,} {status}" for status in ("failed", "refused") if statuses[status]
    ]
    commit = f" at {scan.commit_sha[:12]}" if scan.commit_sha else ""
    counted = [
        f"{len(scan.call_sites):,} call sites in {scan.files_seen:,} files",
        f"{statuses['parsed']:,} parsed",
        *left,
        f"{len(scan.dependencies):,} dependencies",
        *said,
    ]
    return f"{outcome.item}{commit}: {', '.join(counted)}"


def said_of_cards(listing: CardListing) -> list[str]:
    """A folder of cards in a line, and a line for each card that could not be read."""
    state = "loaded" if listing.is_new else "already loaded, nothing changed"
    return [
        f"pytorch-hub: {listing.card_count:,} cards with {listing.entry_point_count:,} entry "
        f"points as of {listing.observed_at:%Y-%m-%d %H:%M:%S} UTC, {state}; "
        f"broken: {len(listing.broken):,}, pages that are no cards: {listing.skipped_count:,}",
        *(f"not read: {name}, {reason}" for name, reason in listing.broken.items()),
    ]


def _prepare_for_real_data(folder: DataFolder) -> None:
    """Makes the tables, unless the folder holds the fictional sample."""
    if folder.sample_marker.exists():
        message = (
            f"{folder.root} holds the fictional sample, with which real data must not be mixed. "
            "Run `ptm init --fresh` to delete it, or set PTM_DATA_DIR to another folder."
        )
        raise PtmError(message)
    create_tables(folder)


def _holds_data(folder: DataFolder) -> bool:
    with raw_database(folder) as raw:
        return any(
            raw.execute(f"select 1 from {table.qualified_name} limit 1").fetchone()
            for table in all_tables()
        )


def _no_such_file(file: Path) -> PtmError:
    return PtmError(f"{file} does not exist or is no file. Check the path.")
