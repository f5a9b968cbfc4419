"""What a revision looks like: a commit, a tag or a branch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingestion.scanner.calls import RevisionKind

_COMMIT = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{7,40}")
_TAG = re.compile(r"v?\d+(?:\.\d+)+(?:[-+.]?[A-Za-z0-9.]+)?|v\d+|refs/tags/.+")
BRANCHES = frozenset(
    {"main", "master", "dev", "develop", "fp16", "bf16", "fp32", "fp8", "float16", "bfloat16",
     "onnx", "flax", "int8", "int4", "8bit", "4bit", "non-ema", "ema", "sharded", "awq", "gptq",
     "safetensors", "openvino", "diffusers", "nightly", "stable", "latest"}
)  # fmt: skip
"""Names that the Hub's users give to branches."""


def revision_kind(revision: str) -> RevisionKind:
    """The kind by form alone: nobody asked the hub which refs exist.

    Seven or more hexadecimal digits with a figure among them are a commit, dotted numbers a tag,
    the Hub's usual branch names, `refs/pr/…` and `gptq-4bit-…` a branch.
    """
    if _COMMIT.fullmatch(revision):
        return "commit"
    if _TAG.fullmatch(revision):
        return "tag"
    if revision in BRANCHES or revision.startswith(
        ("refs/pr/", "refs/heads/", "gptq-", "release/")
    ):
        return "branch"
    return "unknown"
