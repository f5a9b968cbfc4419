"""GitHub → `github`.

| table | grain | key | written |
| --- | --- | --- | --- |
| `repositories` | repository, by GitHub's number | native_id | replaced |
| `issues`, `pull_requests`, `reviews` | issue, pull request, review | native_id | replaced |
| `comments` | comment (on a line of code: `r` before its number) | native_id | replaced |
| `commits` | commit of a default branch | repository_name, native_id | replaced |
| `fetches` | what was asked: a name, in lower case, and endpoint | item, endpoint | replaced |

Facts and pull requests come by GraphQL; issues, comments and commits by REST, with ETags. Code
search writes a list of repositories, which `ptm load github` and `ptm load reuse` read.
"""

from ingestion.sources.github.client import GitHubClient
from ingestion.sources.github.details import DETAILS
from ingestion.sources.github.details import load as load_details
from ingestion.sources.github.names import read_names
from ingestion.sources.github.repositories import Tally
from ingestion.sources.github.repositories import load as load_repositories
from ingestion.sources.github.search import MOST_SHOWN, Question, SearchTally, questions_of, search
from ingestion.sources.github.stored import mapped_names

__all__ = [
    "DETAILS",
    "MOST_SHOWN",
    "GitHubClient",
    "Question",
    "SearchTally",
    "Tally",
    "load_details",
    "load_repositories",
    "mapped_names",
    "questions_of",
    "read_names",
    "search",
]
