"""Repositories found by what their code says: GitHub's code search, one signature after another.

GitHub shows the first thousand files of an answer and never more, so a question that more files
answer is asked of files of fewer sizes, until no answer is larger. Dates do not help: what code
search looks through is the newest commit of each default branch, and it knows no qualifier for the
time of a file. It looks through no fork with fewer stars than its parent and no file of 384 KB or
more, so that a repository is not found does not mean that it uses nothing.

Sources: GitHub's REST documentation, "Search code" and "Considerations for code search".
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ingestion.scanner.signatures import Signature
    from ingestion.sources.github.client import GitHubClient

LARGEST_FILE = 384 * 1024 - 1
"""Bytes of the largest file that code search looks through."""
MOST_SHOWN = 1000
"""Files that GitHub shows of an answer."""
LANGUAGES = ("Python", "Jupyter Notebook")

_PER_PAGE = 100
_TRIES = 3
_COMMIT = re.compile(r"/blob/([0-9a-f]{40})/")


@dataclass(frozen=True, order=True)
class Question:
    """What is searched for.

    Attributes:
        library: as the seed of signatures names it.
        text: words that a file must hold.
        language: as GitHub names it.
    """

    library: str
    text: str
    language: str


@dataclass(frozen=True)
class Sizes:
    """Sizes of files in bytes, both ends included."""

    smallest: int = 0
    largest: int = LARGEST_FILE

    def halves(self) -> tuple[Sizes, Sizes]:
        """Two parts with about as many files: small files are many, so the middle is geometric."""
        middle = int(((self.smallest + 1) * (self.largest + 1)) ** 0.5) - 1
        middle = min(max(middle, self.smallest), self.largest - 1)
        return Sizes(self.smallest, middle), Sizes(middle + 1, self.largest)


@dataclass(frozen=True)
class FoundFile:
    """A file that answers a question: a row of the list that a search writes.

    Attributes:
        repository: `owner/name`.
        path: of the file.
        commit: that GitHub looked through, null where its answer names none.
        blob: the hash of the file's content.
        library, text, language: the question.
        smallest, largest: the sizes of files of which it was asked.
        is_complete: whether the answer holds all files of these sizes.
    """

    repository: str
    path: str
    commit: str | None
    blob: str
    library: str
    text: str
    language: str
    smallest: int
    largest: int
    is_complete: bool


COLUMNS = tuple(FoundFile.__dataclass_fields__)


@dataclass
class SearchTally:
    """What a search found.

    Attributes:
        questions: how many were asked.
        files: rows of the list, those of earlier runs included.
        repositories: distinct ones among them.
        incomplete: answers that GitHub gave in part, or of more than it shows and of one size.
    """

    questions: int = 0
    files: int = 0
    repositories: int = 0
    incomplete: int = 0


def questions_of(signatures: Iterable[Signature], libraries: Iterable[str]) -> list[Question]:
    """What to search for so as to find the calls of some libraries, each question once.

    A file must name the package and the call; where the call is itself the name of a PTM, or none
    is needed, the package is all that it must name.

    Raises:
        PtmError: when no signature is of a library.
    """
    rows = list(signatures)
    known = sorted({row.library for row in rows})
    asked: dict[Question, None] = {}
    for library in libraries:
        if library not in known:
            message = (
                f"No signature is of the library {library!r}. Name one of: {', '.join(known)}."
            )
            raise PtmError(message)
        for row in rows:
            if row.library == library:
                for language in LANGUAGES:
                    asked.setdefault(Question(library, _text(row), language))
    return list(asked)


def _text(signature: Signature) -> str:
    if signature.names_from in {"module", "callable"}:
        return f'"{signature.import_path}"'
    return f'"{signature.import_path}" "{signature.parts[-1].removesuffix("()")}"'


def search(
    client: GitHubClient,
    questions: list[Question],
    file: Path,
    progress: Callable[[int, str], None],
) -> SearchTally:
    """Asks the questions and writes the answers as a list, from which a second run goes on.

    Answers are written as they come, in the order of the sizes, so what a stopped run lacks is
    what comes after its last row.

    Args:
        client: of GitHub; it waits for the limit of ten requests a minute.
        questions: see `questions_of`.
        file: the list, CSV with `COLUMNS`; made anew or gone on with.
        progress: takes the number of files found and what is searched for.

    Raises:
        HubError: when GitHub does not answer; what is in the file stays.
        PtmError: when the file is something else, or cannot be written.
    """
    tally = SearchTally(len(questions))
    done = _read(file)
    begun: dict[Question, Sizes] = {}
    for row in done:
        begun[_question(row)] = Sizes(int(row["smallest"]), int(row["largest"]))
    # the last answer to a question may have been written in part: it is asked again
    kept = [row for row in done if int(row["smallest"]) < begun[_question(row)].smallest]
    repositories = {row["repository"].lower() for row in kept}
    tally.files = len(kept)
    try:
        partial = file.with_name(f"{file.name}.part")
        with partial.open("w", newline="", encoding="utf-8") as output:
            writer = csv.DictWriter(output, COLUMNS)
            writer.writeheader()
            writer.writerows(kept)
        partial.replace(file)
        with file.open("a", newline="", encoding="utf-8") as output:
            writer = csv.DictWriter(output, COLUMNS)
            for question in questions:
                start = begun[question].smallest if question in begun else 0
                said = f"{question.text} in {question.language}"
                progress(tally.files, said)
                for found in _answers(client, question, Sizes(start)):
                    writer.writerows(row.__dict__ for row in found)
                    output.flush()
                    tally.files += len(found)
                    tally.incomplete += any(not row.is_complete for row in found)
                    repositories.update(row.repository.lower() for row in found)
                    progress(tally.files, said)
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}). Name another with --output."
        raise PtmError(message) from error
    tally.repositories = len(repositories)
    return tally


def _answers(client: GitHubClient, question: Question, sizes: Sizes) -> Iterator[list[FoundFile]]:
    """The files that answer a question, an answer that is whole at a time, smaller files first."""
    for _ in range(_TRIES):
        first = _page(client, question, sizes, 1)
        if not first["incomplete_results"]:
            break
    is_whole = first["total_count"] <= MOST_SHOWN and not first["incomplete_results"]
    if not is_whole and sizes.smallest < sizes.largest:
        for half in sizes.halves():
            yield from _answers(client, question, half)
        return
    items = list(first["items"])
    for number in range(2, -(-min(first["total_count"], MOST_SHOWN) // _PER_PAGE) + 1):
        page = _page(client, question, sizes, number)
        items += page["items"]
        is_whole = is_whole and not page["incomplete_results"]
    # pages shift while GitHub indexes; a file is one row
    distinct = {(item["repository"]["full_name"].lower(), item["path"]): item for item in items}
    yield [_found(item, question, sizes, is_complete=is_whole) for item in distinct.values()]


def _page(client: GitHubClient, question: Question, sizes: Sizes, number: int) -> dict[str, Any]:
    words = f'{question.text} language:"{question.language}" size:{sizes.smallest}..{sizes.largest}'
    path = f"/search/code?q={quote(words)}&per_page={_PER_PAGE}&page={number}"
    page = orjson.loads(client.get(path).content)
    return {"total_count": 0, "incomplete_results": False, "items": [], **page}


def _found(
    item: dict[str, Any], question: Question, sizes: Sizes, *, is_complete: bool
) -> FoundFile:
    commit = _COMMIT.search(item.get("html_url") or "")
    return FoundFile(
        repository=item["repository"]["full_name"],
        path=item["path"],
        commit=commit[1] if commit else None,
        blob=item["sha"],
        library=question.library,
        text=question.text,
        language=question.language,
        smallest=sizes.smallest,
        largest=sizes.largest,
        is_complete=is_complete,
    )


def _question(row: dict[str, str]) -> Question:
    return Question(row["library"], row["text"], row["language"])


def _read(file: Path) -> list[dict[str, str]]:
    """The rows of the list that an earlier run wrote, without a line that it only began."""
    if not file.exists():
        return []
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            reader = csv.DictReader(lines)
            rows = [row for row in reader if None not in row.values()]
            columns = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read ({error}). Name another file with --output."
        raise PtmError(message) from error
    sizes = [size for row in rows for size in (row.get("smallest", ""), row.get("largest", ""))]
    if columns not in {COLUMNS, ()} or not all(size.isdigit() for size in sizes):
        message = f"{file} is no list of `ptm search`. Name another file with --output."
        raise PtmError(message)
    return rows
