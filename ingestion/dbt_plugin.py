"""A plugin of dbt-duckdb that says what is wrong with a database before dbt stumbles over it.

Without it, dbt ends with a traceback where another process has a database open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin


class Plugin(BasePlugin):
    """Opens the warehouse for writing and what is attached to it for reading, and lets them go."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Checks every database of the profile.

        Raises:
            RuntimeError: when one is missing, or held by another process; dbt shows its text.
        """
        if self.creds is None:
            return
        for attachment in self.creds.attach or []:
            _check(Path(attachment.path), read_only=bool(attachment.read_only))
        _check(Path(self.creds.path), read_only=False)


def _check(database: Path, *, read_only: bool) -> None:
    if read_only and not database.exists():
        message = f"{database} does not exist. Load something first: `ptm init`, or see `ptm load`."
        raise RuntimeError(message)
    try:
        duckdb.connect(str(database), read_only=read_only).close()
    except duckdb.IOException as error:
        if "Could not set lock" not in str(error):
            raise RuntimeError(f"{database} cannot be opened: {error}") from error
        message = (
            f"{database} is in use by another process, so nothing was built. Close the DuckDB "
            "shell that has it open, or wait for the other `ptm load` or `dbt` run to end."
        )
        raise RuntimeError(message) from error
