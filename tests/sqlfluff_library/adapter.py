"""`adapter` as sqlfluff's macros see it: the linter reads what DuckDB would be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context


@jinja2.pass_context
def dispatch(context: Context, macro: str) -> Callable[..., Any]:
    """DuckDB's form of a macro, which lies in the macro's own file."""
    form: Callable[..., Any] = context[f"duckdb__{macro}"]
    return form
