"""People who commit and talk on the fictional hub."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ingestion.sample.chance import pick_early

if TYPE_CHECKING:
    import random

PEOPLE = (
    "mirabel-oddfellow", "gus-thistledown", "petra-quaverley", "wilhelmina-brack",
    "basil-underbough", "OttoFernlight", "juniper_sprocket", "tinker-vexley", "ida-marrowby",
    "cosmo-pennyweight", "lettice-fennimore", "rufus-underhill-ng", "zora-quillfeather",
)  # fmt: skip
CONVERT_BOT = "tarn-convert-bot"
DELETED_SHARE = 0.07
"""How many of those who did something have deleted their account since."""


def person(rng: random.Random, owner: str | None) -> str | None:
    """Who did something: mostly the owner, now and then somebody who is no more: None."""
    roll = rng.random()
    if roll < DELETED_SHARE:
        return None
    if owner and roll < 0.6:
        return owner
    return pick_early(rng, PEOPLE)


def profile(name: str) -> dict[str, Any]:
    """A user as the Hub shows the author of a discussion; with an owner's name, its owner."""
    digest = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    about: dict[str, Any] = {
        "_id": digest[:24],
        "avatarUrl": f"/avatars/{digest[:32]}.svg",
        "fullname": name.replace("-", " ").replace("_", " ").title(),
        "name": name,
        "isHf": False,
        "isHfAdmin": False,
        "isMod": False,
    }
    if name in PEOPLE or name == CONVERT_BOT:
        return about | {"type": "user", "isPro": int(digest, 16) % 5 == 0}
    return about | {"type": "org"}
