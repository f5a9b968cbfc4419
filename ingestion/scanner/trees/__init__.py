"""What can be scanned: a folder, a commit of a git repository, an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.errors import PtmError
from ingestion.scanner.trees.archive import ArchiveTree
from ingestion.scanner.trees.entries import Entry, Opener, Reader, Tree
from ingestion.scanner.trees.folder import FolderTree
from ingestion.scanner.trees.git import GitTree, is_git_repository

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ArchiveTree",
    "Entry",
    "FolderTree",
    "GitTree",
    "Opener",
    "Reader",
    "Tree",
    "is_git_repository",
    "open_tree",
]


def open_tree(path: Path, *, commit: str | None = None) -> Tree:
    """The tree at a path: a folder as it is, or a commit of it, or what an archive holds.

    Args:
        path: a folder, an archive, a git repository.
        commit: a commit, branch or tag of the repository; null for the files as they are.

    Raises:
        PtmError: when there is nothing, or no such commit, or it is no archive.
    """
    if commit is not None:
        if not path.is_dir() or not is_git_repository(path):
            message = f"{path} is no git repository, so it has no commit {commit!r}. Name one."
            raise PtmError(message)
        return GitTree(path, commit)
    if path.is_dir():
        return FolderTree(path)
    if path.is_file():
        return ArchiveTree(path)
    message = f"{path} does not exist. Name a folder, a git repository or an archive."
    raise PtmError(message)
