"""Spaces of the fictional hub, and the PTMs that they use."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from ingestion.sample.chance import Weighted, heavy_tail, pick, pick_early
from ingestion.sample.hub import time_text
from ingestion.sample.vocabulary import ADJECTIVES, NOUNS, OWNERS, TOPICS
from ingestion.sample.world import DAYS, SECONDS

if TYPE_CHECKING:
    from ingestion.sample.hub import Record, RecordOfDay
    from ingestion.sample.world import Ptm, World

MOST_SPACES = 400
_SDKS = Weighted({"gradio": 60, "streamlit": 20, "docker": 12, "static": 8})
_STAGES = Weighted({"RUNNING": 60, "SLEEPING": 25, "RUNTIME_ERROR": 10, "PAUSED": 5})
_LOST_MODEL = "gloamwater/vanished-before-day-1"
_FIRST = 1_650_000_000


def space_records(world: World, often: list[Ptm], seed: int) -> list[RecordOfDay]:
    """Each Space as the hub lists it on each day.

    Args:
        world: the plan.
        often: the PTMs that are downloaded most, which most Spaces use.
        seed: of the run.
    """
    rng = random.Random(f"spaces of {seed}")  # noqa: S311  # it must repeat, not be hard to guess
    count = min(MOST_SPACES, max(12, len(world.ptms) // 20))
    return [_space(number, count, world, often, rng) for number in range(count)]


def _space(
    number: int, count: int, world: World, often: list[Ptm], rng: random.Random
) -> RecordOfDay:
    owner = pick_early(rng, OWNERS, 2.0)
    created = _FIRST + int(rng.random() * (SECONDS[0] - _FIRST - 86_400))
    name = f"{owner}/{pick(rng, ADJECTIVES)}-{pick(rng, NOUNS)}-{number}"
    used = list(
        dict.fromkeys(
            pick(rng, often) if rng.random() < 0.8 else pick(rng, world.ptms)
            for _ in range(int(rng.random() ** 2 * 5))
        )
    )
    uses_lost = rng.random() < 0.05
    datasets = [pick(rng, world.datasets)] if rng.random() < 0.2 else []
    sdk, title = _SDKS.pick(rng), pick(rng, TOPICS).replace("-", " ").title()
    sha = f"{rng.getrandbits(160):040x}"
    native_id = f"{created:08x}{rng.getrandbits(40):010x}{number:06x}"
    likes, stage = heavy_tail(rng, 3, 1.8, 9_000), _STAGES.pick(rng)
    modified = time_text(created + int(rng.random() * (SECONDS[0] - created)))

    def record_of(day: int) -> Record | None:
        # the first is removed, the last is new
        if (day, number) in ((1, 0), (0, count - 1)):
            return None
        models = [used_name for ptm in used if (used_name := ptm.names[day])]
        record: dict[str, Any] = {
            "_id": native_id,
            "id": name,
            "author": owner,
            "sha": sha,
            "lastModified": modified,
            "createdAt": time_text(created),
            "private": False,
            "gated": False,
            "disabled": False,
            "likes": likes + day * (likes // 50),
            "trendingScore": int(rng.random() * 3),
            "sdk": sdk,
            "tags": [sdk, "region:us"],
            "subdomain": name.replace("/", "-").lower(),
            "host": f"https://{name.replace('/', '-').lower()}.example.invalid",
            "runtime": {
                "stage": stage,
                "hardware": {
                    "current": "cpu-basic" if stage == "RUNNING" else None,
                    "requested": "cpu-basic",
                },
                "storage": None,
            },
            "cardData": {"title": title, "emoji": "🪁", "sdk": sdk, "app_file": "app.py"},
            "siblings": [{"rfilename": file} for file in (".gitattributes", "README.md", "app.py")],
        }
        if uses_lost:
            models.append(_LOST_MODEL)
        if models:
            record["models"] = models
        if named := [dataset_name for used in datasets if (dataset_name := used.names[day])]:
            record["datasets"] = named
        return record

    first, second = (record_of(day) for day in DAYS)
    return first, second
