"""A small hub: a few PTMs and all that a hub tells of each."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from ingestion.loopback import HubData

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "{{ ref('x') }} {% endraw %} <script>alert(1)</script> '; drop table x; -- \u0000 é \u2028"
)


def sha(*parts: Any) -> str:
    return hashlib.sha1(repr(parts).encode(), usedforsecurity=False).hexdigest()


def made_model(number: int, day: int = 1, **changed: Any) -> dict[str, Any]:
    name = f"{'acme' if number % 4 else 'birch'}/m-{number}"
    return {
        "_id": f"{number:024x}",
        "id": name,
        "sha": sha(name, "commit", day),
        "likes": number,
        # 1,000 downloads, 100 less each: of nine the last has 200
        "downloads": 1000 - 100 * number,
        "lastModified": f"2024-04-{day:02}T10:00:00.000Z",
        "tags": ["arxiv:1810.04805", f"arxiv:2401.0000{number % 3}", "license:mit"],
    } | changed


def made_details(model: dict[str, Any], day: int = 1) -> dict[str, Any]:
    name = model["id"]
    author = {"name": "ada", "type": "user", "email": "ada@mail.example", "_id": "5" * 24}
    commits = [
        {
            "id": sha(name, "commit", number),
            "title": f"commit {number} {HOSTILE}",
            "message": "for\nada@mail.example\n\nCo-authored-by: Ada <ada@mail.example>",
            "authors": [{"user": "ada", "email": "ada@mail.example"}],
            "date": f"2024-04-{number:02}T10:00:00.000Z",
        }
        for number in range(day, -1, -1)
    ]
    changes = {
        sha(name, "commit", 0): [
            {"path": "README.md", "change": "added"},
            {"path": "old name.bin", "change": "added", "lfs_sha256": "a" * 64, "size_bytes": 7},
        ],
        sha(name, "commit", 1): [
            {"path": "m.safetensors", "change": "added", "lfs_sha256": "b" * 64, "size_bytes": 9},
            {"path": "new name.bin", "change": "renamed", "old_path": "old name.bin"},
            {"path": "README.md", "change": "removed"},
        ],
        sha(name, "commit", 2): [
            {"path": "m.safetensors", "change": "modified", "lfs_sha256": "c" * 64,
             "size_bytes": 11},
        ],
    }  # fmt: skip
    weights = {"oid": "b" * 64, "size": 9, "pointerSize": 130}
    discussions = [
        {
            "num": number,
            "title": HOSTILE,
            "status": "open" if number == day else "merged",
            "isPullRequest": number == 2,
            "author": author,
            "createdAt": "2024-04-01T10:00:00.000Z",
            "events": [
                {"id": sha(name, number, event), "type": "comment", "author": author,
                 "createdAt": "2024-04-01T10:00:00.000Z",
                 "data": {"latest": {"raw": f"\tada@mail.example\t{HOSTILE}"}}}
                for event in range(2)
            ],
        }
        for number in (1, 2)
    ]  # fmt: skip
    return {
        "kind": "models",
        "id": name,
        "commits": commits,
        "commit_files": {key: changes[key] for key in (entry["id"] for entry in commits)},
        "refs": {
            "branches": [
                {"name": "main", "ref": "refs/heads/main", "targetCommit": commits[0]["id"]}
            ],
            "tags": [{"name": "v1", "ref": "refs/tags/v1", "targetCommit": commits[-1]["id"]}],
            "converts": [],
            "pullRequests": [
                {"name": "2", "ref": "refs/pr/2", "targetCommit": commits[0]["id"]}
            ],
        },
        "discussions": discussions,
        "tree": [
            {"type": "file", "path": "README.md", "size": 5, "oid": sha("readme")},
            {"type": "file", "path": "weights/m.safetensors", "size": 9, "oid": sha("pointer"),
             "lfs": weights, "securityFileStatus": {"status": "unsafe"}},
        ],
        "card": f"---\nlicense: mit\n---\nWrite to me@mail.example\n{HOSTILE}",
    }  # fmt: skip


def hub_data(
    folder: Path,
    models: list[dict[str, Any]],
    told: list[dict[str, Any]],
) -> HubData:
    folder.mkdir(exist_ok=True)
    (folder / "models_listing.json").write_text(json.dumps(models))
    (folder / "details.jsonl").write_text("".join(json.dumps(line) + "\n" for line in told))
    papers = [
        {"id": "1810.04805", "title": "BERT", "linkedModels": [{"id": models[0]["id"]}]},
        {"id": "2401.00001", "title": HOSTILE},
    ]
    (folder / "papers.jsonl").write_text("".join(json.dumps(line) + "\n" for line in papers))
    return HubData.from_folder(folder)


def made_dataset(number: int) -> dict[str, Any]:
    return {
        "_id": f"{number:024x}",
        "id": f"acme/d-{number}",
        "sha": sha("dataset", number),
        "downloads": 50 + number,
        "likes": number,
        "tags": ["license:mit"],
        "description": HOSTILE,
    }


def made_space(number: int) -> dict[str, Any]:
    return {
        "_id": f"{number:024x}",
        "id": f"acme/s-{number}",
        "sha": sha("space", number),
        "likes": number,
        "sdk": "gradio",
        "models": [f"acme/m-{number}"],
        "tags": [HOSTILE],
    }
