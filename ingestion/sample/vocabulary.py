"""The sample's words: model families, licenses, languages, topics, and how often each occurs.

Families, owners, datasets and papers are invented. Task names, library names, license tags and
language codes are the hub's own, since the marts judge by them; their weights follow the listing
of January 2025 that the LiAgent artifact published (3,988 PTMs).
"""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.sample.chance import Weighted


@dataclass(frozen=True, slots=True)
class License:
    """A license as a model card declares it.

    Attributes:
        tags: the values of the card's `license`, each of which becomes a `license:` tag.
        name: the card's `license_name`, which says what `other` means.
        link: the card's `license_link`.
    """

    tags: tuple[str, ...]
    name: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """An invented line of PTMs that share an architecture.

    Attributes:
        name: how its PTMs begin.
        publisher: the owner of its first base PTM.
        model_type: `config.model_type`.
        architecture: the class in `config`.
        library: `library_name`.
        task: `pipeline_tag` of the base PTMs.
        other_tasks: what fine-tuned PTMs do besides.
        sizes: label in the name → number of parameters.
        license: the tag of the first base PTMs.
        paper: arXiv id; month 13, so that it is nobody's.
    """

    name: str
    publisher: str
    model_type: str
    architecture: str
    library: str
    task: str
    other_tasks: tuple[str, ...]
    sizes: dict[str, int]
    license: str
    paper: str


_FAMILIES = {
    Family(
        "cinderlm", "lumen-lab", "cinder", "CinderForCausalLM", "transformers",
        "text-generation", (),
        {"1b": 1_235_814_400, "8b": 8_030_261_248, "70b": 70_553_706_496}, "llama3.1",
        "2413.01001",
    ): 22,
    Family(
        "tarnlm", "tarn-and-pine", "tarn", "TarnForCausalLM", "transformers",
        "text-generation", ("image-text-to-text",),
        {"500m": 494_032_768, "7b": 7_241_732_096, "34b": 34_388_917_248}, "apache-2.0",
        "2313.02002",
    ): 20,
    Family(
        "brindle", "brindlecat", "brindle", "BrindleForCausalLM", "transformers",
        "text-generation", (),
        {"2b": 2_614_341_888, "9b": 9_241_705_984}, "gemma",
        "2413.03003",
    ): 8,
    Family(
        "wrenbert", "northwind-nlp", "wrenbert", "WrenBertForMaskedLM", "transformers",
        "fill-mask", ("text-classification", "token-classification", "question-answering"),
        {"small": 28_764_674, "base": 110_106_428, "large": 335_174_458}, "apache-2.0",
        "2013.04004",
    ): 16,
    Family(
        "pebble-embed", "quillbyte", "wrenbert", "WrenBertModel", "sentence-transformers",
        "sentence-similarity", ("feature-extraction",),
        {"mini": 22_713_728, "base": 109_482_752}, "mit",
        "2113.05005",
    ): 8,
    Family(
        "knotseq", "fathom-field", "knotseq", "KnotSeqForConditionalGeneration", "transformers",
        "translation", ("summarization", "text2text-generation"),
        {"small": 60_506_880, "base": 222_903_552, "xl": 2_849_757_184}, "cc-by-4.0",
        "2013.06006",
    ): 6,
    Family(
        "glimmer", "gloamwater", "glimmer", "GlimmerPipeline", "diffusers",
        "text-to-image", ("image-to-image",),
        {"v1": 1_066_235_307, "xl": 3_468_844_359}, "creativeml-openrail-m",
        "2213.07007",
    ): 10,
    Family(
        "murmur", "fjord-speech", "murmur", "MurmurForSpeechToText", "transformers",
        "automatic-speech-recognition", ("audio-classification",),
        {"tiny": 37_760_640, "medium": 763_857_920}, "mit",
        "2213.08008",
    ): 4,
    Family(
        "lattice-vit", "saltmarsh-ai", "lattice_vit", "LatticeViTForImageClassification", "timm",
        "image-classification", ("image-feature-extraction",),
        {"s16": 22_050_664, "b16": 86_567_656}, "apache-2.0",
        "2113.09009",
    ): 5,
    Family(
        "spyglass", "copperkettle", "spyglass", "SpyglassForObjectDetection", "spyglass",
        "object-detection", ("image-segmentation",),
        {"n": 3_157_200, "x": 68_229_648}, "agpl-3.0",
        "2313.10010",
    ): 2,
    Family(
        "parable-vl", "mossgarden", "parable", "ParableForConditionalGeneration", "transformers",
        "image-text-to-text", ("visual-question-answering",),
        {"4b": 4_145_623_040}, "cc-by-nc-4.0",
        "2413.11011",
    ): 3,
    Family(
        "sandpiper", "heronwood", "sandpiper", "SandpiperPolicy", "stable-baselines3",
        "reinforcement-learning", (),
        {"ppo": 141_320}, "bsd-3-clause",
        "1913.12012",
    ): 2,
}  # fmt: skip

FAMILIES = Weighted(_FAMILIES)
FAMILY_BY_NAME = {family.name: family for family in FAMILIES.choices}

NO_LICENSE = License(())
UNKNOWN_NEW_LICENSE = License(("sunbeam-1.0",))
"""A tag that no vocabulary has; one PTM declares it, so the warning about it has one reason."""

LICENSES = Weighted(
    {License((tag,)): weight for tag, weight in {
        # permissive and public domain
        "apache-2.0": 480, "mit": 215, "bsd-3-clause": 14, "bsd-2-clause": 2, "afl-3.0": 4,
        "cc-by-4.0": 18, "cc0-1.0": 3, "unlicense": 2, "wtfpl": 2, "cdla-permissive-2.0": 2,
        # copyleft
        "gpl-3.0": 12, "gpl-2.0": 2, "agpl-3.0": 9, "lgpl-3.0": 3, "mpl-2.0": 3, "epl-2.0": 1,
        # Creative Commons with conditions
        "cc-by-sa-4.0": 20, "cc-by-nc-4.0": 38, "cc-by-nc-sa-4.0": 15, "cc-by-nc-nd-4.0": 3,
        # AI licenses
        "openrail": 14, "creativeml-openrail-m": 16, "openrail++": 12,
        "bigscience-bloom-rail-1.0": 5, "bigcode-openrail-m": 3,
        "llama2": 14, "llama3": 5, "llama3.1": 8, "llama3.2": 4, "gemma": 9,
        # families, and words that name no license
        "gpl": 1, "bsd": 1, "cc": 3, "unknown": 4, "other": 6,
    }.items()}
    | {
        License(("other",), "tongyi-qianwen", "LICENSE"): 10,
        License(("other",), "falcon-llm-license", "LICENSE.txt"): 4,
        License(("other",), "quillbyte-community", "https://quillbyte.invalid/license"): 5,
        License(("other",), None, "https://gloamwater.invalid/terms.html"): 3,
        License(("mit", "apache-2.0")): 3,
        License(("cc-by-4.0", "gpl-3.0")): 1,
    }
)  # fmt: skip

LANGUAGES = Weighted(
    {("en",): 66, ("zh",): 6, ("en", "zh"): 5, ("fr",): 4, ("de",): 4, ("ja",): 3, ("es",): 3,
     ("ko",): 3, ("en", "fr", "de", "es", "it"): 3, ("multilingual",): 2, ("no",): 1,
     ("sv", "da", "no"): 1}
)  # fmt: skip
"""Language codes of a card. YAML reads an unquoted `no` as false, and so does the hub."""

TOPICS = (
    "harbor-dialogues", "lantern-recipes", "orchard-notes", "tide-tables", "moss-proverbs",
    "attic-letters", "copper-ledgers", "heron-sightings", "ferry-manifests", "willow-verses",
    "kiln-manuals", "meadow-stories", "granite-minutes", "saddle-reviews", "thimble-faq",
    "compass-logs", "beacon-alerts", "velvet-scripts", "quarry-reports", "bramble-chat",
    "parish-records", "teapot-support", "glacier-charts", "puppet-plays", "cobble-maps",
)  # fmt: skip
"""What invented datasets are about, and what fine-tuned PTMs are named for."""

ADJECTIVES = (
    "amber", "brisk", "crooked", "dappled", "earnest", "feathered", "gilded", "hollow", "idle",
    "jaunty", "kindled", "lopsided", "muted", "nimble", "oblique", "patient", "quaint", "rustic",
    "sable", "tidy", "unhurried", "vagrant", "wistful", "yonder", "zealous",
)  # fmt: skip
NOUNS = (
    "acorn", "bellows", "candle", "drizzle", "ember", "foxglove", "gantry", "hedgerow", "inkwell",
    "jackdaw", "kettle", "lighthouse", "magpie", "nettle", "otter", "paddock", "quince", "rookery",
    "spindle", "trellis", "urn", "viaduct", "weathervane", "yarrow", "zephyr",
)  # fmt: skip

QUANTIZATIONS = ("GGUF", "AWQ", "GPTQ-Int4", "bnb-4bit", "FP8")
MERGE_METHODS = ("slerp", "ties", "dare", "linear")

OWNERS = (
    "lumen-lab", "northwind-nlp", "quillbyte", "tarn-and-pine", "brindlecat", "gloamwater",
    "fathom-field", "saltmarsh-ai", "fjord-speech", "mossgarden", "copperkettle", "heronwood",
    "Lanternworks-Research", "TidepoolML", "orchard-of-weights", "patchwork-merges",
    "tinker-vexley", "mirabel-oddfellow", "gus-thistledown", "petra-quaverley", "OttoFernlight",
    "wilhelmina-brack", "juniper_sprocket", "basil-underbough",
)  # fmt: skip
"""The owners that publish most, organisations and people; the rest are composed, see `names`."""

OWNER_STEMS = (
    "alderquill", "bramblewick", "cloverdash", "dovetailor", "elmsworthy", "fennelgate",
    "gorsebury", "hazelmoor", "ivystitch", "juniperine", "kestrelby", "larkspurred",
    "mallowfen", "nettlecombe", "oakhollow", "pimpernellow", "quarrybank", "rowanskeep",
    "sorrelton", "thistlecroft", "umberleigh", "vetchling", "willowmarch", "yarrowden",
)  # fmt: skip
OWNER_ENDINGS = (
    "-lab",
    "-nlp",
    "-works",
    "AI",
    "-collective",
    "_models",
    "-tinkers",
    "-et-al",
    "Research",
    "-institute-of-odds",
    "-garage",
    "-weights",
)

REPOSITORY_OWNERS = (
    "FableForge-Studio",
    "Quillbyte",
    "lumen-lab",
    "Harbour-Tools",
    "GlassOnion-Apps",
    "saltmarsh-ai",
    "Tinker-Vexley",
    "OpenOrchard",
    "Lamplighter-Labs",
    "brass-and-bytes",
)
REPOSITORY_KINDS = (
    "chat", "search", "captioner", "indexer", "Notebook", "API", "Bot", "toolkit", "Bench",
    "demo", "Transcriber", "reader", "Studio", "pipeline", "app",
)  # fmt: skip

REPOSITORY_LICENSES: Weighted[str | None] = Weighted(
    {"MIT": 3784, "Apache-2.0": 2319, "NOASSERTION": 678, None: 1200, "GPL-3.0": 359,
     "BSD-3-Clause": 184, "AGPL-3.0": 121, "CC0-1.0": 41, "MIT-0": 32, "CC-BY-4.0": 28,
     "MPL-2.0": 25, "BSD-2-Clause": 22, "GPL-2.0": 21, "CC-BY-SA-4.0": 18, "LGPL-3.0": 11,
     "Unlicense": 8, "LGPL-2.1": 5}
)  # fmt: skip
"""What GitHub reports; weights as in the LiAgent artifact, except that null is common here."""

SCANCODE_KEYS = {
    "MIT": "mit", "Apache-2.0": "apache-2.0", "GPL-3.0": "gpl-3.0", "BSD-3-Clause": "bsd-new",
    "AGPL-3.0": "agpl-3.0", "CC0-1.0": "cc0-1.0", "MIT-0": "mit-0", "CC-BY-4.0": "cc-by-4.0",
    "MPL-2.0": "mpl-2.0", "BSD-2-Clause": "bsd-simplified", "GPL-2.0": "gpl-2.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0", "LGPL-3.0": "lgpl-3.0", "Unlicense": "unlicense",
    "LGPL-2.1": "lgpl-2.1",
}  # fmt: skip
"""GitHub's id → the key under which ScanCode finds the same license."""

SCANCODE_REFINED = {
    "GPL-3.0": "gpl-3.0-plus",
    "GPL-2.0": "gpl-2.0-plus",
    "LGPL-2.1": "lgpl-2.1-plus",
}
"""GitHub's id → the key that says which versions are meant, which GitHub's id does not."""

SCANCODE_UNNAMED = Weighted(
    {("proprietary-license",): 4, ("cc-by-nc-4.0",): 4, ("bsd-new",): 2, ("gpl-3.0-plus",): 2,
     ("mit", "apache-2.0"): 2, ("apache-2.0", "bsd-new", "mit"): 1,
     ("unknown-license-reference",): 2, ("stable-diffusion-2022-08-22",): 1}
)  # fmt: skip
"""What ScanCode finds where GitHub says NOASSERTION."""
