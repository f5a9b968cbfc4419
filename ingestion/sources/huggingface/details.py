"""Per-PTM work: each endpoint of each PTM, in order of downloads, asked for once."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ingestion.errors import PtmError
from ingestion.http import HubError
from ingestion.sources.huggingface import package as packages
from ingestion.sources.huggingface import papers
from ingestion.sources.huggingface.endpoints import ENDPOINTS, Endpoint
from ingestion.sources.huggingface.package import Package
from ingestion.sources.huggingface.stored import (
    Known,
    Selection,
    candidates,
    fetches_of,
    has_listing,
    papers_of,
    status_counts,
)
from ingestion.sources.huggingface.work import (
    FAILED,
    FAILED_IN_A_ROW,
    UNREACHABLE_IN_A_ROW,
    Taken,
    fetch_record,
    is_due,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingestion.config import DataFolder
    from ingestion.http import HubClient
    from ingestion.sources.huggingface.work import Fetch, Repository

DETAILS = {
    "commits": ("commits",),
    "commit-files": ("commits", "commit_files"),
    "refs": ("refs",),
    "discussions": ("discussions", "discussion"),
    "files": ("files",),
    "cards": ("card",),
    "papers": (),
}
"""What can be asked for → the endpoints that it takes; papers are asked for by themselves."""

_NAMED = 3


@dataclass
class Tally:
    """What became of one endpoint.

    Attributes:
        endpoint: as `fetches` has it.
        had: items that were there already.
        statuses: items asked for, by the status of their fetch record.
        missing: items that failed, and the first error.
    """

    endpoint: str
    had: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True)
class Task:
    """What is due of one repository."""

    repository: Repository
    due: list[Endpoint]


def plan(
    folder: DataFolder, endpoints: list[Endpoint], repositories: list[Repository]
) -> tuple[list[Task], dict[tuple[str, str], Fetch]]:
    """What of the endpoints is due, by repository, and what earlier runs recorded of them."""
    ids = [repository.id for repository in repositories]
    before = fetches_of(folder, ids, [endpoint.name for endpoint in endpoints])
    tasks = []
    for repository in repositories:
        due: list[Endpoint] = []
        for endpoint in endpoints:
            fetch = before.get((repository.id, endpoint.name))
            if endpoint.parent is None:
                is_wanted = is_due(repository, fetch, is_of_a_commit=endpoint.is_of_a_commit)
            else:
                listed = before.get((repository.id, endpoint.parent))
                is_wanted = any(found.name == endpoint.parent for found in due) or bool(
                    (fetch is None or fetch.status in FAILED) and listed and listed.status == "ok"
                )
            if is_wanted:
                due.append(endpoint)
        if due:
            tasks.append(Task(repository, due))
    return tasks, before


def load(
    folder: DataFolder,
    hub: HubClient,
    names: list[str],
    selection: Selection,
    progress: Callable[[int, str], None],
) -> list[Tally]:
    """Asks the hub about each PTM what is not there yet, or what changed since.

    Args:
        folder: the data folder, initialised.
        hub: the hub.
        names: keys of `DETAILS`.
        selection: which PTMs.
        progress: called with the items done and a word on how many there are and how long it takes.

    Returns:
        What became of each endpoint.

    Raises:
        HubError: when the hub cannot be reached or refuses the token; what came before is landed.
        PtmError: when no PTM was ever listed, the database is locked, or answers are missing.
    """
    if not has_listing(folder):
        message = (
            "No PTM has been listed, so there is none to ask about. "
            "Run `ptm load huggingface --only models` first."
        )
        raise PtmError(message)
    wanted = {endpoint for name in names for endpoint in DETAILS[name]}
    endpoints = [endpoint for endpoint in ENDPOINTS if endpoint.name in wanted]
    repositories = candidates(folder, selection)
    run = _Run(folder, hub, progress)
    if endpoints:
        run.ask_about_repositories(endpoints, repositories)
    if "papers" in names:
        run.ask_for_papers(papers_of(folder, repositories))
    missing = [tally for tally in run.tallies.values() if tally.missing]
    if missing:
        raise PtmError(_said_of_missing(missing, run.asked))
    return list(run.tallies.values())


def state_of_details(folder: DataFolder) -> list[tuple[str, dict[str, int], int]]:
    """What was asked about PTMs and what is left of it, of those that are asked by default.

    Returns:
        For each endpoint that was ever asked: its name, fetch records by status (a PTM or paper
        each), and how many are due.
    """
    counts = status_counts(folder)
    repositories = candidates(folder, Selection())
    endpoints = [endpoint for endpoint in ENDPOINTS if endpoint.name in counts]
    tasks, _ = plan(folder, endpoints, repositories)
    left = Counter(endpoint.name for task in tasks for endpoint in task.due)
    if papers.ENDPOINT in counts:
        left[papers.ENDPOINT] = len(_papers_due(folder, papers_of(folder, repositories))[0])
    names = [*(endpoint.name for endpoint in endpoints), papers.ENDPOINT]
    return [(name, counts[name], left[name]) for name in names if name in counts]


def _papers_due(folder: DataFolder, ids: list[str]) -> tuple[list[str], dict[str, Fetch]]:
    """The papers that are due, and what earlier runs recorded of all."""
    found = fetches_of(folder, ids, [papers.ENDPOINT], papers.ENTITY)
    before = {item: fetch for (item, _), fetch in found.items()}
    return [name for name in ids if papers.is_due(before.get(name))], before


class _Run:
    """One run: what it has done, and what it carries to the database."""

    def __init__(
        self, folder: DataFolder, hub: HubClient, progress: Callable[[int, str], None]
    ) -> None:
        self._folder = folder
        self._hub = hub
        self._progress = progress
        self._package = Package(folder)
        self._failures_in_a_row = 0
        self._unreachable_in_a_row = 0
        self._requests = 0
        self._last_straw: HubError | None = None
        self.asked = 0
        self.tallies: dict[str, Tally] = {}

    def ask_about_repositories(
        self, endpoints: list[Endpoint], repositories: list[Repository]
    ) -> None:
        """Asks each endpoint about each repository of which it is due."""
        tasks, before = plan(self._folder, endpoints, repositories)
        names = [endpoint.name for endpoint in endpoints]
        left = Counter(endpoint.name for task in tasks for endpoint in task.due)
        for name in names:
            self._tally(name).had = len(repositories) - left[name]
        pace = _Pace(left.total())
        size = packages.PACKAGE_REPOSITORIES
        with self._landed_at_the_end():
            for start in range(0, len(tasks), size):
                chunk = tasks[start : start + size]
                known = Known.read(self._folder, [task.repository.id for task in chunk], names)
                for done, task in enumerate(chunk, start + 1):
                    self._expect(pace.left)
                    self._ask_about(task, before, known)
                    pace.left -= len(task.due)
                    self._progress(done, f"of {len(tasks):,} PTMs{pace.remaining}")
                    if self._package.is_full:
                        self._package.land()
                self._package.land()

    def ask_for_papers(self, ids: list[str]) -> None:
        """Asks for each paper that is due."""
        due, before = _papers_due(self._folder, ids)
        self._tally(papers.ENDPOINT).had = len(ids) - len(due)
        pace = _Pace(len(due))
        with self._landed_at_the_end():
            for done, name in enumerate(due, 1):
                self._expect(pace.left)
                fetch = before.get(name)
                outcome = self._outcome(partial(papers.take_paper, self._hub, name, fetch))
                if isinstance(outcome, Taken):
                    self._package.add(outcome)
                self._record(papers.ENTITY, name, papers.ENDPOINT, outcome, fetch)
                pace.left -= 1
                self._progress(done, f"of {len(due):,} papers{pace.remaining}")
                if self._package.is_full:
                    self._package.land()
            self._package.land()

    def _ask_about(self, task: Task, before: dict[tuple[str, str], Fetch], known: Known) -> None:
        repository, due = task.repository, task.due
        if repository.revision is None and any(endpoint.is_of_a_commit for endpoint in due):
            repository, due = self._at_a_revision(task, before)
        outcomes: dict[str, Taken | HubError] = {}
        for endpoint in due:
            fetch = before.get((repository.id, endpoint.name))
            if not _lists_parts(outcomes.get(endpoint.parent or ""), fetch):
                continue
            outcome = self._outcome(partial(endpoint.take, self._hub, repository, fetch, known))
            outcomes[endpoint.name] = outcome
            if isinstance(outcome, Taken):
                known.learn(repository, outcome.rows)
                self._package.add(outcome, repository)
                self._package.record(*outcome.parts)
            self._record(
                repository.entity, repository.id, endpoint.name, outcome, fetch, repository.revision
            )

    def _at_a_revision(
        self, task: Task, before: dict[tuple[str, str], Fetch]
    ) -> tuple[Repository, list[Endpoint]]:
        """The repository at its present commit, which its listing did not tell, and what is due."""
        repository = task.repository
        outcome = self._outcome(partial(_take_revision, self._hub, repository))
        self._record(repository.entity, repository.id, "info", outcome)
        if isinstance(outcome, Taken):
            repository = replace(repository, revision=outcome.revision)
            of_a_commit = {
                endpoint
                for endpoint in task.due
                if endpoint.is_of_a_commit
                and (fetch := before.get((repository.id, endpoint.name)))
                and (fetch.status, fetch.revision) == ("ok", outcome.revision)
            }
        else:
            of_a_commit = {endpoint for endpoint in task.due if endpoint.is_of_a_commit}
            for endpoint in of_a_commit:
                self._record(repository.entity, repository.id, endpoint.name, outcome)
        return repository, [endpoint for endpoint in task.due if endpoint not in of_a_commit]

    def _outcome(self, take: Callable[[], Taken]) -> Taken | HubError:
        """What was answered, or how it failed; the last straw if it is of no use to ask on."""
        try:
            taken = take()
        except HubError as error:
            self._requests += error.attempts
            self._failures_in_a_row += error.status in FAILED
            self._unreachable_in_a_row += error.http_status is None
            if (
                error.is_token_refused
                or self._failures_in_a_row >= FAILED_IN_A_ROW
                or self._unreachable_in_a_row >= UNREACHABLE_IN_A_ROW
            ):
                self._last_straw = error
            return error
        self._requests += taken.attempts
        self._failures_in_a_row = self._unreachable_in_a_row = 0
        return taken

    def _record(
        self,
        entity: str,
        item: str,
        endpoint: str,
        outcome: Taken | HubError,
        before: Fetch | None = None,
        revision: str | None = None,
    ) -> None:
        self.asked += 1
        if isinstance(outcome, Taken) and outcome.is_unchanged and before is not None:
            outcome.etag = outcome.etag or before.etag
            outcome.revision = before.revision
        record = fetch_record(entity, item, endpoint, outcome, revision)
        self._package.record(record)
        tally = self._tally(endpoint)
        tally.statuses[outcome.status] += 1
        if outcome.status in FAILED:
            tally.missing.append(item)
            tally.error = tally.error or record["error"]
        if self._last_straw is not None:
            # not before it is recorded: what failed is told from what was not asked for
            raise self._last_straw

    def _tally(self, endpoint: str) -> Tally:
        return self.tallies.setdefault(endpoint, Tally(endpoint))

    def _expect(self, left: int) -> None:
        """Tells the budget how many requests are to come, by those that an answer took so far."""
        self._hub.budget.planned = left * max(self._requests, 1) // max(self.asked, 1) or left

    @contextmanager
    def _landed_at_the_end(self) -> Iterator[None]:
        """Lands what was answered, also when the run is stopped or cannot go on."""
        try:
            yield
        except (HubError, KeyboardInterrupt):
            if not self._package.is_landing:
                self._package.land()
            raise


class _Pace:
    """How long a run takes yet, from how long it took."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self.left = total

    @property
    def remaining(self) -> str:
        """The rest as text, once there is something to tell it from."""
        done = self._total - self.left
        seconds = time.monotonic() - self._began
        if not done or seconds < 1 or not self.left:
            return ""
        minutes = seconds / done * self.left / 60
        if minutes < 1:
            return ", less than a minute left"
        hours = int(minutes // 60)
        return f", about {f'{hours} h ' if hours else ''}{int(minutes % 60)} min left"


def _lists_parts(parent: Taken | HubError | None, fetch: Fetch | None) -> bool:
    """Whether an endpoint is to be asked after the one that lists its parts was."""
    if parent is None:
        return True
    is_whole = fetch is not None and fetch.status not in FAILED
    return isinstance(parent, Taken) and not (parent.is_unchanged and is_whole)


def _take_revision(hub: HubClient, repository: Repository) -> Taken:
    """The commit at which `main` is now."""
    answer = hub.get(f"{repository.path}?expand=sha")
    body = answer.json()
    taken = Taken(revision=text_of(body.get("sha")) if isinstance(body, dict) else None)
    taken.count(answer)
    return taken


def _said_of_missing(tallies: list[Tally], asked: int) -> str:
    """Which answers are missing, in a sentence."""
    count = sum(len(tally.missing) for tally in tallies)
    named = [
        f"{tally.endpoint} of {', '.join(tally.missing[:_NAMED])}"
        + (f" and {len(tally.missing) - _NAMED:,} more" if len(tally.missing) > _NAMED else "")
        for tally in tallies
    ]
    return (
        f"{count:,} of {asked:,} answers are missing: {'; '.join(named)}. "
        f"The first failed so: {tallies[0].error.rstrip('.')}. "
        "Everything else is landed; the same command asks only for what is missing."
    )
