"""Every spelling of a license, by who spells it: hand-made rows, then what the packages know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.errors import PtmError
from ingestion.licensing import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingestion.licensing.seed_files import Row

COLUMNS = ("scheme", "alias", "license_id", "mapping_method", "source", "source_version")
MANUAL_COLUMNS = (
    "scheme",
    "alias",
    "license_id",
    "mapping_method",
    "note",
    "source",
    "source_version",
)


def all_aliases(manual: Sequence[Row], terms: Sequence[Row]) -> list[Row]:
    """The rows of `license_aliases.csv`, by scheme and alias.

    Args:
        manual: the rows of `license_aliases_manual.csv`; each wins over a derived one.
        terms: the rows of `license_terms.csv`.

    Raises:
        PtmError: when a hand-made alias names a license that has no terms, or the packages give
            one spelling to two licenses.
    """
    license_by_id = {row["license_id"]: row for row in terms}
    aliases: dict[tuple[str, str], Row] = {}
    for row in manual:
        if row["license_id"] not in license_by_id:
            message = (
                f"license_aliases_manual.csv maps {row['alias']!r} to {row['license_id']}, which "
                "has no terms. Add it to license_terms_manual.csv."
            )
            raise PtmError(message)
        aliases[row["scheme"], row["alias"]] = {column: row[column] for column in COLUMNS}
    by_hand = set(aliases)
    for row in [*_names_of_hub_tags(manual), *_spdx(terms), *_scancode(terms)]:
        key = (row["scheme"], row["alias"])
        if key in by_hand:
            continue
        known = aliases.setdefault(key, row)
        if known["license_id"] != row["license_id"]:
            message = (
                f"The {row['scheme']} spelling {row['alias']!r} means both {known['license_id']} "
                f"and {row['license_id']}. Decide in license_aliases_manual.csv."
            )
            raise PtmError(message)
    return [aliases[key] for key in sorted(aliases)]


def _names_of_hub_tags(manual: Iterable[Row]) -> Iterable[Row]:
    """A card may say `license: other` and then name a license that does have a tag."""
    for row in manual:
        if row["scheme"] == "huggingface" and row["mapping_method"] != "ambiguous":
            yield {column: row[column] for column in COLUMNS} | {
                "scheme": "huggingface_license_name",
                "mapping_method": "custom_name",
            }


def _spdx(terms: Sequence[Row]) -> Iterable[Row]:
    index = {license_.key: license_ for license_ in vocabularies.scancode_licenses()}
    spdx_ids = vocabularies.spdx_license_ids()
    for license_ in terms:
        entry = index.get(license_["scancode_key"])
        origin = (license_["source"], license_["source_version"])
        if entry:
            origin = vocabularies.SCANCODE
        yield _alias(
            "spdx",
            license_["license_id"],
            license_,
            vocabularies.SPDX if license_["license_id"] in spdx_ids else origin,
        )
        for spelling in (entry.spdx_key, *entry.other_spdx_keys) if entry else ():
            if spelling != license_["license_id"]:
                yield _alias("spdx", spelling, license_, vocabularies.SCANCODE)


def _scancode(terms: Sequence[Row]) -> Iterable[Row]:
    known = {license_.key for license_ in vocabularies.scancode_licenses()}
    for license_ in terms:
        key = license_["scancode_key"]
        if key:
            own = (license_["source"], license_["source_version"])
            yield _alias("scancode", key, license_, vocabularies.SCANCODE if key in known else own)


def _alias(scheme: str, spelling: str, license_: Row, origin: tuple[str, str]) -> Row:
    if license_["is_ambiguous"] == "true":
        method = "ambiguous"
    elif license_["is_family"] == "true":
        method = "family"
    elif license_["license_id"].lower() in {spelling.lower(), f"licenseref-scancode-{spelling}"}:
        method = "exact"
    else:
        method = "alias"
    return {
        "scheme": scheme,
        "alias": spelling.lower(),
        "license_id": license_["license_id"],
        "mapping_method": method,
        "source": origin[0],
        "source_version": origin[1],
    }
