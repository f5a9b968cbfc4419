"""What the sample must hold whatever its size and seed: the traps of the real world, by name.

A reader who looks for one finds it here; `PTMS` is the table, the constants name its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from ingestion.sample.vocabulary import LICENSES, NO_LICENSE, UNKNOWN_NEW_LICENSE, License

if TYPE_CHECKING:
    from collections.abc import Mapping

APACHE = License(("apache-2.0",))
MIT = License(("mit",))
LLAMA = License(("llama3.1",))

# lineage
SELF_LOOP = "ouroboros-works/tail-eater-7b"
CYCLE = (
    "ouroboros-works/ring-north-7b",
    "ouroboros-works/ring-east-7b",
    "ouroboros-works/ring-west-7b",
)
UNLISTED_PARENT = "gloamwater/never-published-7b"
CHILD_OF_UNLISTED = "quillbyte/orphan-of-nowhere-7b"
RENAMED_PARENT = "tarn-and-pine/tarnlm-1-7b"
RENAMED_PARENT_FORMERLY = "old-tarn/TarnLM-7B"
CHILD_OF_RENAMED = "quillbyte/tarnlm-harbor-dialogues-7b"
MERGE_OF_47 = "patchwork-merges/quilt-of-47-7b"
MERGE_PARENTS = 47
CHAIN = (
    "lumen-lab/cinderlm-2-8b",
    "northwind-nlp/cinderlm-2-8b-harbor-dialogues",
    "gus-thistledown/cinderlm-2-8b-harbor-salty-merge",
    "tinker-vexley/cinderlm-2-8b-harbor-salty-lora",
    "brindlecat/cinderlm-2-8b-harbor-GGUF",
)
"""A llama license, dropped by the fine-tune, replaced by MIT in the quantized and the merge."""

# names
REMOVED = "mossgarden/short-lived-4b"
CHILD_OF_REMOVED = "heronwood/short-lived-4b-lora"
RENAMED = ("brindlecat/brindle-1-2b", "brindlecat/Brindle-2B")
CHILD_OF_RENAMED_LATER = "petra-quaverley/brindle-1-2b-ferry-manifests"
MOVED_OWNER = ("juniper_sprocket/wrenbert-tide-tables", "northwind-nlp/wrenbert-tide-tables")
FREED_NAME = "gloamwater/glimmer-xl"
FREED_NAME_LEFT_FOR = "gloamwater/glimmer-xl-v1"
RECREATED_NAME = "otto-and-daughters/second-attempt-1b"
BARE_NAME = ("wrenbert-base", "northwind-nlp/wrenbert-base")
CASE_TWINS = ("quillbyte/StoryWeaver-1b", "quillbyte/storyweaver-1b")
MISCASED_TWIN = "quillbyte/STORYWEAVER-1B"
UNQUALIFIED = "lone-lantern-embedder"
UNQUALIFIED_NAMESAKE = f"quillbyte/{UNQUALIFIED}"
AMBIGUOUS_TAIL = "common-kettle-base"
AMBIGUOUS_NAMESAKES = (f"copperkettle/{AMBIGUOUS_TAIL}", f"basil-underbough/{AMBIGUOUS_TAIL}")

# access
GATED_AUTO = "lumen-lab/cinderlm-3-70b"
GATED_MANUAL = "brindlecat/brindle-2-9b"
DISABLED = "trickster-den/withdrawn-voice-clone"
CARDLESS = "wilhelmina-brack/untitled-upload-3"

# cards
HOSTILE_CARD = "trickster-den/hostile-card"
TAG_HOARDER = "trickster-den/tag-hoarder"
E_MAIL_CARD = "trickster-den/reachable-author"
NORWEGIAN = "fjord-speech/nordic-murmur-tiny"
EMPTY_CARD_FIELDS = "basil-underbough/empty-fields"
CAPITAL_CARD_KEYS = "basil-underbough/Shouting-Keys"
NEW_LICENSE = "Lanternworks-Research/sunbeam-wrenbert"
TWO_LICENSES = "Lanternworks-Research/dual-wrenbert"
LICENSE_CHANGED = "saltmarsh-ai/lattice-vit-2-b16"

# details
SILENT_CHANGE = "copperkettle/quietly-retrained-1b"
UNSAFE_WEIGHTS = "trickster-den/pickled-surprise"
SUSPICIOUS_WEIGHTS = "trickster-den/odd-imports"
TOLD_IN_WORDS = "wilhelmina-brack/told-in-words"
EMPTY_REPOSITORY = "heronwood/reserved-for-later"
TALKED_ABOUT = frozenset({CHAIN[0]})
"""PTMs with more commits and discussions than a page holds."""

DETAILED = (
    SILENT_CHANGE, UNSAFE_WEIGHTS, SUSPICIOUS_WEIGHTS, TOLD_IN_WORDS, EMPTY_REPOSITORY,
    GATED_MANUAL, DISABLED, CARDLESS, HOSTILE_CARD, LICENSE_CHANGED, *TALKED_ABOUT,
)  # fmt: skip
"""PTMs that are downloaded so often that a load with any threshold asks for their details."""

RENAMED_DATASET = "northwind-nlp/lantern-recipes-second-edition"
DATASET_FATES = {4: RENAMED_DATASET, 5: None}
"""Number of a dataset in the listing → its name on day 2, None when it is removed."""

UNLISTED_DATASETS = (
    "harbor_gazette", "heronwood/drowned-archive", "gus-thistledown/deleted-diary", "moss-corpus",
    "mossgarden/Private-Proverbs", "fathom-field/soundings-internal",
)  # fmt: skip
"""What cards name as training data and no listing has."""

SPECIMEN_OWNER = "license-specimens"
"""Publishes one PTM for each license of the vocabulary, so that every verdict can be reached."""


def specimen(license_tag: str) -> str:
    """The name of the PTM that declares this license tag and nothing else of interest."""
    return f"{SPECIMEN_OWNER}/wrenbert-under-{license_tag}".replace("++", "-plus-plus")


@dataclass(frozen=True, slots=True)
class PlantedPtm:
    """A PTM that every sample holds.

    Attributes:
        name: on day 1; None when it appears on day 2.
        family: the name of its family.
        license: what its card declares on day 1.
        relation: how it derives from `parents`.
        parents: what its card says: names, of which some are old and some nobody's.
        renamed_to: its name on day 2, when that differs.
        is_removed: whether day 2 lacks it.
        relicensed: what its card declares on day 2, when that differs.
        formerly: a name that it had before day 1.
        card: further card fields, which replace generated ones.
        tags: further tags.
        formats: the weight formats, where they matter.
        scan_status: what scanners say of its pickled files, where it matters.
        rewrites_weights: whether its weights change between the days and nothing else does.
        is_empty: whether its repository has no commit.
    """

    name: str | None
    family: str
    license: License = APACHE
    relation: str | None = None
    parents: tuple[str, ...] = ()
    renamed_to: str | None = None
    is_removed: bool = False
    relicensed: License | None = None
    formerly: str | None = None
    gated: bool | str = False
    is_disabled: bool = False
    has_card: bool = True
    card: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] | None = None
    scan_status: str | None = None
    rewrites_weights: bool = False
    is_empty: bool = False


_HOSTILE = {
    "prompt_template": "{{ 7*7 }} {% raw %}{{ config.items() }}{% endraw %} ${jndi:nowhere}",
    "model_name": "</pre><script>alert('card')</script>",
    "thumbnail": "javascript:alert(1)",
    "extra_gated_prompt": "'; drop table ptms; --\n\\u0000 \\x1b[31mred\\x1b[0m ../../etc/passwd",
    "pretty_name": "Ünïcødé 模型 \N{LLAMA} \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{ZERO WIDTH JOINER}",
}
_E_MAILS = {
    "contact_email": "someone@example.invalid",
    "authors": [{"name": "A. Nobody", "e-mail": "nobody@example.invalid"}],
}

PTMS = (
    PlantedPtm(CHAIN[0], "cinderlm", LLAMA),
    PlantedPtm(CHAIN[1], "cinderlm", NO_LICENSE, "finetune", (CHAIN[0],)),
    PlantedPtm(CHAIN[2], "cinderlm", MIT, "merge", (CHAIN[1], CHAIN[0])),
    PlantedPtm(CHAIN[3], "cinderlm", NO_LICENSE, "adapter", (CHAIN[2],)),
    PlantedPtm(CHAIN[4], "cinderlm", MIT, "quantized", (CHAIN[1],)),
    PlantedPtm(SELF_LOOP, "tarnlm", relation="finetune", parents=(SELF_LOOP,)),
    PlantedPtm(CYCLE[0], "tarnlm", relation="finetune", parents=(CYCLE[2],)),
    PlantedPtm(CYCLE[1], "tarnlm", relation="finetune", parents=(CYCLE[0],)),
    PlantedPtm(CYCLE[2], "tarnlm", relation="finetune", parents=(CYCLE[1],)),
    PlantedPtm(CHILD_OF_UNLISTED, "tarnlm", relation="finetune", parents=(UNLISTED_PARENT,)),
    PlantedPtm(RENAMED_PARENT, "tarnlm", formerly=RENAMED_PARENT_FORMERLY),
    PlantedPtm(CHILD_OF_RENAMED, "tarnlm", MIT, "finetune", (RENAMED_PARENT_FORMERLY,)),
    PlantedPtm(REMOVED, "parable-vl", License(("cc-by-nc-4.0",)), is_removed=True),
    PlantedPtm(CHILD_OF_REMOVED, "parable-vl", MIT, "adapter", (REMOVED,)),
    PlantedPtm(RENAMED[0], "brindle", License(("gemma",)), renamed_to=RENAMED[1]),
    PlantedPtm(CHILD_OF_RENAMED_LATER, "brindle", MIT, "finetune", (RENAMED[0],)),
    PlantedPtm(MOVED_OWNER[0], "wrenbert", renamed_to=MOVED_OWNER[1], formerly="wrenbert-tides"),
    PlantedPtm(
        FREED_NAME, "glimmer", License(("openrail++",)), renamed_to=FREED_NAME_LEFT_FOR
    ),
    PlantedPtm(None, "glimmer", License(("cc-by-nc-4.0",)), renamed_to=FREED_NAME),
    PlantedPtm(RECREATED_NAME, "cinderlm", LLAMA, is_removed=True),
    PlantedPtm(None, "cinderlm", LLAMA, renamed_to=RECREATED_NAME),
    PlantedPtm(BARE_NAME[0], "wrenbert", renamed_to=BARE_NAME[1]),
    PlantedPtm(CASE_TWINS[0], "tarnlm", MIT),
    PlantedPtm(CASE_TWINS[1], "tarnlm", License(("gpl-3.0",))),
    PlantedPtm(UNQUALIFIED_NAMESAKE, "pebble-embed", MIT),
    PlantedPtm(AMBIGUOUS_NAMESAKES[0], "wrenbert"),
    PlantedPtm(AMBIGUOUS_NAMESAKES[1], "wrenbert"),
    PlantedPtm(GATED_AUTO, "cinderlm", LLAMA, gated="auto"),
    PlantedPtm(GATED_MANUAL, "brindle", License(("gemma",)), gated="manual"),
    PlantedPtm(DISABLED, "murmur", NO_LICENSE, is_disabled=True),
    PlantedPtm(CARDLESS, "sandpiper", NO_LICENSE, has_card=False),
    PlantedPtm(HOSTILE_CARD, "glimmer", card=_HOSTILE, tags=("<script>alert('tag')</script>",)),
    PlantedPtm(
        TAG_HOARDER, "tarnlm", tags=tuple(f"{'hoarded-tag':-<20}{n:03}" for n in range(450))
    ),
    PlantedPtm(E_MAIL_CARD, "wrenbert", card=_E_MAILS),
    PlantedPtm(NORWEGIAN, "murmur", MIT, card={"language": False}, tags=("no",)),
    PlantedPtm(
        EMPTY_CARD_FIELDS,
        "wrenbert",
        NO_LICENSE,
        card={"license": None, "base_model": [], "datasets": [], "tags": None, "language": ""},
    ),
    PlantedPtm(
        CAPITAL_CARD_KEYS, "wrenbert", NO_LICENSE, card={"License": "mit", "Tags": ["shouting"]}
    ),
    PlantedPtm(NEW_LICENSE, "wrenbert", UNKNOWN_NEW_LICENSE),
    PlantedPtm(TWO_LICENSES, "wrenbert", License(("mit", "apache-2.0"))),
    PlantedPtm(
        LICENSE_CHANGED, "lattice-vit", MIT, relicensed=License(("cc-by-nc-4.0",))
    ),
    PlantedPtm(SILENT_CHANGE, "tarnlm", formats=("safetensors",), rewrites_weights=True),
    PlantedPtm(UNSAFE_WEIGHTS, "wrenbert", formats=("pytorch",), scan_status="unsafe"),
    PlantedPtm(
        SUSPICIOUS_WEIGHTS,
        "wrenbert",
        formats=("pytorch", "safetensors"),
        scan_status="suspicious",
    ),
    PlantedPtm(TOLD_IN_WORDS, "cinderlm", MIT, formats=("pytorch",)),
    PlantedPtm(EMPTY_REPOSITORY, "wrenbert", NO_LICENSE, has_card=False, formats=(), is_empty=True),
    *(
        PlantedPtm(specimen(license_.tags[0]), "wrenbert", license_)
        for license_ in LICENSES.choices
        if len(license_.tags) == 1 and license_.name is None and license_.link is None
    ),
)  # fmt: skip


class Entry(Enum):
    """What a license list has on a repository that it does not name; null is something else."""

    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PlantedRepository:
    """A repository that every sample holds.

    Attributes:
        name: as the mapping list writes it.
        ptms: PTM names as the mapping list writes them.
        github: what GitHub reports.
        scancode: what ScanCode finds.
        license_list_name: how the license list spells the name, when it differs by case.
    """

    name: str
    ptms: tuple[str, ...]
    github: str | Entry | None = Entry.ABSENT
    scancode: tuple[str, ...] | Entry | None = Entry.ABSENT
    license_list_name: str | None = None


HUB_REPOSITORY = "OpenOrchard/Everything-Bench"
HUB_REPOSITORY_PTMS = 75
"""How many PTMs the repository uses that tries them all."""

NOT_LISTED = ("gloamwater/vanished-before-day-1", "nobody-at-all/imagined-embedder")
CASE_REPOSITORIES = ("Quillbyte/Story-Forge", "quillbyte/story-forge")
"""One repository of GitHub, which ignores case, under two keys of the mapping list."""

REPOSITORIES = (
    # one for each verdict
    PlantedRepository("Quillbyte/Plain-Reader", (specimen("apache-2.0"),), "MIT", ("mit",)),
    PlantedRepository(
        "Harbour-Tools/Closed-Harbour", (specimen("gpl-3.0"), specimen("agpl-3.0")), "MIT", ("mit",)
    ),
    PlantedRepository(
        "Lamplighter-Labs/Lamp-Shop",
        (specimen("cc-by-nc-4.0"), specimen("cc-by-sa-4.0"), FREED_NAME),
        "Apache-2.0",
    ),
    PlantedRepository(
        "GlassOnion-Apps/Network-Onion", (specimen("gpl-3.0"), specimen("mit")), "AGPL-3.0"
    ),
    PlantedRepository(
        "brass-and-bytes/Rail-Yard",
        (specimen("creativeml-openrail-m"), specimen("llama2"), specimen("gemma")),
        "MIT",
    ),
    PlantedRepository(
        "FableForge-Studio/unlicensed-demo", (specimen("mit"), specimen("gpl-3.0")), None, None
    ),
    PlantedRepository("saltmarsh-ai/borrowed-weights", (CHAIN[1], CHAIN[4]), "MIT"),
    PlantedRepository(
        "OpenOrchard/Unclear", (specimen("other"), specimen("unknown"), specimen("cc")), "MIT"
    ),
    PlantedRepository("Tinker-Vexley/Never-Collected", (specimen("mit"), CHAIN[0])),
    # what lists say of licenses
    PlantedRepository(
        "Harbour-Tools/Unnamed-Terms", (specimen("mit"),), "NOASSERTION", ("proprietary-license",)
    ),
    PlantedRepository("Harbour-Tools/Unnamed-Still", (specimen("mit"),), "NOASSERTION"),
    PlantedRepository("Harbour-Tools/Two-Opinions", (specimen("mit"),), "MIT", ("gpl-3.0-plus",)),
    PlantedRepository(
        "Harbour-Tools/Finer-Opinion", (specimen("mit"),), "GPL-3.0", ("gpl-3.0-plus",)
    ),
    PlantedRepository(
        "Harbour-Tools/ScanCode-Only", (specimen("mit"),), Entry.ABSENT, ("bsd-new", "mit")
    ),
    PlantedRepository(
        "LampLighter-Labs/CamelCase-Licensed", (specimen("mit"),), "MIT",
        license_list_name="lamplighter-labs/camelcase-licensed",
    ),
    # how lists name PTMs
    PlantedRepository(
        "Tinker-Vexley/Old-Names",
        (RENAMED[0], RENAMED[1], RENAMED_PARENT_FORMERLY, RENAMED_PARENT, BARE_NAME[0],
         MOVED_OWNER[0], "wrenbert-tides"),
        "MIT",
    ),
    PlantedRepository(
        "Tinker-Vexley/Loose-Spelling",
        (CARDLESS.upper(), MISCASED_TWIN, *CASE_TWINS, UNQUALIFIED, AMBIGUOUS_TAIL),
        "MIT",
    ),
    PlantedRepository(
        "Tinker-Vexley/Ghosts", (*NOT_LISTED, UNLISTED_PARENT, REMOVED, RECREATED_NAME), "MIT"
    ),
    PlantedRepository(CASE_REPOSITORIES[0], (CASE_TWINS[0], specimen("mit")), "Apache-2.0"),
    PlantedRepository(CASE_REPOSITORIES[1], (CASE_TWINS[0], CASE_TWINS[1])),
)  # fmt: skip

UNMAPPED_REPOSITORIES = ("brass-and-bytes/Uses-Nothing", "GlassOnion-Apps/Empty-Shelf")
"""Repositories that the license lists name and the mapping list does not."""
