"""The License-Analysis folder of PeaTMOSS's artifact: mappings, licenses and a matrix."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ingestion.errors import PtmError
from ingestion.raw import COMPATIBILITY_MATRIX, MAPPINGS, REPOSITORY_LICENSES
from ingestion.sources.published.editions import Edition, load_list
from ingestion.sources.published.readers import ListRows, read_repository_licenses, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from ingestion.config import DataFolder

SOURCE_NAME = "peatmoss"
MATRIX_NAME = "linux-foundation"
# the month in which the paper says its snapshot was taken
OBSERVED_AT = datetime(2023, 8, 1)

_MAPPING_FILE = "mapping.csv"
_LICENSE_FILE = "all_gh_licenses.json"
_MATRIX_FILE = "Linux-Foundation-OSS-License-Compatibility.xlsx"


def load_artifact(folder: DataFolder, artifact: Path) -> dict[str, Edition]:
    """Loads the three files, each as a list of its own.

    Args:
        folder: the data folder, initialised.
        artifact: a folder with `mapping.csv`, `all_gh_licenses.json` and the matrix.

    Returns:
        File name → what was loaded.

    Raises:
        PtmError: when a file is missing or looks otherwise; no file is loaded then.
    """
    missing = [name for name in (_MAPPING_FILE, _LICENSE_FILE, _MATRIX_FILE)
               if not (artifact / name).is_file()]  # fmt: skip
    if missing:
        message = (
            f"{artifact} has no {' and no '.join(missing)}, so nothing was loaded. "
            "Name the License-Analysis folder of the PeaTMOSS artifact."
        )
        raise PtmError(message)
    mapping, licenses = artifact / _MAPPING_FILE, artifact / _LICENSE_FILE
    matrix = artifact / _MATRIX_FILE
    loads = [
        (mapping, read_artifact_mappings(mapping), MAPPINGS, SOURCE_NAME),
        (licenses, read_repository_licenses(licenses), REPOSITORY_LICENSES, SOURCE_NAME),
        (matrix, read_matrix(matrix), COMPATIBILITY_MATRIX, MATRIX_NAME),
    ]
    return {
        file.name: load_list(
            folder, file, content, table, source_name=source_name, observed_at=OBSERVED_AT
        )
        for file, content, table, source_name in loads
    }


def read_artifact_mappings(file: Path) -> ListRows:
    """`mapping.csv`: four fields a line, no header: repository, PTM, its address, its license tag.

    Raises:
        PtmError: when a line has other than four fields.
    """
    rows = []
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    try:
        for fields in reader:
            repository, ptm, _, license_tag = fields
            rows.append({"repository_name": repository, "ptm_name": ptm,
                         "license_raw": license_tag or None})  # fmt: skip
    except (csv.Error, ValueError) as error:
        message = (
            f"{file} line {reader.line_num} is not the four fields repository, PTM, address and "
            "license, so nothing was loaded. Get the artifact's file again."
        )
        raise PtmError(message) from error
    return ListRows(rows, states_licenses=True)


def read_matrix(file: Path) -> ListRows:
    """The compatibility matrix: first column downstream, first row upstream, cells yes, no or ?.

    Names are kept as the sheet spells them, also where it misspells them (`bls-1.0`): the published
    figures were made with them.

    Raises:
        PtmError: when the file is no Excel workbook or holds no table.
    """
    try:
        sheet = openpyxl.load_workbook(file, read_only=True).active
        table = list(sheet.iter_rows(values_only=True)) if sheet is not None else []
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        message = f"{file} is no Excel workbook, so nothing was loaded. Get it again."
        raise PtmError(message) from error
    if len(table) < 2 or len(table[0]) < 2:
        message = f"{file} holds no table of licenses, so nothing was loaded. Get it again."
        raise PtmError(message)
    upstreams = table[0][1:]
    return ListRows(
        [
            {
                "downstream_license": str(row[0]),
                "upstream_license": str(upstream),
                "cell": None if cell is None else str(cell),
            }
            for row in table[1:]
            for upstream, cell in zip(upstreams, row[1:], strict=False)
            if row[0] is not None and upstream is not None
        ]
    )
