"""Which keys of a record the Hub shows in which answer.

The names that `expand` takes are those the Hub's own error lists (October 2026; it knows
`xetEnabled`, which huggingface_hub 2.4 does not). The keys of listings and bodies are those of
recorded answers: huggingface_hub's test recordings and the listings of January 2025. Of Spaces no
answer was recorded; theirs are the properties that huggingface_hub 2.4 knows.
"""

from __future__ import annotations

from dataclasses import dataclass

ALWAYS_SHOWN = frozenset({"_id", "id"})
"""What an answer to `expand` holds besides the properties asked for."""


@dataclass(frozen=True)
class Properties:
    """The keys of one kind of repository.

    Attributes:
        expandable: what `expand` may name, in the order of the Hub's error message.
        listed: the keys of a listing.
        listed_in_full: the keys that `full=true` adds to a listing.
        only_on_request: the keys that a single repository's body lacks without `expand`.
    """

    expandable: tuple[str, ...]
    listed: frozenset[str]
    listed_in_full: frozenset[str]
    only_on_request: frozenset[str]


MODEL_PROPERTIES = Properties(
    expandable=(
        "author",
        "baseModels",
        "cardData",
        "config",
        "createdAt",
        "disabled",
        "downloads",
        "downloadsAllTime",
        "evalResults",
        "gated",
        "inference",
        "inferenceProviderMapping",
        "lastModified",
        "library_name",
        "likes",
        "mask_token",
        "model-index",
        "pipeline_tag",
        "private",
        "safetensors",
        "sha",
        "siblings",
        "spaces",
        "tags",
        "transformersInfo",
        "trendingScore",
        "widgetData",
        "gguf",
        "resourceGroup",
        "xetEnabled",
        "childrenModelCount",
        "usedStorage",
    ),
    listed=ALWAYS_SHOWN
    | {
        "createdAt",
        "downloads",
        "library_name",
        "likes",
        "modelId",
        "pipeline_tag",
        "private",
        "tags",
        "trendingScore",
    },
    listed_in_full=frozenset({"author", "disabled", "gated", "lastModified", "sha", "siblings"}),
    only_on_request=frozenset(
        {
            "baseModels",
            "childrenModelCount",
            "downloadsAllTime",
            "evalResults",
            "inferenceProviderMapping",
            "resourceGroup",
            "trendingScore",
            "xetEnabled",
        }
    ),
)

DATASET_PROPERTIES = Properties(
    expandable=(
        "author",
        "cardData",
        "citation",
        "createdAt",
        "description",
        "disabled",
        "downloads",
        "downloadsAllTime",
        "gated",
        "lastModified",
        "likes",
        "mainSize",
        "paperswithcode_id",
        "private",
        "resourceGroup",
        "sha",
        "siblings",
        "tags",
        "trendingScore",
        "usedStorage",
        "xetEnabled",
    ),
    listed=ALWAYS_SHOWN
    | {
        "author",
        "citation",
        "createdAt",
        "description",
        "disabled",
        "downloads",
        "gated",
        "key",
        "lastModified",
        "likes",
        "paperswithcode_id",
        "private",
        "sha",
        "tags",
        "trendingScore",
    },
    listed_in_full=frozenset({"cardData", "siblings"}),
    only_on_request=frozenset(
        {"downloadsAllTime", "mainSize", "resourceGroup", "trendingScore", "xetEnabled"}
    ),
)

SPACE_PROPERTIES = Properties(
    expandable=(
        "author",
        "cardData",
        "createdAt",
        "datasets",
        "disabled",
        "lastModified",
        "likes",
        "models",
        "private",
        "region",
        "resourceGroup",
        "runtime",
        "sdk",
        "sha",
        "siblings",
        "subdomain",
        "tags",
        "trendingScore",
        "usedStorage",
    ),
    listed=ALWAYS_SHOWN | {"createdAt", "likes", "private", "sdk", "tags", "trendingScore"},
    listed_in_full=frozenset(
        {
            "author",
            "cardData",
            "datasets",
            "disabled",
            "gated",
            "host",
            "lastModified",
            "models",
            "sha",
            "siblings",
            "subdomain",
        }
    ),
    only_on_request=frozenset({"region", "resourceGroup", "trendingScore"}),
)
