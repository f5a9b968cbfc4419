"""The raw tables: name, columns, key and how dlt writes them. One definition, read by all sources.

Hot keys of an answer are columns; everything else stays in `payload`, so that no field is lost
when a hub adds one. Times are UTC without zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

Writing = Literal["insert-only", "delete-insert"]

_TIME = pa.timestamp("us")


@dataclass(frozen=True)
class RawTable:
    """One table of one schema of `raw.duckdb`.

    Attributes:
        schema: the source, which names the DuckDB schema.
        name: the table.
        columns: names, types and nullability, in order.
        key: the columns by which rows are told apart (`insert-only`) or replaced
            (`delete-insert`: all stored rows whose key stands in the package are replaced).
        writing: `insert-only` for versions, which never change; `delete-insert` for everything
            that may be landed again.
    """

    schema: str
    name: str
    columns: pa.Schema
    key: tuple[str, ...]
    writing: Writing = "delete-insert"

    @property
    def qualified_name(self) -> str:
        """`schema.name`, as a query on `raw.duckdb` writes it."""
        return f"{self.schema}.{self.name}"

    def empty(self) -> pa.Table:
        """A table without rows, by which dlt learns the columns."""
        return self.columns.empty_table()


def _columns(**types: pa.DataType) -> pa.Schema:
    """A schema; a name that ends in `_` is required and loses the `_`."""
    return pa.schema(
        [
            pa.field(name.rstrip("_"), kind, nullable=not name.endswith("_"))
            for name, kind in types.items()
        ]
    )


LISTINGS = RawTable(
    "huggingface",
    "listings",
    _columns(
        listing_id_=pa.string(),
        source_name_=pa.string(),
        endpoint_=pa.string(),
        entity_=pa.string(),
        scope_=pa.string(),
        shape_=pa.string(),
        is_full_=pa.bool_(),
        observed_at_=_TIME,
        started_at_=_TIME,
        completed_at=_TIME,
        record_count_=pa.int64(),
        part_count_=pa.int64(),
        next_cursor=pa.string(),
        fingerprint=pa.string(),
    ),
    key=("listing_id",),
)

FETCHES = RawTable(
    "huggingface",
    "fetches",
    _columns(
        item_=pa.string(),
        endpoint_=pa.string(),
        status_=pa.string(),
        http_status=pa.int64(),
        attempts_=pa.int64(),
        fetched_at_=_TIME,
        error=pa.string(),
        entity=pa.string(),
        revision=pa.string(),
        etag=pa.string(),
    ),
    key=("item", "endpoint"),
)


def _versions(entity: str) -> RawTable:
    return RawTable(
        "huggingface",
        f"{entity}_versions",
        _columns(
            id_=pa.string(),
            row_hash_=pa.string(),
            native_id=pa.string(),
            shape_=pa.string(),
            payload_=pa.string(),
        ),
        key=("id", "row_hash"),
        writing="insert-only",
    )


def _observations(entity: str) -> RawTable:
    return RawTable(
        "huggingface",
        f"{entity}_observations",
        _columns(
            listing_id_=pa.string(),
            part_=pa.int64(),
            id_=pa.string(),
            row_hash_=pa.string(),
            observed_at_=_TIME,
            downloads=pa.int64(),
            downloads_all_time=pa.int64(),
            likes=pa.int64(),
            trending_score=pa.float64(),
        ),
        key=("listing_id", "part"),
    )


VERSIONS = {
    "models": _versions("model"),
    "datasets": _versions("dataset"),
    "spaces": _versions("space"),
}
OBSERVATIONS = {
    "models": _observations("model"),
    "datasets": _observations("dataset"),
    "spaces": _observations("space"),
}

COMMITS = RawTable(
    "huggingface",
    "commits",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        commit_sha_=pa.string(),
        position_=pa.int64(),
        payload_=pa.string(),
    ),
    key=("entity", "id"),
)

COMMIT_FILES = RawTable(
    "huggingface",
    "commit_files",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        commit_sha_=pa.string(),
        path_=pa.string(),
        change_=pa.string(),
        old_path=pa.string(),
        size_bytes=pa.int64(),
        lfs_sha256=pa.string(),
    ),
    key=("entity", "id", "commit_sha"),
)

REFS = RawTable(
    "huggingface",
    "refs",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        ref_=pa.string(),
        ref_type_=pa.string(),
        name_=pa.string(),
        target_sha=pa.string(),
        payload_=pa.string(),
    ),
    key=("entity", "id"),
)

DISCUSSIONS = RawTable(
    "huggingface",
    "discussions",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        number_=pa.int64(),
        payload_=pa.string(),
    ),
    key=("entity", "id"),
)

DISCUSSION_EVENTS = RawTable(
    "huggingface",
    "discussion_events",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        number_=pa.int64(),
        event_id_=pa.string(),
        position_=pa.int64(),
        payload_=pa.string(),
    ),
    key=("entity", "id", "number"),
)

SNAPSHOTS = RawTable(
    "huggingface",
    "snapshots",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        revision_=pa.string(),
        taken_at_=_TIME,
        is_complete_=pa.bool_(),
        file_count_=pa.int64(),
        total_bytes=pa.int64(),
        cut_reason=pa.string(),
    ),
    key=("entity", "id", "revision"),
)

FILES = RawTable(
    "huggingface",
    "files",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        revision_=pa.string(),
        path_=pa.string(),
        size_bytes=pa.int64(),
        oid=pa.string(),
        lfs_sha256=pa.string(),
        lfs_size_bytes=pa.int64(),
        security_status=pa.string(),
        payload_=pa.string(),
    ),
    key=("entity", "id", "revision"),
)

CARDS = RawTable(
    "huggingface",
    "cards",
    _columns(
        entity_=pa.string(),
        id_=pa.string(),
        revision_=pa.string(),
        fetched_at_=_TIME,
        text_=pa.string(),
        byte_count=pa.int64(),
        is_cut_=pa.bool_(),
    ),
    key=("entity", "id", "revision"),
)

PAPERS = RawTable(
    "huggingface",
    "papers",
    _columns(paper_id_=pa.string(), fetched_at_=_TIME, payload_=pa.string()),
    key=("paper_id",),
)

LISTS = RawTable(
    "published",
    "lists",
    _columns(
        list_id_=pa.string(),
        source_name_=pa.string(),
        kind_=pa.string(),
        observed_at_=_TIME,
        file_name_=pa.string(),
        file_sha256_=pa.string(),
        record_count_=pa.int64(),
        states_licenses_=pa.bool_(),
    ),
    key=("list_id",),
)

MAPPINGS = RawTable(
    "published",
    "mappings",
    _columns(
        list_id_=pa.string(),
        row_number_=pa.int64(),
        repository_name_=pa.string(),
        ptm_name_=pa.string(),
        license_raw=pa.string(),
    ),
    key=("list_id",),
)

REPOSITORY_LICENSES = RawTable(
    "published",
    "repository_licenses",
    _columns(
        list_id_=pa.string(),
        row_number_=pa.int64(),
        repository_name_=pa.string(),
        licenses_raw=pa.string(),
    ),
    key=("list_id",),
)

RENAMES = RawTable(
    "published",
    "renames",
    _columns(
        list_id_=pa.string(),
        row_number_=pa.int64(),
        entity_=pa.string(),
        old_name_=pa.string(),
        new_name_=pa.string(),
    ),
    key=("list_id",),
)

COMPATIBILITY_MATRIX = RawTable(
    "published",
    "compatibility_matrix",
    _columns(
        list_id_=pa.string(),
        downstream_license_=pa.string(),
        upstream_license_=pa.string(),
        cell=pa.string(),
    ),
    key=("list_id",),
)

PYTORCH_MODELS = RawTable(
    "pytorch_hub",
    "models",
    _columns(
        listing_id_=pa.string(),
        card_=pa.string(),
        sha256_=pa.string(),
        byte_count_=pa.int64(),
        is_cut_=pa.bool_(),
        unresolved_call_count_=pa.int64(),
        payload_=pa.string(),
        text_=pa.string(),
    ),
    key=("listing_id",),
)

PYTORCH_ENTRY_POINTS = RawTable(
    "pytorch_hub",
    "entry_points",
    _columns(
        listing_id_=pa.string(),
        card_=pa.string(),
        position_=pa.int64(),
        repository_=pa.string(),
        ref=pa.string(),
        entry_point_=pa.string(),
        found_in_=pa.string(),
        argument_=pa.string(),
    ),
    key=("listing_id",),
)

PYTORCH_FETCHES = RawTable(
    "pytorch_hub",
    "fetches",
    _columns(
        listing_id_=pa.string(),
        item_=pa.string(),
        endpoint_=pa.string(),
        status_=pa.string(),
        observed_at_=_TIME,
        fetched_at_=_TIME,
        record_count=pa.int64(),
        fingerprint=pa.string(),
        error=pa.string(),
    ),
    key=("listing_id",),
)


def _github_details(
    name: str, *, key: tuple[str, ...] = ("native_id",), **more: pa.DataType
) -> RawTable:
    """What repositories hold many of: a row names its repository by number and name."""
    return RawTable(
        "github",
        name,
        _columns(
            native_id_=pa.string(),
            repository_native_id=pa.string(),
            repository_name_=pa.string(),
            **more,
            shape_=pa.string(),
            observed_at_=_TIME,
            payload_=pa.string(),
        ),
        key=key,
    )


GITHUB_REPOSITORIES = RawTable(
    "github",
    "repositories",
    _columns(
        native_id_=pa.string(),
        full_name_=pa.string(),
        shape_=pa.string(),
        observed_at_=_TIME,
        payload_=pa.string(),
    ),
    key=("native_id",),
)
GITHUB_ISSUES = _github_details("issues", number_=pa.int64(), updated_at=_TIME)
GITHUB_PULL_REQUESTS = _github_details("pull_requests", number_=pa.int64(), updated_at=_TIME)
GITHUB_COMMENTS = _github_details("comments", number=pa.int64(), updated_at=_TIME)
GITHUB_REVIEWS = _github_details("reviews", number=pa.int64(), submitted_at=_TIME)
GITHUB_COMMITS = _github_details(
    "commits",
    key=("repository_name", "native_id"),
    committed_at=_TIME,
)

GITHUB_FETCHES = RawTable(
    "github",
    "fetches",
    _columns(
        item_=pa.string(),
        endpoint_=pa.string(),
        status_=pa.string(),
        http_status=pa.int64(),
        attempts_=pa.int64(),
        fetched_at_=_TIME,
        error=pa.string(),
        answered_name=pa.string(),
        native_id=pa.string(),
        cursor=pa.string(),
        etag=pa.string(),
    ),
    key=("item", "endpoint"),
)

REUSE_SCANS = RawTable(
    "reuse",
    "scans",
    _columns(
        scan_id_=pa.string(),
        repository_name_=pa.string(),
        host_=pa.string(),
        commit_sha=pa.string(),
        committed_at=_TIME,
        source_kind_=pa.string(),
        tool_version_=pa.string(),
        signatures_hash_=pa.string(),
        started_at_=_TIME,
        completed_at=_TIME,
        files_seen_=pa.int64(),
        files_matched_=pa.int64(),
        files_parsed_=pa.int64(),
        files_failed_=pa.int64(),
        files_refused_=pa.int64(),
        call_site_count_=pa.int64(),
    ),
    key=("scan_id",),
)

REUSE_FILES = RawTable(
    "reuse",
    "files",
    _columns(
        scan_id_=pa.string(),
        path_=pa.string(),
        blob_sha=pa.string(),
        language=pa.string(),
        status_=pa.string(),
        reason=pa.string(),
        size_bytes=pa.int64(),
        is_test_path_=pa.bool_(),
        is_vendored_path_=pa.bool_(),
        vendored_reason=pa.string(),
    ),
    key=("scan_id",),
)

REUSE_CALL_SITES = RawTable(
    "reuse",
    "call_sites",
    _columns(
        scan_id_=pa.string(),
        position_=pa.int64(),
        path_=pa.string(),
        line_=pa.int64(),
        column=pa.int64(),
        end_line=pa.int64(),
        cell=pa.int64(),
        library_=pa.string(),
        import_path=pa.string(),
        callable_=pa.string(),
        hub=pa.string(),
        argument=pa.string(),
        resolution_status_=pa.string(),
        resolution_path=pa.string(),
        resolved_names_=pa.string(),
        revision=pa.string(),
        revision_kind=pa.string(),
        trusts_remote_code=pa.bool_(),
        local_files_only=pa.bool_(),
    ),
    key=("scan_id",),
)

REUSE_DEPENDENCIES = RawTable(
    "reuse",
    "dependencies",
    _columns(
        scan_id_=pa.string(),
        package_id_=pa.string(),
        package_name_=pa.string(),
        ecosystem_=pa.string(),
        constraint=pa.string(),
        manifest_=pa.string(),
        line=pa.int64(),
        scope=pa.string(),
    ),
    key=("scan_id",),
)

REUSE_FILE_VERSIONS = RawTable(
    "reuse",
    "file_versions",
    _columns(
        repository_name_=pa.string(),
        host_=pa.string(),
        path_=pa.string(),
        commit_sha_=pa.string(),
        position_=pa.int64(),
        parent_position=pa.int64(),
        committed_at_=_TIME,
        change_=pa.string(),
        names_=pa.string(),
    ),
    key=("repository_name",),
)

REUSE_FETCHES = RawTable(
    "reuse",
    "fetches",
    _columns(
        item_=pa.string(),
        endpoint_=pa.string(),
        status_=pa.string(),
        http_status=pa.int64(),
        attempts_=pa.int64(),
        fetched_at_=_TIME,
        error=pa.string(),
        revision=pa.string(),
    ),
    key=("item", "endpoint"),
)

RAW_TABLES: dict[str, tuple[RawTable, ...]] = {
    "huggingface": (
        LISTINGS,
        FETCHES,
        *VERSIONS.values(),
        *OBSERVATIONS.values(),
        COMMITS,
        COMMIT_FILES,
        REFS,
        DISCUSSIONS,
        DISCUSSION_EVENTS,
        SNAPSHOTS,
        FILES,
        CARDS,
        PAPERS,
    ),
    "published": (LISTS, MAPPINGS, REPOSITORY_LICENSES, RENAMES, COMPATIBILITY_MATRIX),
    "pytorch_hub": (PYTORCH_MODELS, PYTORCH_ENTRY_POINTS, PYTORCH_FETCHES),
    "github": (
        GITHUB_REPOSITORIES,
        GITHUB_ISSUES,
        GITHUB_PULL_REQUESTS,
        GITHUB_COMMENTS,
        GITHUB_REVIEWS,
        GITHUB_COMMITS,
        GITHUB_FETCHES,
    ),
    "reuse": (
        REUSE_SCANS,
        REUSE_FILES,
        REUSE_CALL_SITES,
        REUSE_DEPENDENCIES,
        REUSE_FILE_VERSIONS,
        REUSE_FETCHES,
    ),
}
"""Every raw table by source; `ptm init` creates them all, empty."""


def all_tables() -> Iterator[RawTable]:
    """Every raw table of every source."""
    for tables in RAW_TABLES.values():
        yield from tables
