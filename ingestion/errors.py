"""The one exception whose text is meant for people."""

from __future__ import annotations


class PtmError(Exception):
    """A failure that its reader can act on.

    The message is one or two sentences that name the thing, the cause and the next step. The
    command line prints it and exits with status 1; no traceback is shown.
    """
