"""Source code of a few of the sample's repositories, as git repositories with their history.

Small on purpose: every way in which an argument resolves or does not, pinned and not, a test, a
copy of a library, a notebook, a script, settings, manifests, and a PTM that took another's place.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingestion.errors import PtmError
from ingestion.sample import planted
from ingestion.sample.planted import CHAIN, specimen
from ingestion.scanner.trees.git import git_command, git_environment

if TYPE_CHECKING:
    from pathlib import Path

READER = "Quillbyte/Plain-Reader"
BORROWER = "saltmarsh-ai/borrowed-weights"
OLD_NAMES = "Tinker-Vexley/Old-Names"
SHOP = "Lamplighter-Labs/Lamp-Shop"

_PINNED = "5b7f3c0e9a1d4c62b8e07f41d2a9c6530e8f1b74"
_APACHE = specimen("apache-2.0")
_MIT = specimen("mit")
_EMBEDDER = planted.UNQUALIFIED_NAMESAKE
_NON_COMMERCIAL = specimen("cc-by-nc-4.0")
_SHARE_ALIKE = specimen("cc-by-sa-4.0")


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit: when, and the files that it writes; a file of null is removed."""

    day: str
    files: dict[str, str | None]


def _notebook(*cells: str) -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": "# Tried by hand"},
                *(
                    {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell,
                     "execution_count": None}
                    for cell in cells
                ),
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )  # fmt: skip


_READER_COMMITS = (
    _Commit(
        "2023-05-02",
        {
            "reader/__init__.py": "",
            "reader/load.py": f"""\
from transformers import AutoModel, AutoTokenizer

model = AutoModel.from_pretrained("{_APACHE}")
tokenizer = AutoTokenizer.from_pretrained("{_APACHE}", revision="v1.0")
""",
            "requirements.txt": "transformers>=4.30,<5\ntorch\n",
        },
    ),
    _Commit(
        "2024-01-20",
        {
            "tests/test_load.py": f"""\
from transformers import AutoModel


def test_it_loads():
    AutoModel.from_pretrained("{_MIT}", local_files_only=True)
""",
            "pyproject.toml": """\
[build-system]
requires = ["setuptools>=68"]

[project]
name = "plain-reader"
version = "1.0"
dependencies = ["transformers>=4.30,<5", "sentence-transformers"]

[project.optional-dependencies]
speech = ["torchaudio>=2"]
dev = ["pytest"]
""",
        },
    ),
)

_BORROWER_COMMITS = (
    _Commit(
        "2022-11-09",
        {
            "borrowed/names.py": f'BASE = "{CHAIN[0]}"\n',
            "borrowed/chat.py": """\
from transformers import AutoModelForCausalLM, pipeline

from borrowed.names import BASE

model = AutoModelForCausalLM.from_pretrained(BASE)
answer = pipeline("text-generation", model=BASE)
""",
            "borrowed/__init__.py": "",
        },
    ),
    _Commit("2024-06-30", {"borrowed/names.py": f'BASE = "{CHAIN[1]}"\n'}),
    _Commit(
        "2025-02-14",
        {
            "serve.py": f"""\
import argparse

from transformers import AutoModelForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="{CHAIN[4]}")
arguments = parser.parse_args()
model = AutoModelForCausalLM.from_pretrained(
    arguments.model, revision="{_PINNED}", trust_remote_code=True
)
""",
            "explore.ipynb": _notebook(
                "!pip install transformers",
                "%matplotlib inline\nfrom transformers import pipeline",
                f'name = "{CHAIN[1]}"\nchat = pipeline("text-generation", model=name)',
            ),
            "environment.yml": """\
name: borrowed
dependencies:
  - python=3.11
  - pytorch=2.1
  - pip
  - pip:
      - transformers==4.40.0
""",
        },
    ),
)

_OLD_NAMES_COMMITS = (
    _Commit(
        "2023-09-17",
        {
            "train.sh": f"""\
#!/bin/bash
MODEL={planted.RENAMED[0]}
python train.py \\
    --model_name_or_path "$MODEL" \\
    --output_dir out
""",
            "config/train.yaml": f"""\
model:
  model_name_or_path: {planted.RENAMED_PARENT_FORMERLY}
  revision: main
""",
            "train.py": """\
import sys

from transformers import AutoModel

model = AutoModel.from_pretrained(sys.argv[1])
""",
        },
    ),
    _Commit(
        "2025-10-05",
        {
            "config/train.yaml": f"""\
model:
  model_name_or_path: {planted.RENAMED_PARENT}
  revision: main
"""
        },
    ),
)

_SHOP_COMMITS = (
    _Commit(
        "2024-03-03",
        {
            "shop/lamps.py": f"""\
import json
import os

from sentence_transformers import SentenceTransformer
from transformers import AutoModel

LAMPS = {{"dim": "{_NON_COMMERCIAL}", "bright": "{_SHARE_ALIKE}"}}


def lamp(name):
    return AutoModel.from_pretrained(name)


def any_lamp(kind):
    return AutoModel.from_pretrained(LAMPS[kind])


def own_lamp():
    AutoModel.from_pretrained(os.path.join(os.getcwd(), "lamp"))
    AutoModel.from_pretrained("lantern/lamp-" + str(len(LAMPS)))
    AutoModel.from_pretrained("./lamps/own")
    AutoModel.from_pretrained()


with open("lamp.json") as file:
    settings = json.load(file)
embedder = SentenceTransformer(settings["embedder"])
""",
            "lamp.json": f'{{"embedder": "{_EMBEDDER}"}}\n',
            "third_party/lantern/load.py": f"""\
from transformers import AutoModel

AutoModel.from_pretrained("{planted.FREED_NAME}")
""",
            "legacy/lamps.py": 'from transformers import AutoModel\nprint "from_pretrained"\n',
            "setup.cfg": """\
[options]
install_requires =
    transformers
    sentence-transformers
""",
        },
    ),
    _Commit("2025-07-21", {"third_party/lantern/load.py": None, "shop/note.txt": "lit\n",
                           "vendor/lantern/load.py": f"""\
from transformers import AutoModel

AutoModel.from_pretrained("{planted.FREED_NAME}")
"""}),
)  # fmt: skip

_REPOSITORIES = {
    READER: _READER_COMMITS,
    BORROWER: _BORROWER_COMMITS,
    OLD_NAMES: _OLD_NAMES_COMMITS,
    SHOP: _SHOP_COMMITS,
}

USES = frozenset(
    {
        (READER, _APACHE),
        (READER, _MIT),
        (BORROWER, CHAIN[1]),
        (BORROWER, CHAIN[4]),
        (OLD_NAMES, planted.RENAMED[1]),
        (OLD_NAMES, planted.RENAMED_PARENT),
        (SHOP, _NON_COMMERCIAL),
        (SHOP, _SHARE_ALIKE),
        (SHOP, _EMBEDDER),
        (SHOP, planted.FREED_NAME),
    }
)
"""Repository and PTM, by its last name, as the newest commits use them."""


def write_repositories(folder: Path) -> list[Path]:
    """Writes bare git repositories; the same bytes, and so the same commits, each time.

    Raises:
        PtmError: when git is missing or fails.
    """
    written = []
    for name, commits in _REPOSITORIES.items():
        repository = folder / name.replace("/", "--")
        _write_bare(repository, name)
        stream = b"".join(_stream(number, commit) for number, commit in enumerate(commits))
        command = git_command("fast-import", "--quiet", "--force", repository=repository)
        try:
            subprocess.run(  # noqa: S603
                command, input=stream, env=git_environment(), check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            message = f"git could not write the sample's repository {name}: {error}."
            raise PtmError(message) from error
        written.append(repository)
    return written


def _write_bare(repository: Path, name: str) -> None:
    """What `git init --bare` writes and needed, without the process."""
    for part in ("objects", "refs/heads"):
        (repository / part).mkdir(parents=True, exist_ok=True)
    (repository / "HEAD").write_text("ref: refs/heads/main\n")
    (repository / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        f'[remote "origin"]\n\turl = https://github.com/{name}.git\n'
    )


def _stream(number: int, commit: _Commit) -> bytes:
    """A commit as `git fast-import` reads it."""
    moment = int(datetime.fromisoformat(commit.day).replace(tzinfo=UTC).timestamp())
    message = f"Commit {number + 1}"
    lines = [
        "commit refs/heads/main",
        f"committer Nobody <nobody@example.invalid> {moment} +0000",
        f"data {len(message)}",
        message,
    ]
    for path, text in commit.files.items():
        if text is None:
            lines.append(f"D {path}")
        else:
            lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
    return ("\n".join(lines) + "\n\n").encode()
