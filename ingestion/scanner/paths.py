"""Which files are tests, and which are copies of a library that others wrote."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingestion.scanner.calls import CallSite

_TEST_FOLDERS = frozenset(
    {"test", "tests", "testing", "unit_tests", "unittest", "unittests", "integration_tests",
     "e2e", "testdata", "test_data"}
)  # fmt: skip
_TEST_FILE = re.compile(r"(?:test_.*|.*_tests?|conftest|tests?)\.(?:py|ipynb|sh|ya?ml|json|toml)")
_VENDOR_FOLDERS = frozenset(
    {"vendor", "vendored", "vendors", "_vendor", "_vendored", "third_party", "thirdparty",
     "3rdparty", "third-party", "site-packages", "dist-packages", "node_modules", "externals",
     "external"}
)  # fmt: skip

LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "transformers": ("modeling_utils.py", "tokenization_utils.py", "tokenization_utils_base.py"),
    "pytorch_transformers": ("modeling_utils.py", "modeling_bert.py"),
    "pytorch_pretrained_bert": ("modeling.py", "tokenization.py"),
    "diffusers": ("configuration_utils.py", "modeling_utils.py"),
    "sentence_transformers": ("SentenceTransformer.py",),
    "timm": ("models/_factory.py", "models/factory.py"),
    "peft": ("peft_model.py",),
    "fairseq": ("checkpoint_utils.py",),
    "huggingface_hub": ("file_download.py",),
    "open_clip": ("factory.py",),
    "flair": ("embeddings/token.py", "embeddings.py"),
    "speechbrain": ("pretrained/interfaces.py", "inference/interfaces.py"),
    "optimum": ("modeling_base.py",),
    "trl": ("models/modeling_base.py",),
    "torchvision": ("models/resnet.py",),
    "allennlp": ("predictors/predictor.py",),
    "paddlenlp": ("transformers/model_utils.py",),
    "nemo": ("core/classes/modelPT.py",),
}
"""Packages and a file that only they have: a folder of that name that holds one is a copy."""

MAX_DISTINCT_NAMES = 100
"""A file that names more PTMs than this lists them; it does not use them."""


def is_test_path(path: str) -> bool:
    """Whether a file is a test by its name or a folder it lies in."""
    *folders, name = path.lower().split("/")
    return not _TEST_FOLDERS.isdisjoint(folders) or _TEST_FILE.fullmatch(name) is not None


class VendoredPaths:
    """The copies of other people's packages within a tree.

    A tree that *is* the package (its own repository, with the package at the root or in `src`) is
    no copy, unless it lies in a folder for such.
    """

    def __init__(self, paths: Iterable[str], repository_name: str = "") -> None:
        """Finds the copies.

        Args:
            paths: of all files.
            repository_name: `owner/name`; the package of that name is its own and no copy.
        """
        own = repository_name.rpartition("/")[2].lower().replace("-", "_")
        wanted = {file for files in LAYOUTS.values() for file in files}
        last_parts = {file.rpartition("/")[2] for file in wanted}
        self._copies: dict[str, str] = {}
        for path in paths:
            if path.rpartition("/")[2] in last_parts:
                for package, files in LAYOUTS.items():
                    for file in files:
                        folder = path[: -len(file) - 1]
                        if (
                            path.endswith(f"/{file}")
                            and folder.rpartition("/")[2] == package
                            and package != own
                        ):
                            self._copies[folder + "/"] = f"copy of {package}, by its {file}"

    def reason(self, path: str) -> str | None:
        """Why a file counts as vendored; null where it does not."""
        for folder in path.lower().split("/")[:-1]:
            if folder in _VENDOR_FOLDERS:
                return f"in a folder `{folder}`"
        end = path.find("/")
        while end != -1:
            reason = self._copies.get(path[: end + 1])
            if reason:
                return reason
            end = path.find("/", end + 1)
        return None


def listing_files(call_sites: Iterable[CallSite]) -> dict[str, str]:
    """Files whose calls name more PTMs than anybody uses, with the reason."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for call in call_sites:
        names[call.path].update(call.resolved_names)
    return {
        path: f"names {len(found)} PTMs, more than {MAX_DISTINCT_NAMES}"
        for path, found in names.items()
        if len(found) > MAX_DISTINCT_NAMES
    }
