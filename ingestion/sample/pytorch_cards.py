"""The sample's PyTorch Hub: a folder of cards on each of the two days.

The cards are written as real ones are, with their dirt: variants in comments and loops, an
accelerator in curly quotation marks, a repository in another case, a page that is no card, and a
card whose front matter is broken. The repositories are planted ones, so that their licenses are
known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# repositories of the mapping lists, each with another answer of the license lists
_LICENSED = "LampLighter-Labs/CamelCase-Licensed"
_CONFLICTING = "Harbour-Tools/Two-Opinions"
_UNLICENSED = "FableForge-Studio/unlicensed-demo"
_NOT_COLLECTED = "Tinker-Vexley/Never-Collected"

BROKEN_CARD = "fableforge_broken.md"
REMOVED_CARD = "harbour-tools_tidenet.md"
"""On day 1 alone."""


class _CardPlan(NamedTuple):
    title: str
    tags: str
    repository: str
    accelerator: str
    code: str


_CARDS = {
    "lamplighter_wrennet.md": _CardPlan(
        "WrenNet",
        "[vision, scriptable]",
        _LICENSED,
        "cuda-optional",
        f"""import torch
model = torch.hub.load('{_LICENSED}:v0.2', 'wrennet18', pretrained=True)
# or any of these variants
# model = torch.hub.load('{_LICENSED}:v0.2', 'wrennet34', pretrained=True)
# model = torch.hub.load('{_LICENSED}:v0.2', 'wrennet50', pretrained=True)
""",
    ),
    "lamplighter_wrenspeech.md": _CardPlan(
        "WrenSpeech",
        "[audio]",
        _LICENSED,
        "“cuda-optional”",
        f"""import torch
for size in ['wrenspeech_small', 'wrenspeech_large']:
    model = torch.hub.load('{_LICENSED.lower()}', size)
utils = torch.hub.load('{_LICENSED}', 'wrenspeech_processing_utils')
""",
    ),
    REMOVED_CARD: _CardPlan(
        "TideNet",
        "[vision, generative]",
        _CONFLICTING,
        "cuda",
        f"import torch\nmodel = torch.hub.load('{_CONFLICTING}:hub', 'TideNet')\n",
    ),
    "harbour-tools_quillbert.md": _CardPlan(
        "QuillBERT",
        "[nlp]",
        _CONFLICTING,
        "cuda-optional",
        f"""import torch
tokenizer = torch.hub.load('{_CONFLICTING}', 'tokenizer', 'quillbert')
name = 'quillbert.base'
model = torch.hub.load('{_CONFLICTING}', name)
""",
    ),
    "fableforge_gullnet.md": _CardPlan(
        "GullNet",
        "[vision, nlp]",
        _UNLICENSED,
        "cuda",
        f"import torch\nmodel = torch.hub.load(repo_or_dir='{_UNLICENSED}', model='gullnet')\n",
    ),
    "tinker-vexley_loomnet.md": _CardPlan(
        "LoomNet",
        "vision",
        _NOT_COLLECTED,
        "cuda-optional",
        f"import torch\nmodel = torch.hub.load('{_NOT_COLLECTED}', 'loomnet')\n",
    ),
    "tinker-vexley_notes.md": _CardPlan(
        "Notes on LoomNet",
        "[vision]",
        _NOT_COLLECTED,
        "cuda-optional",
        "import loomnet\nmodel = loomnet.build()\n",
    ),
}


def write_cards(folders: Iterable[Path]) -> None:
    """Writes the cards of each day; the second day lacks one and has one that broke.

    Args:
        folders: of day 1 and of day 2; cards of an earlier sample in them are replaced.
    """
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True, exist_ok=True)
        for card in folder.glob("*.md"):
            card.unlink()
        for name, plan in _CARDS.items():
            if number == 0 or name != REMOVED_CARD:
                (folder / name).write_text(_card(plan), encoding="utf-8")
        (folder / "README.md").write_text("# How to contribute a card\n", encoding="utf-8")
        if number == 1:
            broken = "---\ntitle: [never closed\n---\n\nNothing in it can be read.\n"
            (folder / BROKEN_CARD).write_text(broken, encoding="utf-8")


def _card(plan: _CardPlan) -> str:
    return f"""---
layout: hub_detail
category: researchers
title: {plan.title}
summary: {plan.title} exists in this sample only
author: {plan.repository.partition("/")[0]}
tags: {plan.tags}
github-link: https://github.com/{plan.repository}
github-id: {plan.repository}
accelerator: {plan.accelerator}
order: 10
---

```python
{plan.code}```

### Model description

{plan.title} is fictional.
"""
