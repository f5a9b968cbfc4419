"""Papers that PTMs cite, as the hub knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from ingestion import config
from ingestion.http import HubError
from ingestion.raw import PAPERS
from ingestion.sources.huggingface.work import FAILED, Taken, payload_of, rows_of

if TYPE_CHECKING:
    from ingestion.http import HubClient
    from ingestion.sources.huggingface.work import Fetch

ENTITY, ENDPOINT = "papers", "paper"

PAPER_STANDS = timedelta(days=30)
"""How long a paper is not asked for again: what changes of it are votes and links."""


def is_due(before: Fetch | None) -> bool:
    """Whether a paper is to be asked for."""
    if before is None or before.status in FAILED:
        return True
    return config.now() - before.fetched_at >= PAPER_STANDS


def take_paper(hub: HubClient, paper_id: str, before: Fetch | None) -> Taken:
    """A paper with the models, datasets and Spaces that the hub links to it."""
    answer = hub.get(
        f"/api/papers/{quote(paper_id, safe='')}", etag=before.etag if before else None
    )
    taken = Taken(etag=answer.etag, is_unchanged=not answer.content)
    taken.count(answer)
    if taken.is_unchanged:
        return taken
    body = answer.json()
    if not isinstance(body, dict):
        raise HubError(
            f"{hub.endpoint} answered with no paper {paper_id}. "
            "Check HF_ENDPOINT: it must be the address of a hub.",
            http_status=answer.status,
            attempts=answer.attempts,
        )
    row = {"paper_id": paper_id, "fetched_at": config.now(), "payload": payload_of(body)}
    taken.rows.append(rows_of(PAPERS, [row]))
    return taken
