"""The file tree of a fictional repository, as the Hub tells it with `expand`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingestion.sample.chance import Weighted

if TYPE_CHECKING:
    import random

    from ingestion.sample.history import History

PICKLED_ENDINGS = (".bin",)
_STATUSES = Weighted({"safe": 92, "queued": 3, "unscanned": 2, "caution": 2, "error": 1})
_IMPORTS = {
    "unsafe": [("posix", "system", "dangerous"), ("builtins", "exec", "dangerous")],
    "suspicious": [("odd_helpers", "unfold", "suspicious")],
    "safe": [
        ("collections", "OrderedDict", "innocuous"),
        ("torch._utils", "_rebuild_tensor_v2", "innocuous"),
    ],
}


def tree_of(history: History, status: str | None, rng: random.Random) -> list[dict[str, Any]]:
    """The files after the last commit, in the order of their paths.

    Args:
        history: of the repository.
        status: what the scanners say of its pickled files; drawn where None.
        rng: the generator of this repository.
    """
    entries = []
    for path in sorted(history.files):
        commit = history.commits[history.last_commit[path]]
        is_pickled = path.endswith(PICKLED_ENDINGS)
        found = (status or _STATUSES.pick(rng)) if is_pickled else "safe"
        entry: dict[str, Any] = {
            "type": "file",
            "oid": history.oid(path),
            "size": history.files[path].size,
            "path": path,
        }
        if lfs := history.lfs_sha256(path):
            entry["lfs"] = {"oid": lfs, "size": entry["size"], "pointerSize": 135}
        entry["lastCommit"] = {key: commit[key] for key in ("id", "title", "date")}
        entry["securityFileStatus"] = _scans(found, is_pickled=is_pickled)
        entries.append(entry)
    return entries


def _scans(status: str, *, is_pickled: bool) -> dict[str, Any]:
    pickle_scan: dict[str, Any] = {"status": status if is_pickled else "unscanned"}
    if is_pickled and status not in {"queued", "unscanned"}:
        pickle_scan["pickleImports"] = [
            {"module": module, "name": name, "safety": safety}
            for module, name, safety in _IMPORTS.get(status, _IMPORTS["safe"])
        ]
    message = "This file calls the shell when it is loaded." if status == "unsafe" else None
    partner: dict[str, Any] = {"status": status} | ({"message": message} if message else {})
    return {
        "status": status,
        "jFrogScan": partner,
        "protectAiScan": partner,
        "avScan": {"status": "safe" if status != "queued" else "queued", "version": "1.4.2"},
        "pickleImportScan": pickle_scan,
    }
