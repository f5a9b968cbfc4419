"""From what a call is given to the name on the hub, or why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingestion.scanner.signatures import Signature, Signatures

_PART = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,95}"
_ID = re.compile(rf"{_PART}(?:/{_PART})?")
_HUB_URL = re.compile(
    rf"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)/({_PART}/{_PART})(?:[/?#].*)?"
)
_REPOSITORY_URL = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?:[/#].*)?")
_FILE = re.compile(
    r"\.(?:pt|pth|ckpt|bin|gguf|ggml|safetensors|onnx|pkl|pickle|h5|hdf5|msgpack|model|json|ya?ml|"
    r"tar|tar\.gz|tgz|zip|gz|nemo|npz|tflite|pb|pdparams|xml|txt|vocab|index|mlmodel|mar|engine)",
    re.IGNORECASE,
)
LOCAL_OWNERS = frozenset(
    """
    model models checkpoint checkpoints ckpt ckpts output outputs out result results data
    datasets dataset saved saved_model saved_models save saves weights pretrained
    pretrained_models pretrain pretrained_model runs run logs log tmp temp cache experiments
    experiment exp trained trained_models local my_models finetuned fine_tuned
    finetuned_models artifacts artifact assets resources files src app tests test fixtures
    home mnt root opt usr var content workspace lora_output lora-output path path_to
    your_path your-username username user your_username your-name your_name yourname
    your-org yourusername your-hf-username hf_username model_save save_model saved-models
    huggingface_models hf_models local_models
    """.split()  # noqa: SIM905
)
"""First parts of paths that look like ids and are folders, or stand for the reader's own."""

Verdict = Literal["name", "local_path", "other"]


@dataclass(frozen=True, slots=True)
class HubName:
    """What a text is for a signature.

    Attributes:
        verdict: a name on the hub, a path or URL outside it, or nothing that the signature loads
            from a hub (a hosted API's model).
        name: on the hub.
        revision: written into the text.
        why: of a local path, how it is known.
    """

    verdict: Verdict
    name: str = ""
    revision: str | None = None
    why: str = ""


def hub_name(
    text: str,
    signature: Signature,
    signatures: Signatures,
    is_local: Callable[[str], str | None],
) -> HubName:
    """What a text given as id stands for.

    Args:
        text: the known argument.
        signature: of the call.
        signatures: hold the short names.
        is_local: says why a text is a folder of the repository or one the code wrote; else null.
    """
    text = text.strip()
    stripped = _without_prefix(text, signature)
    if stripped is None:
        return HubName("other")
    has_prefix = stripped != text
    url = _HUB_URL.fullmatch(stripped)
    if url:
        owner = url.group(1).partition("/")[0]
        if owner in ("datasets", "spaces"):
            return HubName("other")
        return HubName("name", url.group(1))
    if "://" in stripped:
        return HubName("local_path", why="a URL outside the hub")
    if "@" in stripped and signature.library == "pyannote":
        stripped, revision = _split_revision(stripped)
    elif has_prefix:
        stripped, revision = _split_revision("/".join(stripped.split("/")[:2]))
    else:
        revision = None
    short = signatures.short_names.get((signature.library, stripped))
    if short:
        return HubName("name", short, revision)
    if stripped in signatures.canonical_names and signature.hub == "huggingface":
        return HubName("name", stripped, revision)
    why = _local(stripped) or (None if has_prefix else is_local(stripped))
    if why:
        return HubName("local_path", why=why)
    if "/" in stripped:
        return HubName("name", stripped, revision)
    if signature.name_template:
        return HubName("name", signature.name_template.format(stripped), revision)
    return HubName("local_path", why="no owner, and not one of the Hub's names without one")


def _without_prefix(text: str, signature: Signature) -> str | None:
    for prefix in signature.id_prefixes:
        if text.startswith(prefix):
            return text[len(prefix) :]
    return None if signature.needs_prefix else text


def _split_revision(text: str) -> tuple[str, str | None]:
    name, mark, revision = text.partition("@")
    return name, revision if mark else None


def _local(text: str) -> str | None:
    if not text:
        return "an empty text"
    if text[0] in "./~\\$<{" or "\\" in text or text[1:2] == ":":
        return "a path"
    if not _ID.fullmatch(text) or ".." in text or "--" in text:
        return "not of the form of an id"
    match = _FILE.search(text, max(0, text.rfind(".")))
    if match and match.end() == len(text):
        return "the name of a file"
    first, slash, _ = text.partition("/")
    if (slash and first.lower() in LOCAL_OWNERS) or (not slash and text.lower() in LOCAL_OWNERS):
        return "the name of a folder"
    return None


def torch_hub_name(repository: str, entry_point: str) -> HubName:
    """`owner/name[:ref]` and an entry point as the name of a PTM of PyTorch Hub."""
    url = _REPOSITORY_URL.fullmatch(repository)
    name, _, ref = (url.group(1) if url else repository).partition(":")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name) or name[0] in "./~":
        return HubName("local_path", why="not owner/name of a repository on GitHub")
    return HubName("name", f"{name}/{entry_point}", ref or None)
