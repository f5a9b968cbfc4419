"""Whether a text that looks like an id is a folder: one the repository has, or the code wrote."""

from __future__ import annotations

import ast
import posixpath
from typing import TYPE_CHECKING

from ingestion.scanner.modules import last_name

if TYPE_CHECKING:
    from ingestion.scanner.modules import Module
    from ingestion.scanner.resolve.resolver import Resolver

WRITERS = ("save_pretrained", "save_model", "makedirs", "mkdir", "save_to_disk", "to_disk")
WRITER_ARGUMENTS = ("output_dir", "save_directory", "local_dir", "save_dir")
MODEL_FILES = (
    "config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "vocab.txt",
    "modules.json",
    "model_index.json",
    "adapter_config.json",
    "hyperparams.yaml",
    "meta.json",
)
"""A folder that holds one of these is what `from_pretrained` reads from disk."""


def why_local(text: str, module: Module, resolver: Resolver) -> str | None:
    """Why a text is a folder; null where nothing says so."""
    if text in written_folders(module):
        return "a folder that this file writes"
    if resolver.repository is not None:
        folder = posixpath.dirname(module.file.path)
        for base in dict.fromkeys(("", folder)):
            path = posixpath.normpath(posixpath.join(base, text))
            if resolver.repository.exists(path):
                for file in MODEL_FILES:
                    if resolver.repository.exists(f"{path}/{file}"):
                        return f"a folder of the repository, which has {path}/{file}"
    return None


def written_folders(module: Module) -> frozenset[str]:
    """The folders that a file writes to, as far as they are literals or named by a constant."""
    return module.kept("written folders", _written_folders)


def _written_folders(module: Module) -> frozenset[str]:
    found: set[str] = set()
    text = module.file.text
    words = [word for word in (*WRITERS, *WRITER_ARGUMENTS) if word in text]
    for node, scope in module.nodes_at(module.lines_with(words)) if words else ():
        if not isinstance(node, ast.Call):
            continue
        arguments = [k.value for k in node.keywords if k.arg in WRITER_ARGUMENTS]
        if last_name(node.func) in WRITERS:
            arguments += node.args[:1]
        for argument in arguments:
            value = argument
            if isinstance(value, ast.Name):
                bindings = scope.module.scope.bindings.get(value.id) or ()
                value = next(
                    (b.node for b in bindings if isinstance(b.node, ast.Constant)), argument
                )
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.add(value.value.rstrip("/"))
    return frozenset(found)
