"""Where files are and how dlt writes them: the only module that knows either."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT_ROOT = Path(__file__).resolve().parents[1]
"""The checkout: `dbt_project.yml`, `models/`, `seeds/` lie here."""

SHRINK_SHARE = 0.2
"""A full listing or a list that lost more than this share since the one before is refused."""

MIN_DOWNLOADS = 50
"""PTMs with fewer downloads in 30 days are not asked about one by one; as PeaTMOSS had it."""

_clock: list[datetime] = []


@dataclass(frozen=True)
class DataFolder:
    """The folder that holds everything a user loaded or built.

    Attributes:
        root: the folder itself, `PTM_DATA_DIR` or `data/` in the checkout.
    """

    root: Path

    def create(self) -> None:
        """Makes the folder where it does not exist.

        Raises:
            PtmError: when it cannot be made.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = (
                f"The data folder {self.root} cannot be created: {error.strerror}. "
                "Set PTM_DATA_DIR to a folder that you may write."
            )
            raise PtmError(message) from error

    @property
    def raw_database(self) -> Path:
        """`raw.duckdb`: written by dlt alone, one schema per source."""
        return self.root / "raw.duckdb"

    @property
    def warehouse_database(self) -> Path:
        """`warehouse.duckdb`: written by dbt alone."""
        return self.root / "warehouse.duckdb"

    @property
    def pipelines(self) -> Path:
        """dlt's working folder; inside the data folder so that two folders never share state."""
        return self.root / "pipelines"

    @property
    def spool(self) -> Path:
        """Answers of a hub that were fetched and are not landed yet."""
        return self.root / "spool"

    @property
    def scans(self) -> Path:
        """What scanned files held, by content, so that the next commit costs its difference."""
        return self.root / "scans.sqlite"

    @property
    def sample(self) -> Path:
        """The generated sample, while it is loaded."""
        return self.root / "sample"

    @property
    def sample_marker(self) -> Path:
        """A file that exists when the folder holds the fictional sample."""
        return self.root / "SAMPLE"


def data_folder() -> DataFolder:
    """The data folder of this run: `PTM_DATA_DIR`, else `data/` in the checkout."""
    configured = os.environ.get("PTM_DATA_DIR")
    return DataFolder(
        Path(configured).expanduser().resolve() if configured else PROJECT_ROOT / "data"
    )


def scan_cache() -> Path:
    """Where scans keep what files held: in the data folder if one is named, else in the user's."""
    if os.environ.get("PTM_DATA_DIR"):
        return data_folder().scans
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "ptm" / "scans.sqlite"


def now() -> datetime:
    """The current time in UTC without zone, that of `clock_at`, or `PTM_NOW` (ISO 8601) in tests.

    Raises:
        PtmError: when `PTM_NOW` is no time.
    """
    if _clock:
        return _clock[-1]
    fixed = os.environ.get("PTM_NOW")
    return utc(fixed, "PTM_NOW") if fixed else datetime.now(UTC).replace(tzinfo=None)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Within the block it is this moment, UTC without zone: a day of the sample."""
    _clock.append(moment)
    try:
        yield
    finally:
        _clock.pop()


def utc(text: str, option: str) -> datetime:
    """An ISO 8601 date or time as UTC without zone; a time without offset is UTC already.

    Args:
        text: what the user wrote.
        option: the option or variable it was written for, named in the error.

    Raises:
        PtmError: when the text is no ISO 8601 date or time.
    """
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        message = (
            f"{option} says {text!r}, which is no date or time. "
            "Write it as 2026-01-31 or 2026-01-31T12:00:00Z."
        )
        raise PtmError(message) from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
