"""What GitHub tells of some of the sample's repositories, in the shape of its answers.

The planted repositories and some drawn ones, those of which the license list of GitHub speaks: what
GitHub answers agrees with the list. A few of the drawn ones have a fate: renamed, deleted, private,
blocked, a fork, archived, empty. A few are told in detail.
"""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ingestion.sample.chance import Weighted, heavy_tail, pick
from ingestion.sample.files import write_lines
from ingestion.sample.people import PEOPLE
from ingestion.sample.planted import Entry
from ingestion.sample.vocabulary import ADJECTIVES, NOUNS
from ingestion.sample.world import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingestion.sample.lists import Lists, Repository

Body = dict[str, Any]

FATES = ("renamed", "deleted", "private", "blocked", "fork", "archived")
"""What became of the first drawn repositories, in this order; the first unlicensed one is empty."""

_MOST_REPOSITORIES = 80
_DETAILED_REPOSITORIES = 8
_YEAR = 31_536_000

_FILES = Weighted(
    {("README.md", "LICENSE", "requirements.txt"): 30, ("README.md", "requirements.txt"): 20,
     ("README.md", "LICENSE", "pyproject.toml", "CITATION.cff"): 12,
     ("readme.rst", "COPYING", "setup.py", "CHANGELOG.md"): 8, ("main.py",): 8,
     ("README.md", "LICENSE", "pyproject.toml", "uv.lock", "Dockerfile", "CONTRIBUTING.md"): 12,
     ("README.md", "LICENSE", ".zenodo.json", "codemeta.json", "setup.cfg"): 4}
)  # fmt: skip
_LANGUAGES = ("Python", "Jupyter Notebook", "C++", "TypeScript", "Rust")
_TOPICS = ("nlp", "pytorch", "transformers", "speech", "demo", "rag", "computer-vision")
_LABELS = ("bug", "question", "enhancement", "documentation", "wontfix")
_ASSOCIATIONS = ("OWNER", "CONTRIBUTOR", "NONE", "MEMBER")
_TITLES = (
    "{ptm} cannot be loaded any more",
    "Replace {ptm} by something smaller",
    "Which revision of {ptm} do you use?",
    "License of {ptm}",
    "Typo in the readme",
    "Crash on Tuesdays",
)
_BODIES = (
    "Since the last update https://huggingface.co/{ptm} answers 404 here.",
    "We tried {ptm}; it is as good and half the size. Ask me at somebody@example.org.",
    "The card of {tail} says nothing about commercial use.",
    "Steps: run it twice. Expected: the same twice.",
)


def write_github(day: Path, folder: Path, lists: Lists, seed: int) -> None:
    """Writes `github.jsonl` of a day, and beside the lists which names to ask GitHub for.

    Files: `github_repositories.txt`, and `github_detailed.txt` for those to ask about in detail.

    Args:
        day: the folder that is served.
        folder: the sample.
        lists: the published lists, which name the repositories.
        seed: of the sample.
    """
    rng = random.Random(f"github {seed}")  # noqa: S311
    listed = {
        repository.name.lower(): repository
        for repository in lists.repositories
        if not isinstance(repository.github, Entry)
    }
    chosen = list(listed.values())[:_MOST_REPOSITORIES]
    # drawn ones come last; the planted ones stay what the lists say of them
    fates = dict(zip((row.name for row in chosen[-len(FATES) :]), FATES, strict=True))
    empty = next((row.name for row in reversed(chosen) if _may_be_empty(row, fates)), None)
    detailed = [row for row in chosen if row.name not in fates][:_DETAILED_REPOSITORIES]

    def entries() -> Iterator[Body]:
        for number, row in enumerate(chosen):
            fate = "empty" if row.name == empty else fates.get(row.name)
            entry = _entry(row, 40_000_000 + number * 977, fate, rng)
            yield entry | _details(row, entry["repository"], rng) if row in detailed else entry

    write_lines(day / "github.jsonl", entries())
    for name, rows in (("repositories", chosen), ("detailed", detailed)):
        text = "".join(f"https://github.com/{row.name}.git\n" for row in rows)
        (folder / f"github_{name}.txt").write_text(text)


def _may_be_empty(row: Repository, fates: dict[str, str]) -> bool:
    return row.github is None and row.name not in fates


def _entry(row: Repository, number: int, fate: str | None, rng: random.Random) -> Body:
    created = SECONDS[0] - int(rng.random() * 5 * _YEAR) - 90 * 86_400
    pushed = created + int((SECONDS[1] - created) * rng.random())
    files = () if fate == "empty" else _FILES.pick(rng)
    stars = heavy_tail(rng, 8, 2.0, 90_000)
    language = pick(rng, _LANGUAGES)
    name = f"{row.name}-Reborn" if fate == "renamed" else row.name
    repository: Body = {
        "__typename": "Repository",
        "databaseId": number,
        "nameWithOwner": name,
        "description": f"{pick(rng, ADJECTIVES).title()} {pick(rng, NOUNS)}, with models inside",
        "homepageUrl": None,
        "visibility": "PUBLIC",
        "createdAt": _time(created),
        "pushedAt": _time(pushed),
        "updatedAt": _time(pushed),
        "archivedAt": _time(pushed) if fate == "archived" else None,
        "isArchived": fate == "archived",
        "isFork": fate == "fork",
        "isEmpty": fate == "empty",
        **dict.fromkeys(("isDisabled", "isLocked", "isMirror", "isPrivate", "isTemplate"), False),
        "hasIssuesEnabled": True,
        "diskUsage": 0 if fate == "empty" else 40 + stars,
        "forkCount": stars // 7,
        "stargazerCount": stars,
        "parent": {"databaseId": 7, "nameWithOwner": "Harbour-Tools/Upstream"}
        if fate == "fork"
        else None,
        "watchers": {"totalCount": stars // 9},
        "issues": {"totalCount": 0},
        "openIssues": {"totalCount": 0},
        "pullRequests": {"totalCount": 0},
        "primaryLanguage": {"name": language} if files else None,
        "languages": {
            "totalCount": len(files[:1]),
            "totalSize": 12_000 * len(files[:1]),
            "edges": [{"size": 12_000, "node": {"name": language}} for _ in files[:1]],
        },
        "repositoryTopics": [
            {"topic": {"name": topic}} for topic in _TOPICS if rng.random() < 0.15
        ],
        "licenseInfo": _license(row.github),
        "defaultBranchRef": {
            "name": "main",
            "target": {"__typename": "Commit", "oid": _sha(name), "committedDate": _time(pushed)},
        }
        if files
        else None,
        "releases": {"totalCount": int(rng.random() * 4) if stars > 20 else 0},
        "latestRelease": None,
        "objects": _objects(files, number),
    }
    states = {"deleted", "private", "blocked"}
    entry: Body = {"repository": repository, "state": fate if fate in states else "public"}
    return entry | {"formerNames": [row.name]} if fate == "renamed" else entry


def _license(said: str | Entry | None) -> Body | None:
    """The license as GitHub tells it: a text that it cannot name is `other`."""
    if not isinstance(said, str):
        return None
    if said == "NOASSERTION":
        return {"key": "other", "spdxId": said, "name": "Other"}
    return {"key": said.lower(), "spdxId": said, "name": said}


def _objects(files: tuple[str, ...], number: int) -> Body:
    doi = f"10.5281/zenodo.{number}"
    texts = {
        "CITATION.cff": f"cff-version: 1.2.0\ntitle: Software\ndoi: {doi}\n",
        ".zenodo.json": '{"title": "Software"}',
        "codemeta.json": f'{{"identifier": "https://doi.org/{doi}"}}',
        "README.md": "# Software\n\nIt needs a model and patience.\n",
    }
    if not files:
        return {}
    entries = [{"name": name, "type": "blob", "size": 900} for name in sorted(files)]
    return {
        "HEAD:": {"__typename": "Tree", "entries": entries},
        **{
            f"HEAD:{name}": {
                "__typename": "Blob",
                "byteSize": len(text),
                "isTruncated": False,
                "text": text,
            }
            for name, text in texts.items()
            if name in files
        },
    }


def _details(row: Repository, repository: Body, rng: random.Random) -> Body:
    """Issues, comments, pull requests and commits of a repository; sets its counts."""
    count, pulls = 4 + int(rng.random() * 6), 2 + int(rng.random() * 3)
    url = f"https://api.github.com/repos/{row.name}"
    start = int(datetime.fromisoformat(repository["createdAt"]).timestamp())
    issues: list[Body] = []
    comments: list[Body] = []
    for number in range(1, count + 1):
        issue = _issue(row, url, number, start, rng)
        issues.append(issue)
        for _ in range(issue["comments"]):
            comments.append(_comment(row, url, issue, len(comments), rng))
    pull_requests = [_pull_request(row, count + 1 + number, start, rng) for number in range(pulls)]
    code_comments = [
        {
            **_comment(row, url, issue, len(comments) + pull_request["number"], rng),
            "pull_request_url": f"{url}/pulls/{pull_request['number']}",
            "path": "main.py",
            "commit_id": _sha(row.name),
        }
        for issue, pull_request in zip(issues, pull_requests, strict=False)
    ]
    for comment in code_comments:
        del comment["issue_url"]
    repository["issues"] = {"totalCount": count}
    repository["openIssues"] = {"totalCount": sum(row["state"] == "open" for row in issues)}
    # newest change first, as they are asked for
    pull_requests.sort(key=lambda body: str(body["updatedAt"]), reverse=True)
    repository["pullRequests"] = pull_requests
    return {
        "issues": issues,
        "comments": comments,
        "reviewComments": code_comments,
        "commits": [_commit(row, number, start, rng) for number in reversed(range(6))],
    }


def _issue(row: Repository, url: str, number: int, start: int, rng: random.Random) -> Body:
    created = start + int((SECONDS[1] - start) * rng.random())
    closed = created + int(rng.random() * 9_000_000)
    is_closed = closed < SECONDS[1]
    said = _said(row, rng)
    return {
        "url": f"{url}/issues/{number}",
        "repository_url": url,
        "id": _number(f"{row.name}#{number}"),
        "number": number,
        **said,
        "user": {"login": pick(rng, PEOPLE)},
        "labels": [{"name": label} for label in _LABELS if rng.random() < 0.2],
        "state": "closed" if is_closed else "open",
        "state_reason": "completed" if is_closed else None,
        "locked": False,
        "assignees": [{"login": pick(rng, PEOPLE)}] if rng.random() < 0.3 else [],
        "milestone": {"number": 1, "title": "v1"} if rng.random() < 0.1 else None,
        "comments": int(rng.random() * 4),
        "created_at": _time(created),
        "updated_at": _time(min(closed, SECONDS[1])),
        "closed_at": _time(closed) if is_closed else None,
        "author_association": pick(rng, _ASSOCIATIONS),
        "reactions": {"total_count": int(rng.random() * 5)},
    }


def _said(row: Repository, rng: random.Random) -> Body:
    """A title and a text, mostly about a PTM that the repository uses."""
    ptm = pick(rng, row.mentions).ptm
    names = {"ptm": ptm, "tail": ptm.rpartition("/")[2]}
    return {
        "title": pick(rng, _TITLES).format(**names),
        "body": pick(rng, _BODIES).format(**names) if rng.random() < 0.8 else None,
    }


def _comment(row: Repository, url: str, issue: Body, number: int, rng: random.Random) -> Body:
    return {
        "url": f"{url}/issues/comments/{number}",
        "issue_url": issue["url"],
        "id": _number(f"{row.name} comment {number}"),
        "user": {"login": pick(rng, PEOPLE)},
        "body": pick(rng, _BODIES).format(**dict.fromkeys(("ptm", "tail"), "it")),
        "created_at": issue["created_at"],
        "updated_at": issue["updated_at"],
        "author_association": pick(rng, _ASSOCIATIONS),
        "reactions": {"total_count": 0},
    }


def _pull_request(row: Repository, number: int, start: int, rng: random.Random) -> Body:
    created = start + int((SECONDS[1] - start) * rng.random())
    is_merged = rng.random() < 0.6
    said = _said(row, rng)
    author = {"__typename": "User", "login": pick(rng, PEOPLE)}
    updated = _time(min(created + 400_000, SECONDS[1]))
    sha = _sha(f"{row.name} {number}")
    return {
        "__typename": "PullRequest",
        "fullDatabaseId": str(_number(f"{row.name} pull {number}")),
        "number": number,
        "title": said["title"],
        "body": said["body"] or "",
        "url": f"https://github.com/{row.name}/pull/{number}",
        "state": "MERGED" if is_merged else "OPEN",
        **dict.fromkeys(("isDraft", "locked", "isCrossRepository"), False),
        "maintainerCanModify": True,
        "closed": is_merged,
        "createdAt": _time(created),
        "updatedAt": updated,
        "closedAt": updated if is_merged else None,
        "mergedAt": updated if is_merged else None,
        "additions": 12,
        "deletions": 3,
        "changedFiles": 1,
        "author": author,
        "authorAssociation": pick(rng, _ASSOCIATIONS),
        "mergedBy": {"__typename": "User", "login": pick(rng, PEOPLE)} if is_merged else None,
        "baseRefName": "main",
        "headRefName": f"patch-{number}",
        "mergeable": "UNKNOWN",
        "mergeStateStatus": "UNKNOWN",
        "reviewDecision": "APPROVED" if is_merged else None,
        "headRepository": {"nameWithOwner": row.name},
        "headRepositoryOwner": {"login": row.name.partition("/")[0]},
        "mergeCommit": {"oid": _sha(f"{row.name} 0")} if is_merged else None,
        "comments": {"totalCount": 0},
        "labels": [{"name": pick(rng, _LABELS), "description": None, "color": "ededed"}],
        "assignees": [],
        "reviewRequests": [],
        "reactionGroups": [{"content": "THUMBS_UP", "reactors": {"totalCount": 1}}],
        "files": [{"path": "main.py", "additions": 12, "deletions": 3, "changeType": "MODIFIED"}],
        "commits": [
            {
                "commit": {
                    "oid": sha,
                    "authoredDate": _time(created),
                    "committedDate": _time(created),
                    "messageHeadline": said["title"],
                    "messageBody": "Signed-off-by: Somebody <somebody@example.org>",
                    "author": {"name": author["login"], "user": {"login": author["login"]}},
                }
            }
        ],
        "reviews": [
            {
                "fullDatabaseId": str(_number(f"{row.name} review {number}")),
                "body": "",
                "state": "APPROVED",
                "submittedAt": updated,
                "createdAt": updated,
                "updatedAt": updated,
                "includesCreatedEdit": False,
                "author": {"__typename": "User", "login": pick(rng, PEOPLE)},
                "authorAssociation": "OWNER",
                "commit": {"oid": sha},
                "reactionGroups": [],
            }
        ]
        if is_merged
        else [],
    }


def _commit(row: Repository, number: int, start: int, rng: random.Random) -> Body:
    written = _time(start + number * 86_400)
    signature = {"name": "Somebody", "email": "somebody@example.org", "date": written}
    login = pick(rng, PEOPLE)
    return {
        "sha": _sha(f"{row.name} {number}"),
        "commit": {
            "author": signature,
            "committer": signature,
            "message": f"Mend the {pick(rng, NOUNS)}\n\nSigned-off-by: <{login}@example.org>",
            "comment_count": 0,
            "verification": {"verified": False},
        },
        "author": {"login": login} if rng.random() < 0.8 else None,
        "parents": [],
    }


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _number(text: str) -> int:
    return int(_sha(text)[:12], 16) % 4_000_000_000
