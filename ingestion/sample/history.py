"""The history of a fictional repository: commits, what each changed, and the files they leave."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ingestion.sample.chance import pick
from ingestion.sample.people import person

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

WEIGHT_ENDINGS = (".safetensors", ".bin", ".h5", ".msgpack", ".onnx", ".gguf")
CARD = "README.md"


class File(NamedTuple):
    """A file at a commit.

    Attributes:
        size: bytes.
        version: how often its content was replaced.
        origin: the path that it was added under.
    """

    size: int
    version: int
    origin: str


@dataclass(slots=True)
class History:
    """Commits in the order in which they were made.

    Attributes:
        seed: sets this repository's hashes apart from those of others.
        files: path → the file as the last commit leaves it.
        commits: entries of the Hub's commit list.
        changes: commit → entries of the folder's `commit_files`.
        last_commit: path → number of the last commit that changed it.
    """

    seed: str
    files: dict[str, File] = field(default_factory=dict)
    commits: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    last_commit: dict[str, int] = field(default_factory=dict)

    def commit(
        self, sha: str, title: str, changes: Iterable[Change], date: str, authors: list[str]
    ) -> None:
        """Adds a commit."""
        told = [self._apply(change) for change in changes]
        self.last_commit |= {change["path"]: len(self.commits) for change in told}
        self.changes[sha] = told
        message = f"Co-authored-by: {authors[1]}" if len(authors) > 1 else ""
        self.commits.append(
            {
                "id": sha,
                "title": title,
                "message": message,
                "authors": [
                    {"user": name, "avatar": f"/avatars/{_digest(name, 32)}.svg"}
                    for name in authors
                ],
                "date": date,
            }
        )

    def copy(self) -> History:
        """A history that goes on from here by itself."""
        return History(
            self.seed,
            dict(self.files),
            list(self.commits),
            dict(self.changes),
            dict(self.last_commit),
        )

    def lfs_sha256(self, path: str) -> str | None:
        """The hash of a file that Git LFS keeps, null for another file."""
        if not path.endswith(WEIGHT_ENDINGS):
            return None
        return hashlib.sha256(self._content(path).encode()).hexdigest()

    def oid(self, path: str) -> str:
        """The name that git gives to the content, or to the pointer."""
        return _digest(self._content(path), 40)

    def _content(self, path: str) -> str:
        """What stands for the content of a file: the same content has the same hashes."""
        file = self.files[path]
        return f"{self.seed}:{file.origin}:{file.version}"

    def _apply(self, change: Change) -> dict[str, Any]:
        before = self.files.get(change.old_path or change.path, File(0, -1, change.path))
        if change.kind == "renamed":
            self.files[change.path] = before
        elif change.kind != "removed":
            self.files[change.path] = File(change.size, before.version + 1, before.origin)
        told: dict[str, Any] = {"path": change.path, "change": change.kind}
        if change.old_path:
            told["old_path"] = change.old_path
            del self.files[change.old_path]
        told["size_bytes"] = self.files[change.path].size
        if lfs := self.lfs_sha256(change.path):
            told["lfs_sha256"] = lfs
        if change.kind == "removed":
            del self.files[change.path]
        return told


class Change(NamedTuple):
    """What a commit does to a file; `kind` as in the folder's `commit_files`."""

    kind: str
    path: str
    size: int = 0
    old_path: str | None = None


def sha_of(rng: random.Random) -> str:
    """A commit's hash."""
    return f"{rng.getrandbits(160):040x}"


def write_history(
    seed: str,
    sizes: dict[str, int],
    last_sha: str,
    dates: list[str],
    owner: str | None,
    rng: random.Random,
) -> History:
    """Makes up how a repository came to its files.

    Args:
        seed: see `History`.
        sizes: path → bytes, of the files that the history ends with.
        last_sha: of the last commit.
        dates: of the commits, oldest first; there are as many as there are dates, and at least as
            many as it takes to add the files.
        owner: of the repository.
        rng: the generator of this repository.
    """
    history = History(seed)
    steps = list(_steps(sizes, len(dates), rng))
    dates = dates if len(dates) >= len(steps) else [dates[0]] * (len(steps) - len(dates)) + dates
    for number, (title, changes) in enumerate(steps):
        is_last = number == len(steps) - 1
        authors = [name for name in [person(rng, owner)] if name]
        if "(#" in title and authors:
            authors.append(pick(rng, ("ida-marrowby", "cosmo-pennyweight")))
        sha = last_sha if is_last else sha_of(rng)
        history.commit(sha, title, changes, dates[number], authors)
    return history


def _steps(
    sizes: dict[str, int], count: int, rng: random.Random
) -> Iterable[tuple[str, list[Change]]]:
    """Titles and changes: the files one after the other, then changes that leave them there."""
    weights = [path for path in sizes if path.endswith(WEIGHT_ENDINGS)]
    others = [path for path in sizes if path not in weights and path != ".gitattributes"]
    steps: list[tuple[str, list[Change]]] = [
        ("initial commit", [Change("added", ".gitattributes", sizes.get(".gitattributes", 0))])
    ]
    if others:
        added = [Change("added", path, sizes[path]) for path in others]
        steps.append(("Upload folder using huggingface_hub", added))
    for number, path in enumerate(weights):
        if number == 0 and rng.random() < 0.15:
            ending = path[path.rindex(".") :]
            steps.append((f"Upload weights{ending}", [Change("added", f"w{ending}", sizes[path])]))
            moved = Change("renamed", path, old_path=f"w{ending}")
            steps.append((f"Rename w{ending} to {path}", [moved]))
        else:
            steps.append((f"Upload {path}", [Change("added", path, sizes[path])]))
    while len(steps) < count:
        steps += _later_step(sizes, weights, rng)
    return steps


def _later_step(
    sizes: dict[str, int], weights: list[str], rng: random.Random
) -> list[tuple[str, list[Change]]]:
    roll = rng.random()
    if roll < 0.12:
        return [("Merge branch 'main' of the hub into main", [])]
    if roll < 0.2:
        stray = "runs/events.out"
        return [
            ("Training in progress", [Change("added", stray, 9_000)]),
            (f"Delete {stray}", [Change("removed", stray)]),
        ]
    if roll < 0.4 and weights:
        path = pick(rng, weights)
        return [(f"Retrain {path}", [Change("modified", path, sizes[path])])]
    number = 1 + int(rng.random() * 9)
    title = f"Update {CARD} (#{number})" if roll < 0.6 else f"Update {CARD}"
    path = CARD if CARD in sizes else ".gitattributes"
    return [(title.replace(CARD, path), [Change("modified", path, sizes.get(path, 0))])]


def _digest(text: str, digits: int) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:digits]
