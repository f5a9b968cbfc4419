"""What changed between two commits, as the unified diff that git writes.

The hub knows which files a commit changed and not what is in them. The three lines of an LFS
pointer are known all the same; of another file the diff says what git says of a binary one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Change = dict[str, Any]
"""`path`, `change`, `old_path`, `size_bytes`, `lfs_sha256`, as in the folder's `commit_files`."""


def pointer(lfs_sha256: str, size_bytes: int) -> str:
    """The text that git keeps in place of an LFS file."""
    return (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{lfs_sha256}\nsize {size_bytes}\n"
    )


def blob_id(content: bytes) -> str:
    """The name that git gives to a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def net_changes(commits: Iterable[list[Change]]) -> list[Change]:
    """What several commits changed together, oldest first in, a change a path out."""
    net: dict[str, Change] = {}
    for changes in commits:
        for change in changes:
            path = change["path"]
            before = net.pop(change.get("old_path") or path, None) or net.pop(path, None)
            was_added = before is not None and before["change"] == "added"
            if was_added and change["change"] == "removed":
                continue
            net[path] = change | {"change": "added", "old_path": None} if was_added else change
    return list(net.values())


def unified(changes: Iterable[Change]) -> str:
    """A unified diff of these changes."""
    return "".join(_of_file(change) for change in changes)


def _of_file(change: Change) -> str:
    path, kind = change["path"], change["change"]
    old_path = change.get("old_path") or path
    lines = [f"diff --git a/{old_path} b/{path}"]
    if kind == "renamed":
        return "\n".join(
            [*lines, "similarity index 100%", f"rename from {old_path}", f"rename to {path}", ""]
        )
    if kind == "added":
        lines.append("new file mode 100644")
    if kind == "removed":
        lines.append("deleted file mode 100644")
    old = "/dev/null" if kind == "added" else f"a/{old_path}"
    new = "/dev/null" if kind == "removed" else f"b/{path}"
    if not change.get("lfs_sha256"):
        return "\n".join([*lines, f"Binary files {old} and {new} differ", ""])
    text = pointer(change["lfs_sha256"], change.get("size_bytes") or 0)
    sign, hunk = ("-", "-1,3 +0,0") if kind == "removed" else ("+", "-0,0 +1,3")
    if kind == "modified":
        # the pointer that stood there before is not known, its first line is
        hunk = "-1,1 +1,3"
        first, *rest = text.splitlines()
        body = [f" {first}", *(f"+{line}" for line in rest)]
    else:
        body = [f"{sign}{line}" for line in text.splitlines()]
    blob = blob_id(text.encode())
    none = "0" * 40
    index = {"added": f"{none}..{blob}", "removed": f"{blob}..{none}"}.get(kind, f"{none}..{blob}")
    return "\n".join(
        [*lines, f"index {index}", f"--- {old}", f"+++ {new}", f"@@ {hunk} @@", *body, ""]
    )
