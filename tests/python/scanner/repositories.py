"""Git repositories that tests write: one process a repository, the same commits each time."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}

USE = 'from transformers import AutoModel\nAutoModel.from_pretrained("{}")\n'

START = 1_700_000_000


class Link(str):
    """A symbolic link: its target."""

    __slots__ = ()


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments],
        env=ENVIRONMENT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def write_repository(
    repository: Path, *commits: Mapping[str, str | bytes | Link | None]
) -> list[str]:
    """A bare repository with a commit a mapping, a minute apart; null removes a file.

    Returns:
        The commits, from the oldest.
    """
    repository.mkdir(parents=True)
    git(repository, "init", "--quiet", "--bare", "--initial-branch=main")
    stream = b""
    for number, files in enumerate(commits):
        moment = START + 60 * number
        stream += f"commit refs/heads/main\ncommitter N <n@x> {moment} +0000\ndata 1\nx\n".encode()
        for path, content in files.items():
            name = path if "\n" not in path else '"' + path.replace("\n", "\\n") + '"'
            if content is None:
                stream += f"D {name}\n".encode()
                continue
            data = content if isinstance(content, bytes) else content.encode()
            mode = "120000" if isinstance(content, Link) else "100644"
            stream += f"M {mode} inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
        stream += b"\n"
    subprocess.run(
        ["git", "-C", str(repository), "fast-import", "--quiet"],
        env=ENVIRONMENT, input=stream, check=True, capture_output=True,
    )  # fmt: skip
    return git(repository, "rev-list", "--reverse", "main").splitlines()
