"""The text of the GraphQL queries; tests check it against GitHub's published schema.

GitHub counts nodes before it runs a query: at most 500,000, of which a hundred repositories with
their languages and topics are 4,200, and 25 pull requests with all that is asked of them 13,000.
Its price is a point for each hundred lists that it has to open.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REPOSITORIES_A_QUERY = 100
PULL_REQUESTS_A_PAGE = 25

_PRICE = "rateLimit { cost limit nodeCount remaining resetAt used }"

_FACTS = """
fragment facts on Repository {
  databaseId nameWithOwner description homepageUrl visibility
  createdAt pushedAt updatedAt archivedAt
  isArchived isDisabled isEmpty isFork isLocked isMirror isPrivate isTemplate
  lockReason hasIssuesEnabled diskUsage forkCount stargazerCount
  parent { databaseId nameWithOwner }
  watchers { totalCount }
  issues { totalCount }
  openIssues: issues(states: OPEN) { totalCount }
  pullRequests { totalCount }
  primaryLanguage { name }
  languages(first: 20, orderBy: {field: SIZE, direction: DESC}) {
    totalCount totalSize edges { size node { name } }
  }
  repositoryTopics(first: 20) { totalCount nodes { topic { name } } }
  licenseInfo { key spdxId name }
  defaultBranchRef { name target { oid ... on Commit { committedDate } } }
  releases { totalCount }
  latestRelease { tagName publishedAt }
  files: object(expression: "HEAD:") { ... on Tree { entries { name type size } } }
  citation: object(expression: "HEAD:CITATION.cff") { ...text }
  codemeta: object(expression: "HEAD:codemeta.json") { ...text }
  zenodo: object(expression: "HEAD:.zenodo.json") { ...text }
  readme: object(expression: "HEAD:README.md") { ...text }
}

fragment text on Blob { byteSize isTruncated text }
"""

PULL_REQUESTS = f"""
query pullRequests($owner: String!, $name: String!, $size: Int!, $after: String) {{
  {_PRICE}
  repository(owner: $owner, name: $name) {{
    databaseId
    nameWithOwner
    pullRequests(
      first: $size, after: $after, orderBy: {{field: UPDATED_AT, direction: DESC}}
    ) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ ...pullRequest }}
    }}
  }}
}}

fragment pullRequest on PullRequest {{
  fullDatabaseId number title body url state isDraft closed locked
  createdAt updatedAt closedAt mergedAt
  additions deletions changedFiles
  author {{ __typename login }}
  authorAssociation
  mergedBy {{ __typename login }}
  baseRefName headRefName isCrossRepository maintainerCanModify mergeable mergeStateStatus
  reviewDecision
  headRepository {{ nameWithOwner }}
  headRepositoryOwner {{ login }}
  mergeCommit {{ oid }}
  potentialMergeCommit {{ oid }}
  milestone {{ number title description dueOn }}
  statusCheckRollup {{ state }}
  comments {{ totalCount }}
  labels(first: 20) {{ totalCount nodes {{ name description color }} }}
  assignees(first: 10) {{ totalCount nodes {{ login }} }}
  reviewRequests(first: 10) {{
    totalCount
    nodes {{ requestedReviewer {{ __typename ... on User {{ login }} ... on Team {{ slug }} }} }}
  }}
  reactionGroups {{ ...reactions }}
  files(first: 100) {{ totalCount nodes {{ path additions deletions changeType }} }}
  commits(first: 50) {{
    totalCount
    nodes {{
      commit {{
        oid authoredDate committedDate messageHeadline messageBody
        author {{ name user {{ login }} }}
      }}
    }}
  }}
  reviews(first: 30) {{
    totalCount
    nodes {{
      fullDatabaseId body state submittedAt createdAt updatedAt includesCreatedEdit
      author {{ __typename login }}
      authorAssociation
      commit {{ oid }}
      reactionGroups {{ ...reactions }}
    }}
  }}
}}

fragment reactions on ReactionGroup {{ content reactors {{ totalCount }} }}
"""


def repositories_query(names: Sequence[str]) -> str:
    """One query for many repositories, each under an alias: `r0` for the first name, and so on.

    Args:
        names: `owner/name`, at most `REPOSITORIES_A_QUERY`.
    """
    asked = []
    for number, full_name in enumerate(names):
        owner, _, name = full_name.partition("/")
        asked.append(
            f"  r{number}: repository(owner: {json.dumps(owner)}, name: {json.dumps(name)}) "
            "{ ...facts }"
        )
    return "\n".join(["query repositories {", f"  {_PRICE}", *asked, "}", _FACTS])
