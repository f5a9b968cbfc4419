"""The locks pin what `pyproject.toml` asks for, by hash, and tie nobody to an index."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
WANTED = {
    "requirements.lock": PYPROJECT["project"]["dependencies"]
    + PYPROJECT["build-system"]["requires"],
    "requirements-dev.lock": EXTRAS["dev"],
    "requirements-spark.lock": EXTRAS["spark"],
}


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_pins_what_the_project_asks_for(lock: str) -> None:
    pinned = pins(lock)

    for wanted in map(Requirement, WANTED[lock]):
        versions = pinned.get(canonicalize_name(wanted.name), set())
        assert versions, f"{wanted} is not in {lock}: run `make lock`"
        assert all(map(wanted.specifier.contains, versions)), f"{lock} has {versions}, not {wanted}"


@pytest.mark.parametrize("lock", WANTED)
def test_every_line_of_a_lock_is_a_pinned_package_or_its_hash(lock: str) -> None:
    entries = text(lock).replace(" \\\n", "").splitlines()

    pinned_entry = r"[a-z0-9.\[\], _-]+==[^\s/@]+( ; [^/@]+?)?(    --hash=sha256:[0-9a-f]{64})+"
    assert [entry for entry in entries if not re.fullmatch(pinned_entry, entry)] == []


def test_two_locks_never_disagree() -> None:
    base = pins("requirements.lock")

    for lock in ("requirements-dev.lock", "requirements-spark.lock"):
        shared = {package: pin for package, pin in pins(lock).items() if package in base}
        assert shared == {package: base[package] for package in shared}


def pins(lock: str) -> dict[str, set[str]]:
    """Each package's pinned versions; more than one where they differ by Python's version."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", text(lock), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def text(lock: str) -> str:
    return (PROJECT / lock).read_text(encoding="utf-8")
