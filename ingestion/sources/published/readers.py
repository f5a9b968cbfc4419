"""The files in which lists are published → rows of raw tables, values as they stand there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class ListRows:
    """The rows of a list.

    Attributes:
        rows: one dict a row, keys as the columns of the raw table, without `list_id` and
            `row_number`.
        states_licenses: whether the list says a license for each mapping.
        entity: what a rename list renames; who publishes one for each has as many lists.
    """

    rows: list[dict[str, Any]]
    states_licenses: bool = False
    entity: str | None = None


def read_mappings(file: Path) -> ListRows:
    """Repository → PTMs.

    Args:
        file: a JSON object `{"owner/repository": ["owner/ptm", …]}`, or a CSV with the columns
            `repository`, `ptm` and, if the list says it, `license`.

    Raises:
        PtmError: when the file is missing or looks otherwise.
    """
    if _is_csv(file):
        rows = list(_csv_rows(file, required=("repository", "ptm"), optional=("license",)))
        return ListRows(
            [
                {
                    "repository_name": row["repository"],
                    "ptm_name": row["ptm"],
                    "license_raw": row.get("license") or None,
                }
                for row in rows
            ],
            states_licenses=bool(rows) and "license" in rows[0],
        )
    listed = _json_object(file, 'an object {"owner/repository": ["owner/ptm", …]}')
    rows = []
    for repository, ptms in listed.items():
        if not isinstance(ptms, list) or not all(isinstance(ptm, str) for ptm in ptms):
            raise _unexpected(file, f"the entry of {repository!r}", "a list of PTM names")
        rows.extend({"repository_name": repository, "ptm_name": ptm} for ptm in ptms)
    return ListRows(rows)


def read_repository_licenses(file: Path) -> ListRows:
    """Repository → license or licenses; null says that one looked and found none.

    Args:
        file: a JSON object `{"owner/repository": "MIT" | ["mit", …] | null}`, or a CSV with the
            columns `repository` and `license`, where an empty field says none.

    Raises:
        PtmError: when the file is missing or looks otherwise.
    """
    if _is_csv(file):
        entries: Iterator[tuple[str, Any]] = (
            (row["repository"], row["license"] or None)
            for row in _csv_rows(file, required=("repository", "license"))
        )
    else:
        expected = 'an object {"owner/repository": "MIT" | ["mit", …] | null}'
        entries = iter(_json_object(file, expected).items())
    rows = []
    for repository, said in entries:
        licenses = [said] if isinstance(said, str) else said
        is_list = isinstance(licenses, list) and all(isinstance(name, str) for name in licenses)
        if licenses is not None and not is_list:
            raise _unexpected(
                file, f"the entry of {repository!r}", "a license, a list of licenses or null"
            )
        rows.append(
            {
                "repository_name": repository,
                "licenses_raw": orjson.dumps(licenses).decode() if licenses else None,
            }
        )
    return ListRows(rows)


def read_renames(file: Path, entity: str) -> ListRows:
    """Old name → new name.

    Args:
        file: a JSON object `{"old": "new"}`, or a CSV with the columns `old` and `new`.
        entity: what is renamed: `ptm`, `dataset` or `repository`.

    Raises:
        PtmError: when the file is missing or looks otherwise.
    """
    if _is_csv(file):
        pairs: Iterator[tuple[str, Any]] = (
            (row["old"], row["new"]) for row in _csv_rows(file, required=("old", "new"))
        )
    else:
        pairs = iter(_json_object(file, 'an object {"old name": "new name"}').items())
    rows = []
    for old, new in pairs:
        if not isinstance(new, str) or not new:
            raise _unexpected(file, f"the entry of {old!r}", "the new name")
        rows.append({"entity": entity, "old_name": old, "new_name": new})
    return ListRows(rows, entity=entity)


def read_text(file: Path) -> str:
    """A text file, its failures said for people.

    Raises:
        PtmError: when the file is missing or no UTF-8 text.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Check the path."
        raise PtmError(message) from error
    except UnicodeDecodeError as error:
        message = f"{file} is no text in UTF-8, so nothing was loaded. Check that it is the list."
        raise PtmError(message) from error


def _is_csv(file: Path) -> bool:
    return file.suffix.lower() in {".csv", ".tsv"}


def _json_object(file: Path, expected: str) -> dict[str, Any]:
    text = read_text(file)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        cause = "is cut off" if "end of data" in error.msg else "is no JSON"
        message = (
            f"{file} {cause} ({error}), so nothing of it was loaded. "
            f"Get the file again; it must hold {expected}, or be a CSV named *.csv."
        )
        raise PtmError(message) from error
    if not isinstance(value, dict):
        raise _unexpected(file, "the file", expected)
    return value


def _csv_rows(
    file: Path, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[dict[str, str]]:
    delimiter = "\t" if file.suffix.lower() == ".tsv" else ","
    # strict: a file that was cut inside a quoted field is an error, not a field
    reader = csv.DictReader(
        io.StringIO(read_text(file), newline=""), delimiter=delimiter, strict=True
    )
    try:
        missing = [name for name in required if name not in (reader.fieldnames or [])]
        if missing:
            columns = ", ".join((*required, *(f"[{name}]" for name in optional)))
            message = (
                f"{file} has no column {' and no column '.join(missing)} in its first line, so "
                f"nothing was loaded. The columns are: {columns}."
            )
            raise PtmError(message)
        for row in reader:
            if not row[required[0]] or None in row or None in row.values():
                field_count = len(reader.fieldnames or [])
                raise _unexpected(file, f"line {reader.line_num}", f"a row of {field_count} fields")
            yield row
    except csv.Error as error:
        line_number = reader.reader.line_num  # its own stands at the row before
        raise _unexpected(file, f"line {line_number}", f"CSV ({error})") from error


def _unexpected(file: Path, where: str, expected: str) -> PtmError:
    return PtmError(
        f"{file}: {where} is not {expected}, so nothing of the file was loaded. "
        "Mend the file and run the command again."
    )
