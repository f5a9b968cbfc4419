"""One file from bytes to findings: decided here what is parsed, how, and what is refused."""

from __future__ import annotations

import codecs
import io
import logging
import re
import tokenize
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingestion.scanner.calls import CallSite, SourceFile, UnparsableError, scan_file
from ingestion.scanner.dependencies import (
    BrokenManifestError,
    Dependency,
    dependencies_of,
    is_manifest,
)
from ingestion.scanner.notebooks import BrokenNotebookError, read_notebook
from ingestion.scanner.prefilter import prefilter
from ingestion.scanner.settings import may_name_ptms, scan_settings
from ingestion.scanner.trees.entries import MEGABYTE, Entry, blob_sha

if TYPE_CHECKING:
    from ingestion.scanner.signatures import Signatures
    from ingestion.scanner.surroundings import Question, Surroundings

LARGEST_PARSED = {
    "python": 2 * MEGABYTE,
    "notebook": 64 * MEGABYTE,
    "yaml": MEGABYTE,
    "toml": MEGABYTE,
    "json": 4 * MEGABYTE,
    "shell": MEGABYTE,
}
"""A larger file that the byte search matched is refused: a syntax tree takes a hundred times the
memory of its text."""

LONGEST_TEXT = 2000
"""Characters of an argument that are kept; the cut ends in an ellipsis."""

log = logging.getLogger(__name__)

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_ENCODINGS = re.compile(
    r"^(?:utf[-_]?8|ascii|us-ascii|latin|iso[-_]?8859|cp\d|windows|gb|euc|shift|sjis|big5|koi8)",
    re.I,
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a file holds.

    Attributes:
        path: of the file.
        blob_sha: git's hash of the content; null for what was not read.
        language: null for what is no source.
        status: `unmatched` (the byte search found nothing), `parsed`, `failed` or `refused`.
        reason: why it failed or was refused, or what is to be known of how it was parsed.
        size: in bytes, null where it is not known.
        sites: the call sites, in the order of the text.
        dependencies: what it declares, if it is a manifest.
        questions: what was asked of the files around it, and what answered.
    """

    path: str
    blob_sha: str | None
    language: str | None
    status: str
    reason: str | None = None
    size: int | None = None
    sites: tuple[CallSite, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    questions: tuple[tuple[Question, str], ...] = ()


class _RefusedError(Exception):
    """The file is not to be parsed; the text is the reason."""


def refused(entry: Entry, reason: str) -> FileResult:
    """The result of a file that is not read."""
    language = None if entry.language == "script" else entry.language
    return FileResult(entry.path, entry.blob_sha, language, "refused", reason, entry.size)


def read_file(
    entry: Entry, content: bytes | str, signatures: Signatures, surroundings: Surroundings
) -> FileResult:
    """Scans a file.

    Args:
        entry: the file.
        content: its bytes, or why there are none.
        signatures: the calls to find.
        surroundings: the files around it.
    """
    if isinstance(content, str):
        return refused(entry, content)
    surroundings.forget()
    language = entry.language if entry.language != "script" else _language_of_script(content)
    sites: tuple[CallSite, ...] = ()
    status, reason = "unmatched", None
    if language is not None:
        try:
            sites, status, reason = _scanned(
                entry.path, content, language, signatures, surroundings
            )
        except _RefusedError as error:
            status, reason = "refused", str(error)
        except (UnparsableError, BrokenNotebookError) as error:
            status, reason = "failed", str(error)
        except (RecursionError, MemoryError):
            status, reason = "failed", "nested too deeply, or too large to parse"
        except Exception as error:
            log.warning("%s could not be scanned", entry.path, exc_info=True)
            status, reason = "failed", f"the scanner failed with {type(error).__name__}"
    dependencies: tuple[Dependency, ...] = ()
    if is_manifest(entry.path):
        try:
            dependencies = tuple(dependencies_of(entry.path, content))
        except BrokenManifestError as error:
            if status in ("unmatched", "parsed"):
                status, reason = "failed", f"no manifest that can be read: {error}"
    return FileResult(
        path=entry.path,
        blob_sha=entry.blob_sha or blob_sha(content),
        language=language,
        status=status,
        reason=reason,
        size=len(content),
        sites=tuple(_storable(site) for site in sites),
        dependencies=dependencies,
        questions=tuple(surroundings.questions.items()),
    )


def _storable(site: CallSite) -> CallSite:
    """A call site whose texts can be kept: long ones cut, and no halves of characters in them."""
    texts = (site.argument, site.resolution_path, site.revision, site.import_path, site.callable)
    if all(_is_storable(text) for text in (*texts, *site.resolved_names) if text is not None):
        return site
    return replace(
        site,
        argument=_cut(site.argument) if site.argument is not None else None,
        resolution_path=_cut(site.resolution_path),
        revision=_cut(site.revision) if site.revision is not None else None,
        import_path=_cut(site.import_path),
        callable=_cut(site.callable),
        resolved_names=tuple(_cut(name) for name in site.resolved_names),
    )


def _is_storable(text: str) -> bool:
    return len(text) <= LONGEST_TEXT and (text.isascii() or text == _cut(text))


def _cut(text: str) -> str:
    whole = text.encode(errors="replace").decode()
    return whole if len(whole) <= LONGEST_TEXT else f"{whole[: LONGEST_TEXT - 1]}…"


def _language_of_script(content: bytes) -> str | None:
    """The language that the first line of a script names."""
    if not content.startswith(b"#!"):
        return None
    first = content[:200].split(b"\n", 1)[0]
    if b"python" in first:
        return "python"
    return "shell" if first.rstrip().endswith(b"sh") else None


_Scanned = tuple[tuple[CallSite, ...], str, str | None]


def _scanned(
    path: str,
    content: bytes,
    language: str,
    signatures: Signatures,
    surroundings: Surroundings,
) -> _Scanned:
    if content.startswith(_LFS_POINTER):
        message = "kept in Git LFS, of which only the pointer is here"
        raise _RefusedError(message)
    if content.startswith(_UTF_16):
        content = content.decode("utf-16", errors="replace").encode()
    may_match = prefilter(signatures)
    is_code = language in ("python", "notebook") and may_match(content)
    is_setting = language != "python" and may_name_ptms(content)
    if not is_code and not is_setting:
        return (), "unmatched", None
    if len(content) > LARGEST_PARSED[language]:
        most = LARGEST_PARSED[language]
        message = f"{len(content):,} bytes, more than the {most:,} of {language} that are parsed"
        raise _RefusedError(message)
    if language == "python":
        text, remark = _decoded(content)
        found = scan_file(SourceFile(path, text), signatures, surroundings)
        return tuple(found), "parsed", remark
    if language == "notebook":
        return _notebook(path, content, signatures, surroundings)
    text, remark = _decoded_settings(content)
    if language == "json" and _is_lock(path):
        return (), "unmatched", None
    return tuple(scan_settings(path, text, language, surroundings.exists)), "parsed", remark


def _is_lock(path: str) -> bool:
    """Locks and the like, in which no key is a setting."""
    return path.rsplit("/", 1)[-1] in ("package-lock.json", "Pipfile.lock", "tsconfig.json")


def _notebook(
    path: str, content: bytes, signatures: Signatures, surroundings: Surroundings
) -> _Scanned:
    notebook = read_notebook(path, content)
    remark = None
    sites: list[CallSite] = []
    if notebook.is_python:
        try:
            sites = scan_file(notebook.source(), signatures, surroundings)
        except UnparsableError as error:
            source, broken_count = notebook.source_that_parses()
            if broken_count == len(notebook.cells):
                raise
            remark = f"{broken_count} of {len(notebook.cells)} code cells are no Python 3: {error}"
            sites = scan_file(source, signatures, surroundings)
    else:
        remark = "a kernel of another language than Python; only its shell lines were read"
    for cell in notebook.cells:
        if cell.shell:
            sites += scan_settings(path, cell.shell, "notebook", surroundings.exists, cell.number)
    sites.sort(key=lambda site: (site.cell or 0, site.line, site.column))
    return tuple(sites), "parsed", remark


def _decoded(content: bytes) -> tuple[str, str | None]:
    """Python as text by its byte order mark or coding line; a remark when bytes do not fit."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        # some codecs are no encodings, and one takes hours
        if not _ENCODINGS.match(encoding):
            raise LookupError(encoding)
        return content.decode(encoding), None
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return (
            content.decode("utf-8", errors="replace").removeprefix("\ufeff"),
            "bytes that do not fit its encoding were replaced",
        )


def _decoded_settings(content: bytes) -> tuple[str, str | None]:
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return (
            content.decode("utf-8", errors="replace"),
            "bytes that do not fit its encoding were replaced",
        )
