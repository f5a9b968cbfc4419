"""The file tree and the card, at the commit that the listing names."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow as pa

from ingestion import config
from ingestion.raw import CARDS, FILES, SNAPSHOTS
from ingestion.sources.huggingface.endpoints.history import unexpected
from ingestion.sources.huggingface.work import (
    Taken,
    payload_of,
    rows_of,
    text_of,
    whole_number,
    without_addresses,
)

if TYPE_CHECKING:
    from ingestion.http import HubClient
    from ingestion.sources.huggingface.stored import Known
    from ingestion.sources.huggingface.work import Fetch, Repository

MAX_FILES = 100_000
FILES_A_PAGE = 1000
MAX_CARD_BYTES = 2 * 1024 * 1024
UNKNOWN_REVISION = "main"
"""What stands for the revision of an answer where neither listing nor hub names the commit."""


def take_files(hub: HubClient, repository: Repository, before: Fetch | None, known: Known) -> Taken:
    """The whole tree, or its first 100,000 files, with sizes, LFS hashes and security status."""
    del before, known
    revision = repository.revision or UNKNOWN_REVISION
    taken = Taken(revision=revision)
    pages: list[pa.Table] = []
    seen: set[str] = set()
    total_bytes: int | None = 0
    cursor: str | None = (
        f"{repository.path}/tree/{repository.at}?recursive=1&expand=1&limit={FILES_A_PAGE}"
    )
    while cursor and len(seen) < MAX_FILES:
        answer = hub.get(cursor)
        taken.count(answer)
        page = answer.json()
        if not isinstance(page, list):
            raise unexpected(hub, "file tree", repository)
        files = [_file_row(entry, repository, revision) for entry in page if _is_file(entry)]
        fresh = [row for row in files if row["path"] not in seen][: MAX_FILES - len(seen)]
        seen.update(row["path"] for row in fresh)
        for row in fresh:
            size = row["size_bytes"]
            total_bytes = None if total_bytes is None or size is None else total_bytes + size
        pages.append(rows_of(FILES, fresh)[1])
        cursor = answer.next_cursor if page else None
        is_cut = bool(cursor) or len(files) > len(fresh)
    is_complete = not (is_cut and len(seen) >= MAX_FILES)
    cut_reason = None if is_complete else f"more than {MAX_FILES:,} files"
    snapshot = {
        "entity": repository.entity,
        "id": repository.id,
        "revision": revision,
        "taken_at": config.now(),
        "is_complete": is_complete,
        "file_count": len(seen),
        "total_bytes": total_bytes,
        "cut_reason": cut_reason,
    }
    taken.note = cut_reason
    taken.rows += [rows_of(SNAPSHOTS, [snapshot]), (FILES, pa.concat_tables(pages))]
    return taken


def take_card(hub: HubClient, repository: Repository, before: Fetch | None, known: Known) -> Taken:
    """The text of README.md, or its first 2 MB; e-mail addresses in it are left out."""
    del before, known
    answer = hub.get_text(
        f"/{quote(repository.id)}/resolve/{repository.at}/README.md", MAX_CARD_BYTES
    )
    taken = Taken(revision=repository.revision or answer.revision or UNKNOWN_REVISION)
    taken.count(answer)
    taken.etag = answer.etag
    if answer.is_cut:
        taken.note = f"the card was read up to {MAX_CARD_BYTES // 2**20} MB"
    # of a character that the cut goes through nothing is left
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(
        answer.content, final=not answer.is_cut
    )
    card = {
        "entity": repository.entity,
        "id": repository.id,
        "revision": taken.revision,
        "fetched_at": config.now(),
        "text": without_addresses(text),
        "byte_count": answer.byte_count,
        "is_cut": answer.is_cut,
    }
    taken.rows.append(rows_of(CARDS, [card]))
    return taken


def _is_file(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("path"), str)
        and entry.get("type", "file") == "file"
    )


def _file_row(entry: dict[str, Any], repository: Repository, revision: str) -> dict[str, Any]:
    lfs = entry["lfs"] if isinstance(entry.get("lfs"), dict) else {}
    security = entry.get("securityFileStatus")
    return {
        "entity": repository.entity,
        "id": repository.id,
        "revision": revision,
        "path": entry["path"],
        "size_bytes": whole_number(entry.get("size")),
        "oid": text_of(entry.get("oid")),
        "lfs_sha256": text_of(lfs.get("oid")),
        "lfs_size_bytes": whole_number(lfs.get("size")),
        "security_status": text_of(security.get("status")) if isinstance(security, dict) else None,
        "payload": payload_of(entry),
    }
