"""A scan for people, for a spreadsheet, for a program."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from ingestion.scanner.calls import NAMING_STATUSES
from ingestion.scanner.paths import VendoredPaths, is_test_path, listing_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from ingestion.scanner.calls import CallSite
    from ingestion.scanner.scan import Scan

SCHEMA = "schemas/scan.schema.json"
"""Beside `ingestion/`: what `as_json` promises."""

STYLES = {
    "literal": "green",
    "constant": "green",
    "default": "yellow",
    "config": "yellow",
    "computed": "magenta",
    "parameter": "magenta",
    "local_path": "blue",
    "missing": "dim",
}


@dataclass(frozen=True, slots=True)
class PathNotes:
    """What a file's place in the tree says of the calls in it."""

    is_test_path: bool
    vendored_reason: str | None


def path_notes(scan: Scan) -> dict[str, PathNotes]:
    """For each file of a scan, whether it is a test and whether it is somebody else's."""
    copies = VendoredPaths(scan.paths, scan.repository_name)
    listings = listing_files(scan.call_sites)
    return {
        file.path: PathNotes(
            is_test_path(file.path), copies.reason(file.path) or listings.get(file.path)
        )
        for file in scan.files
    }


def as_json(scan: Scan) -> str:
    """The scan as JSON; `schemas/scan.schema.json` describes it."""
    notes = path_notes(scan)
    answer = {
        "scan": _about(scan),
        "call_sites": [_record(site, notes.get(site.path)) for site in scan.call_sites],
        "files": [
            {"path": file.path, "status": file.status, "reason": file.reason}
            for file in scan.files
            if file.status in ("failed", "refused")
        ],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _about(scan: Scan) -> dict[str, Any]:
    return {
        "repository_name": scan.repository_name,
        "source_kind": scan.source_kind,
        "commit_sha": scan.commit_sha,
        "tool_version": scan.tool_version,
        "signatures_hash": scan.signatures_hash,
        "files_seen": scan.files_seen,
        "files_matched": scan.files_matched,
        "files_parsed": scan.files_by_status["parsed"],
        "files_failed": scan.files_by_status["failed"],
        "files_refused": scan.files_by_status["refused"],
        "call_site_count": len(scan.call_sites),
    }


def _record(site: CallSite, notes: PathNotes | None) -> dict[str, Any]:
    return {
        "path": site.path,
        "line": site.line,
        "column": site.column,
        "end_line": site.end_line,
        "cell": site.cell,
        "library": site.library,
        "import_path": site.import_path,
        "callable": site.callable,
        "hub": site.hub,
        "argument": site.argument,
        "resolution_status": site.resolution_status,
        "resolution_path": site.resolution_path,
        "resolved_names": list(site.resolved_names),
        "revision": site.revision,
        "revision_kind": site.revision_kind,
        "trusts_remote_code": site.trusts_remote_code,
        "local_files_only": site.local_files_only,
        "is_test_path": notes is not None and notes.is_test_path,
        "vendored_reason": notes.vendored_reason if notes else None,
    }


def as_csv(scan: Scan) -> str:
    """A line per call site and name it resolved to; one with an empty name where it did not."""
    notes = path_notes(scan)
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for site in scan.call_sites:
        record = _record(site, notes.get(site.path))
        for name in record.pop("resolved_names") or [None]:
            row = {**record, "resolved_name": name}
            if writer is None:
                writer = csv.DictWriter(text, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
    return text.getvalue()


def as_tables(scan: Scan) -> Iterator[RenderableType]:
    """The call sites, the PTMs they name, and what could not be read."""
    if scan.call_sites:
        yield _call_table(scan)
        named = [site for site in scan.call_sites if site.resolved_names]
        if named:
            yield _ptm_table(named)
    yield _summary(scan)
    troubled = [file for file in scan.files if file.status in ("failed", "refused")]
    for file in troubled[:20]:
        yield Text.assemble((f"{file.status}: ", "red"), f"{file.path}: {file.reason}")
    if len(troubled) > 20:
        yield Text(f"and {len(troubled) - 20} more files; --format json has them all", "dim")


def _call_table(scan: Scan) -> Table:
    notes = path_notes(scan)
    table = Table(title="Call sites", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("Where", overflow="fold")
    table.add_column("Library", overflow="fold")
    table.add_column("PTM", overflow="fold")
    table.add_column("How it resolved", overflow="fold")
    table.add_column("Revision", overflow="fold")
    for site in scan.call_sites:
        style = STYLES[site.resolution_status]
        argument = Text(site.argument or "(none)", "dim")
        table.add_row(
            _where(site, notes.get(site.path)),
            Text(site.library),
            Text("\n".join(_first(site.resolved_names)), style)
            if site.resolved_names
            else argument,
            Text.assemble((site.resolution_status, style), _how(site)),
            _revision(site),
        )
    return table


def _first(names: tuple[str, ...], most: int = 8) -> list[str]:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return [*names[:most], *more]


def _how(site: CallSite) -> str:
    return "" if site.resolution_path == site.resolution_status else f": {site.resolution_path}"


def _where(site: CallSite, notes: PathNotes | None) -> Text:
    place = f"cell {site.cell}:{site.line}" if site.cell is not None else str(site.line)
    # a file may be named with a line break
    path = site.path.replace("\n", "\\n").replace("\r", "\\r")
    text = Text(f"{path}:{place}")
    if notes and notes.is_test_path:
        text.append(" test", "dim")
    if notes and notes.vendored_reason:
        text.append(" vendored", "dim")
    return text


def _revision(site: CallSite) -> Text:
    if site.revision is None:
        text = Text("not pinned" if site.resolution_status in NAMING_STATUSES else "", "dim")
    elif site.revision_kind == "commit":
        text = Text(f"commit {site.revision[:10]}", "green")
    else:
        text = Text(f"{site.revision_kind} {site.revision}", "yellow")
    if site.trusts_remote_code:
        text.append("\ntrusts remote code", "red")
    return text


def _ptm_table(named: list[CallSite]) -> Table:
    calls: defaultdict[tuple[str, str], list[CallSite]] = defaultdict(list)
    for site in named:
        for name in site.resolved_names:
            calls[name, site.hub].append(site)
    table = Table(title="PTMs", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("PTM", overflow="fold")
    table.add_column("Calls", justify="right")
    table.add_column("Files", justify="right")
    table.add_column("Libraries", overflow="fold")
    table.add_column("Pinned to a commit", justify="right")
    for (name, hub), sites in sorted(calls.items(), key=lambda item: (-len(item[1]), item[0])):
        title = Text(name)
        if hub != "huggingface":
            title.append(f" ({hub})", "dim")
        pinned = sum(site.revision_kind == "commit" for site in sites)
        table.add_row(
            title,
            str(len(sites)),
            str(len({site.path for site in sites})),
            Text(", ".join(sorted({site.library for site in sites}))),
            Text(f"{pinned} of {len(sites)}", "green" if pinned == len(sites) else "yellow"),
        )
    return table


def _summary(scan: Scan) -> Text:
    counts: Counter[str] = Counter(site.resolution_status for site in scan.call_sites)
    named = sum(1 for site in scan.call_sites if site.resolved_names)
    names = {name for site in scan.call_sites for name in site.resolved_names}
    files = scan.files_by_status
    text = Text.assemble(
        (f"{len(scan.call_sites):,} call sites", "bold"),
        f" in {len({site.path for site in scan.call_sites}):,} files; "
        f"{named:,} name {len(names):,} PTMs",
    )
    others = [f"{counts[status]:,} {status}" for status in STYLES if counts[status]]
    if others:
        text.append(f" ({', '.join(others)})")
    text.append(
        f". {scan.files_seen:,} files seen, {files['parsed']:,} parsed, "
        f"{files['failed']:,} failed, {files['refused']:,} refused."
    )
    return text
