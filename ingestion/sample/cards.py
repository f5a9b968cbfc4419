"""The text of fictional model cards: front matter, and sections as authors fill them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ingestion.sample import planted
from ingestion.sample.chance import pick
from ingestion.sample.vocabulary import TOPICS

if TYPE_CHECKING:
    import random

    from ingestion.sample.hub import Record
    from ingestion.sample.world import Ptm

_HOSTILE = """
{{ 7*7 }} {% for x in config %}{{ x }}{% endfor %} ${7*7} <%= 7*7 %>
<script>alert("card")</script><img src=x onerror=alert(1)>
'; drop table dim_ptms; -- " or 1=1
[link](javascript:alert(1)) ../../../etc/passwd
| a | b |
|---|---|
| `{{ ref('dim_ptms') }}` | {{ var("x") }} |
"""

_SECTIONS = {
    "Intended uses & limitations": "Reading {topic} aloud. Not for decisions about people.",
    "Training data": "About {rows:,} rows of {topic}, gathered by hand.",
    "Training procedure": "AdamW, learning rate 2e-5, {epochs} epochs on 4 lanterns.",
    "Evaluation results": "Accuracy {accuracy:.1f} % on the held-out half of {topic}.",
    "Bias, risks, and limitations": "It has only ever seen {topic}.",
    "How to use": '```python\npipeline(model="{name}")\n```',
    "Citation": "```bibtex\n@misc{{sample2099, title = {{{topic}}}, year = {{2099}}}}\n```",
}
"""Heading → text; most cards lack some."""


def card_text(ptm: Ptm, record: Record, rng: random.Random) -> str | None:
    """`README.md` of a PTM, null for one without a card.

    Args:
        ptm: from the plan.
        record: as the hub lists it on the day of the card.
        rng: a generator of this card alone, so that two days say the same.
    """
    front_matter: Record | None = record.get("cardData")
    if front_matter is None:
        return None
    # a rename commits nothing, so the card keeps the name that it was written under
    name = ptm.names[0] or ptm.last_name
    facts: dict[str, Any] = {
        "name": name,
        "topic": pick(rng, TOPICS).replace("-", " "),
        "rows": int(rng.random() * 1e6),
        "epochs": 1 + int(rng.random() * 5),
        "accuracy": 100 * rng.random(),
    }
    parts = [_front_matter(front_matter), f"# {name.rpartition('/')[2]}\n"]
    if parameters := _parameters(ptm, rng):
        parts.append(f"This model has {parameters} parameters.\n")
    for heading, text in _SECTIONS.items():
        if rng.random() < 0.45:
            parts.append(f"## {heading}\n\n{text.format(**facts)}\n")
    if "co2_eq_emissions" in front_matter or rng.random() < 0.05:
        kilograms = round(rng.random() * 40, 2)
        parts.append(f"## Environmental impact\n\nCarbon emitted: {kilograms} kg CO2eq.\n")
    if rng.random() < 0.2:
        owner = name.partition("/")[0]
        parts.append(f"Code: https://github.com/{owner}/{ptm.family.name}-training\n")
    if ptm.last_name == planted.HOSTILE_CARD:
        parts.append(_HOSTILE)
    return "\n".join(parts)


def _front_matter(fields: Record) -> str:
    """Card fields as YAML: each value in the part of YAML that is JSON."""
    lines = [f"{key}: {orjson.dumps(value).decode()}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", ""])


def _parameters(ptm: Ptm, rng: random.Random) -> str | None:
    """The number of parameters as prose says it, where the author thought of it."""
    roll = rng.random()
    if ptm.last_name != planted.TOLD_IN_WORDS and roll > 0.25:
        return None
    if ptm.parameters >= 1_000_000_000:
        return f"{ptm.parameters / 1e9:.1f} {'billion' if roll < 0.5 else 'B'}"
    return f"{ptm.parameters / 1e6:.0f}{'M' if roll < 0.1 else ' million'}"
