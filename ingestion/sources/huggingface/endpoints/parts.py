"""Answers that are asked for part by part: a commit's files, a discussion's events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.http import HubError
from ingestion.sources.huggingface.work import (
    FAILED,
    FAILED_IN_A_ROW,
    UNREACHABLE_IN_A_ROW,
    Taken,
    fetch_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from ingestion.sources.huggingface.stored import Known
    from ingestion.sources.huggingface.work import Repository

    Part = TypeVar("Part", int, str)


def take_parts(
    repository: Repository,
    endpoint: str,
    states: dict[Part, str],
    known: Known,
    take: Callable[[Part], Taken],
) -> Taken:
    """Asks for each part that is not there in its present state.

    A part that fails is recorded and the others go on; a token that is refused ends it all, and so
    does, for this repository, a hub that cannot be reached or that is ill.

    Args:
        repository: whose parts they are.
        endpoint: as `fetches` has it.
        states: part → its suffix in fetch records, `#12` or `@commit`, perhaps followed by a space
            and its state.
        known: what earlier runs recorded.
        take: asks for one part.
    """
    whole = Taken(revision=repository.revision)
    missing: list[str] = []
    failures_in_a_row = unreachable_in_a_row = 0
    for part, named in states.items():
        suffix, _, state = named.partition(" ")
        item = f"{repository.id}{suffix}"
        before = known.part(endpoint, item)
        if before and before.status not in FAILED and (not state or before.revision == state):
            continue
        if failures_in_a_row >= FAILED_IN_A_ROW or unreachable_in_a_row >= UNREACHABLE_IN_A_ROW:
            missing.append(suffix)
            continue
        outcome: Taken | HubError
        try:
            outcome = take(part)
        except HubError as error:
            if error.is_token_refused:
                raise
            outcome = error
        record = fetch_record(repository.entity, item, endpoint, outcome, state or None)
        whole.parts.append(record)
        whole.attempts += outcome.attempts
        whole.http_status = outcome.http_status
        if isinstance(outcome, Taken):
            whole.rows.extend(outcome.rows)
            failures_in_a_row = unreachable_in_a_row = 0
            continue
        unreachable_in_a_row += outcome.http_status is None
        if outcome.status in FAILED:
            failures_in_a_row += 1
            missing.append(suffix)
            whole.status = outcome.status
    if missing:
        whole.note = f"{len(missing):,} of {len(states):,} are missing: {', '.join(missing[:5])}"
    return whole
