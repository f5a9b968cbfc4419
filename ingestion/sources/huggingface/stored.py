"""What the raw database knows of repositories: which are asked about, and what is there already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingestion import config
from ingestion.landing import raw_database
from ingestion.raw import COMMITS, DISCUSSIONS
from ingestion.sources.huggingface.work import Fetch, Repository

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ingestion.config import DataFolder
    from ingestion.landing import Rows

ENTITY = "models"
"""What is asked about one by one: PTMs, and no other repositories."""

# Each fact from the newest observation that tells it. A PTM that a later full listing no longer
# names was removed.
_CANDIDATES = """
with full_listings as (

    select max(observed_at) as observed_at
    from huggingface.listings
    where entity = 'models' and is_full and completed_at is not null

),

observations as (

    select observations.id, observations.row_hash, observations.downloads, observations.observed_at
    from huggingface.model_observations as observations
    inner join huggingface.listings as listings using (listing_id)
    where observations.part <= listings.part_count

),

ptms as (

    select id, arg_max(downloads, observed_at) as downloads, max(observed_at) as observed_at
    from observations
    where $owner is null or starts_with(id, $owner || '/')
    group by id

),

popular as (

    select ptms.*
    from ptms
    cross join full_listings
    where
        ptms.downloads >= $min_downloads
        and (full_listings.observed_at is null or ptms.observed_at >= full_listings.observed_at)

),

states as (

    select id, row_hash, max(observed_at) as observed_at
    from observations
    semi join popular using (id)
    group by all

),

told as (

    select
        states.id,
        arg_max(versions.payload ->> '$.sha', states.observed_at) as revision,
        arg_max(
            try_cast(versions.payload ->> '$.lastModified' as timestamp), states.observed_at
        ) as last_modified
    from states
    inner join huggingface.model_versions as versions using (id, row_hash)
    group by states.id

)

select 'models', id, downloads, revision, last_modified, popular.observed_at
from popular
left join told using (id)
where $since is null or last_modified is null or last_modified >= $since
order by downloads desc, id
limit $limit
"""

_PAPERS = """
with states as (

    select observations.id, arg_max(observations.row_hash, observations.observed_at) as row_hash
    from huggingface.model_observations as observations
    inner join huggingface.listings as listings using (listing_id)
    where observations.part <= listings.part_count and observations.id in (select unnest($ids))
    group by observations.id

),

tags as (

    select unnest(from_json(versions.payload -> '$.tags', '["VARCHAR"]')) as tag, states.id
    from states
    inner join huggingface.model_versions as versions using (id, row_hash)
    where json_type(versions.payload, '$.tags') = 'ARRAY'

)

select lower(tag[7:]) as paper_id, count(distinct id) as ptm_count
from tags
where starts_with(tag, 'arxiv:') and length(tag) > 6
group by all
order by ptm_count desc, paper_id
"""


@dataclass(frozen=True)
class Selection:
    """Which PTMs are asked about.

    Attributes:
        min_downloads: downloads of 30 days that a PTM has at least.
        limit: at most so many, the most downloaded; null for all.
        owner: only PTMs of this owner.
        since: only those modified at or after this time (UTC), or at an unknown one.
    """

    min_downloads: int = config.MIN_DOWNLOADS
    limit: int | None = None
    owner: str | None = None
    since: datetime | None = None


def candidates(folder: DataFolder, selection: Selection) -> list[Repository]:
    """The PTMs that are asked about, the most downloaded first."""
    with raw_database(folder) as raw:
        rows = raw.execute(_CANDIDATES, vars(selection)).fetchall()
    return [Repository(*row) for row in rows]


def papers_of(folder: DataFolder, repositories: list[Repository]) -> list[str]:
    """The arXiv ids that PTMs cite in their tags, the most cited first."""
    ids = [repository.id for repository in repositories]
    with raw_database(folder) as raw:
        return [paper for paper, _ in raw.execute(_PAPERS, {"ids": ids}).fetchall()]


def has_listing(folder: DataFolder) -> bool:
    """Whether any PTM was ever listed."""
    with raw_database(folder) as raw:
        return bool(raw.execute("select 1 from huggingface.model_observations limit 1").fetchone())


def status_counts(folder: DataFolder) -> dict[str, dict[str, int]]:
    """Endpoint → status → PTMs or papers; listings and the parts of a PTM are not counted."""
    counts: dict[str, dict[str, int]] = {}
    with raw_database(folder) as raw:
        for endpoint, status, count in raw.execute(
            "select endpoint, status, count(*) from huggingface.fetches "
            "where entity is not null and endpoint not in ('listing', 'info') "
            "and not regexp_matches(item, '[@#]') group by all"
        ).fetchall():
            counts.setdefault(endpoint, {})[status] = count
    return counts


def fetches_of(
    folder: DataFolder, items: list[str], endpoints: Iterable[str], entity: str = ENTITY
) -> dict[tuple[str, str], Fetch]:
    """What earlier runs recorded of items, by item and endpoint."""
    with raw_database(folder) as raw:
        rows = raw.execute(
            "select item, endpoint, status, fetched_at, revision, etag from huggingface.fetches "
            "where entity = $entity and endpoint in (select unnest($endpoints)) "
            "and item in (select unnest($items))",
            {"entity": entity, "endpoints": list(endpoints), "items": items},
        ).fetchall()
    return {(item, endpoint): Fetch(*rest) for item, endpoint, *rest in rows}


@dataclass
class Known:
    """What is there already of the repositories of one package, and what this run took of them."""

    _parts: dict[tuple[str, str], Fetch] = field(default_factory=dict)
    _commits: dict[str, list[str]] = field(default_factory=dict)
    _discussions: dict[str, dict[int, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: DataFolder, ids: list[str], endpoints: Iterable[str]) -> Known:
        """Reads what `endpoints`, which ask part by part, need to know of repositories."""
        asked = set(endpoints)
        known = cls()
        if not asked & {"commit_files", "discussion"}:
            return known
        parameters: dict[str, Any] = {"ids": ids, "entity": ENTITY}
        with raw_database(folder) as raw:
            for item, endpoint, *rest in raw.execute(
                "select item, endpoint, status, fetched_at, revision, etag "
                "from huggingface.fetches where entity = $entity "
                "and endpoint in ('commit_files', 'discussion') "
                "and regexp_extract(item, '^[^@#]+') in (select unnest($ids))",
                parameters,
            ).fetchall():
                known._parts[endpoint, item] = Fetch(*rest)
            if "commit_files" in asked:
                for name, commit in raw.execute(
                    "select id, commit_sha from huggingface.commits where entity = $entity "
                    "and id in (select unnest($ids)) order by id, position",
                    parameters,
                ).fetchall():
                    known._commits.setdefault(name, []).append(commit)
            if "discussion" in asked:
                for name, number, payload in raw.execute(
                    "select id, number, payload from huggingface.discussions "
                    "where entity = $entity and id in (select unnest($ids)) "
                    "order by id, number desc",
                    parameters,
                ).fetchall():
                    known._discussions.setdefault(name, {})[number] = payload
        return known

    def learn(self, repository: Repository, rows: list[Rows]) -> None:
        """Takes what was answered just now."""
        for table, arrow in rows:
            if table is COMMITS:
                self._commits[repository.id] = arrow.column("commit_sha").to_pylist()
            elif table is DISCUSSIONS:
                self._discussions[repository.id] = dict(
                    zip(
                        arrow.column("number").to_pylist(),
                        arrow.column("payload").to_pylist(),
                        strict=True,
                    )
                )

    def part(self, endpoint: str, item: str) -> Fetch | None:
        """What was recorded of a part."""
        return self._parts.get((endpoint, item))

    def commits(self, repository: Repository) -> list[str]:
        """Its commits, newest first."""
        return self._commits.get(repository.id, [])

    def discussions(self, repository: Repository) -> dict[int, str]:
        """Number → entry in the list."""
        return self._discussions.get(repository.id, {})
