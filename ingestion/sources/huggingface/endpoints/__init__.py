"""What the hub is asked about one repository, an endpoint at a time.

| endpoint | asked for | lands in |
| --- | --- | --- |
| `commits` | the history that leads to the listed commit | `commits` |
| `commit_files` | the diff of each commit against the one before | `commit_files` |
| `refs` | branches, tags, conversions, pull requests | `refs` |
| `discussions` | the list of discussions and pull requests | `discussions` |
| `discussion` | each of them whose entry in the list changed | `discussion_events` |
| `files` | the tree at the listed commit | `snapshots`, `files` |
| `card` | README.md at the listed commit | `cards` |

Each takes the hub, the repository and what is known of it, and answers with a `Taken`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.sources.huggingface.endpoints.discussions import take_discussion, take_discussions
from ingestion.sources.huggingface.endpoints.files import take_card, take_files
from ingestion.sources.huggingface.endpoints.history import (
    take_commit_files,
    take_commits,
    take_refs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingestion.http import HubClient
    from ingestion.sources.huggingface.stored import Known
    from ingestion.sources.huggingface.work import Fetch, Repository, Taken

    Take = Callable[[HubClient, Repository, Fetch | None, Known], Taken]


@dataclass(frozen=True)
class Endpoint:
    """One endpoint.

    Attributes:
        name: as `fetches` has it.
        take: asks for it.
        is_of_a_commit: whether its answer is for a commit, so that a listing tells of a change.
        parent: the endpoint that lists its parts; it is due when that one answered anew.
    """

    name: str
    take: Take
    is_of_a_commit: bool
    parent: str | None = None


ENDPOINTS = (
    Endpoint("commits", take_commits, is_of_a_commit=True),
    Endpoint("commit_files", take_commit_files, is_of_a_commit=True, parent="commits"),
    Endpoint("refs", take_refs, is_of_a_commit=False),
    Endpoint("discussions", take_discussions, is_of_a_commit=False),
    Endpoint("discussion", take_discussion, is_of_a_commit=False, parent="discussions"),
    Endpoint("files", take_files, is_of_a_commit=True),
    Endpoint("card", take_card, is_of_a_commit=True),
)
"""Every endpoint, one that lists parts before the one that asks for them."""
