"""What is loaded of GitHub already, and which repositories others name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.landing import raw_database
from ingestion.sources.github.names import distinct_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ingestion.config import DataFolder

# where a name can come from that is no license list's and no rename list's
_NAMES = """
select repository_name as name from published.mappings
union
select repository as name from pytorch_hub.entry_points
order by name
"""


@dataclass(frozen=True)
class Fetch:
    """What an earlier run recorded of an item and endpoint; see the raw table `fetches`."""

    status: str
    fetched_at: datetime
    native_id: str | None
    cursor: str | None
    etag: str | None


def mapped_names(folder: DataFolder) -> list[str]:
    """The repositories that mapping lists and PyTorch Hub's cards name, each once."""
    with raw_database(folder) as raw:
        return distinct_names(name for (name,) in raw.execute(_NAMES).fetchall())


def fetches_of(folder: DataFolder, names: Iterable[str]) -> dict[tuple[str, str], Fetch]:
    """What earlier runs recorded, by name in lower case and endpoint."""
    wanted = [name.lower() for name in names]
    with raw_database(folder) as raw:
        rows = raw.execute(
            "select item, endpoint, status, fetched_at, native_id, cursor, etag "
            "from github.fetches where list_contains($names, item)",
            {"names": wanted},
        ).fetchall()
    return {(item, endpoint): Fetch(*rest) for item, endpoint, *rest in rows}


def repositories_of(folder: DataFolder, names: Iterable[str]) -> list[dict[str, str]]:
    """The repositories that answered to the names: `native_id` and `full_name`, each once."""
    wanted = [name.lower() for name in names]
    with raw_database(folder) as raw:
        rows = raw.execute(
            "select distinct repositories.native_id, repositories.full_name "
            "from github.fetches inner join github.repositories using (native_id) "
            "where fetches.endpoint = 'repository' and fetches.status = 'ok' "
            "and list_contains($names, fetches.item) order by full_name, native_id",
            {"names": wanted},
        ).fetchall()
    return [{"native_id": native_id, "full_name": full_name} for native_id, full_name in rows]
