"""Terms of every license: hand-made rows, then what the ScanCode category of a license means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingestion.licensing import vocabularies
from ingestion.licensing.seed_files import Row, flag

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = (
    "license_id",
    "scancode_key",
    "osadl_id",
    "name",
    "category",
    "license_group",
    "ai_family",
    "cc_elements",
    "cc_version",
    "commercial_use",
    "copyleft",
    "has_use_restrictions",
    "must_keep_terms",
    "derivatives_allowed",
    "notice_required",
    "results_unrestricted",
    "is_share_alike",
    "is_family",
    "is_ambiguous",
    "is_exception",
    "is_verified",
    "note",
    "source",
    "source_version",
)
MANUAL_COLUMNS = (
    *(
        column
        for column in COLUMNS
        if column not in {"osadl_id", "note", "source", "source_version"}
    ),
    "verification",
    "note",
    "source",
    "source_version",
)

CREATIVE_COMMONS = re.compile(
    r"(?:LicenseRef-scancode-)?CC-(?P<elements>(?:BY|NC|ND|SA)(?:-(?:NC|ND|SA))*)"
    r"-(?P<version>\d\.\d)(?:-[A-Z]+)?",
    re.IGNORECASE,
)
NON_COMMERCIAL = re.compile(r"(?:^|[-.])(?:nc|non-?commercial)(?:[-.]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Terms:
    """What a license asks and allows; `None` where its source does not say.

    Attributes:
        group: the `license_group` of the seed.
        commercial_use: `yes`, `no` or `conditional`.
        copyleft: `none`, `weak`, `strong` or `network`.
        has_use_restrictions: forbids some fields or ways of use.
        must_keep_terms: a derivative has to carry these terms on.
        derivatives_allowed: what is derived may be passed on.
        notice_required: copyright notice or license text have to be kept.
    """

    group: str
    commercial_use: str | None = None
    copyleft: str | None = None
    has_use_restrictions: bool | None = None
    must_keep_terms: bool | None = None
    derivatives_allowed: bool | None = None
    notice_required: bool | None = None


_FREE = Terms("permissive", "yes", "none", False, False, True, True)
_COPYLEFT = replace(_FREE, group="copyleft", copyleft="strong", must_keep_terms=True)
# ScanCode defines both by it: the work is there for all, what it may be used for is limited
_RESTRICTED = Terms("restricted", has_use_restrictions=True)

BY_CATEGORY = {
    "Permissive": _FREE,
    "Public Domain": replace(_FREE, group="public-domain", notice_required=False),
    "Copyleft": _COPYLEFT,
    "Copyleft Limited": replace(_COPYLEFT, copyleft="weak"),
    "Source-available": _RESTRICTED,
    "Free Restricted": _RESTRICTED,
    "Proprietary Free": Terms("proprietary"),
    "Commercial": Terms("proprietary"),
    # texts that say nothing about the terms of the work they were found beside
    "CLA": Terms("ambiguous"),
    "Patent License": Terms("ambiguous"),
    "Unstated License": Terms("ambiguous"),
    # on the SPDX list only, which has no categories
    "": Terms("unclassified"),
}


def all_terms(manual: Iterable[Row]) -> list[Row]:
    """The rows of `license_terms.csv`, by license_id; `osadl_id` is left null.

    Args:
        manual: the rows of `license_terms_manual.csv`; each wins over what would be derived for
            its license_id or its ScanCode key.
    """
    rows = {row["license_id"]: {**row, "osadl_id": ""} for row in manual}
    covered = {row["scancode_key"] for row in rows.values()}
    names = vocabularies.spdx_license_ids() | vocabularies.spdx_exception_ids()
    for license_ in vocabularies.scancode_licenses():
        if license_.key not in covered:
            name = names.get(license_.spdx_key)
            row = _derived(license_.spdx_key, name, license_)
            rows.setdefault(license_.spdx_key, row)
    for spdx_id, name in vocabularies.spdx_license_ids().items():
        rows.setdefault(spdx_id, _derived(spdx_id, name, None))
    return [{column: rows[key][column] for column in COLUMNS} for key in sorted(rows)]


def _derived(
    license_id: str, spdx_name: str | None, scancode: vocabularies.ScancodeLicense | None
) -> Row:
    category = scancode.category if scancode else ""
    is_exception = scancode is not None and scancode.is_exception
    conditions = None if is_exception else vocabularies.conditions(license_id)
    creative_commons = CREATIVE_COMMONS.fullmatch(license_id)
    elements = ""
    if is_exception:
        terms = Terms("exception")
    elif creative_commons:
        elements = creative_commons["elements"].lower()
        terms = _creative_commons(elements)
    else:
        terms = _refined(BY_CATEGORY[category], license_id, conditions)
    sources = [
        *([vocabularies.SCANCODE] if scancode else []),
        *([vocabularies.SPDX] if spdx_name else []),
        *([vocabularies.CHOOSEALICENSE] if conditions is not None else []),
    ]
    return {
        "license_id": license_id,
        "scancode_key": scancode.key if scancode else "",
        "osadl_id": "",
        # the index of ScanCode LicenseDB has no names
        "name": spdx_name or (scancode.key if scancode else license_id),
        "category": category,
        "license_group": terms.group,
        "ai_family": "",
        "cc_elements": elements,
        "cc_version": creative_commons["version"] if creative_commons else "",
        "commercial_use": terms.commercial_use or "",
        "copyleft": terms.copyleft or "",
        "has_use_restrictions": flag(terms.has_use_restrictions),
        "must_keep_terms": flag(terms.must_keep_terms),
        "derivatives_allowed": flag(terms.derivatives_allowed),
        "notice_required": flag(terms.notice_required),
        "results_unrestricted": flag(False),
        "is_share_alike": flag("sa" in elements.split("-")),
        "is_family": flag(False),
        "is_ambiguous": flag(terms.group == "ambiguous"),
        "is_exception": flag(is_exception),
        "is_verified": flag(False),
        "note": "",
        "source": "; ".join(name for name, _ in sources),
        "source_version": "; ".join(version for _, version in sources),
    }


def _creative_commons(elements: str) -> Terms:
    """Terms by the elements in the name, which are the same in every version and country."""
    if elements == "by":
        return _FREE
    has_nc, has_nd, has_sa = (element in elements.split("-") for element in ("nc", "nd", "sa"))
    return Terms(
        group="cc-nc" if has_nc else "cc-nd" if has_nd else "cc-sa",
        commercial_use="no" if has_nc else "yes",
        copyleft="strong" if has_sa else "none",
        has_use_restrictions=False,
        must_keep_terms=True,
        derivatives_allowed=not has_nd,
        notice_required=True,
    )


def _refined(terms: Terms, license_id: str, conditions: frozenset[str] | None) -> Terms:
    """What name and choosealicense.com add to the category."""
    if terms.commercial_use is None and NON_COMMERCIAL.search(license_id):
        terms = replace(terms, commercial_use="no")
    if conditions is None:
        return terms
    if "network-use-disclose" in conditions:
        terms = replace(terms, copyleft="network")
    keeps_notice = bool(conditions & {"include-copyright", "include-copyright--source"})
    return replace(terms, notice_required=keeps_notice)
