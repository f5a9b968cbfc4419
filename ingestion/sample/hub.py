"""Records of the fictional hub, in the shape of a Hub listing that was asked for every key.

Keys, their types and their order in `tags` follow recorded answers of the Hub: a `base_model:` tag
and `baseModels` name the parents that the hub resolved, by their current names, while `cardData`
keeps what the author wrote; a parent that the hub does not list is in the card alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingestion.sample import planted
from ingestion.sample.chance import Weighted, heavy_tail, pick, pick_early
from ingestion.sample.vocabulary import ADJECTIVES, LANGUAGES, NOUNS, TOPICS
from ingestion.sample.world import DAYS, SECONDS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from ingestion.sample.vocabulary import License
    from ingestion.sample.world import Dataset, Ptm

Record = dict[str, Any]
RecordOfDay = tuple[Record | None, Record | None]
"""A record as each day lists it, None on a day that does not."""

FILES = {
    "safetensors": "model.safetensors",
    "pytorch": "pytorch_model.bin",
    "tf": "tf_model.h5",
    "jax": "flax_model.msgpack",
    "onnx": "onnx/model.onnx",
    "gguf": "model.Q4_K_M.gguf",
}
"""Weight format, which is also its tag → a file that holds it."""

_FORMATS = Weighted(
    {("safetensors",): 45, ("pytorch",): 18, ("pytorch", "safetensors"): 20,
     ("pytorch", "tf", "safetensors"): 5, ("pytorch", "tf", "jax"): 4, ("onnx",): 3, (): 5}
)  # fmt: skip
_OPTIONAL_KEYS = ("pipeline_tag", "library_name", "config", "siblings", "usedStorage", "author")
_DATASET_SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M")


@dataclass(slots=True)
class _Facts:
    """What both days say of a PTM; drawn once, so that a day that changes nothing repeats it."""

    shas: tuple[str, str]
    modified: tuple[int, int]
    downloads: tuple[int, int]
    downloads_all_time: tuple[int, int]
    likes: tuple[int, int]
    trending: int
    task: str
    library: str
    formats: tuple[str, ...]
    card: Record | None
    subject_tags: tuple[str, ...]
    papers: tuple[str, ...]
    absent_key: str | None
    has_custom_code: bool
    is_license_a_list: bool
    lacks_parameters: bool


def model_records(ptm: Ptm, datasets: Sequence[Dataset], rng: random.Random) -> RecordOfDay:
    """A PTM as the hub lists it on each of the two days.

    Args:
        ptm: from the plan.
        datasets: what cards may name as training data.
        rng: the generator of the run.
    """
    facts = _draw_facts(ptm, datasets, rng)
    first, second = (_model_record(ptm, facts, day) for day in DAYS)
    return first, second


def _draw_facts(ptm: Ptm, datasets: Sequence[Dataset], rng: random.Random) -> _Facts:
    sha = _sha(rng)
    is_relicensed = ptm.licenses[0] != ptm.licenses[1]
    is_rewritten = ptm.planted is not None and ptm.planted.rewrites_weights
    edited = ptm.names[0] is not None and (is_relicensed or is_rewritten or rng.random() < 0.02)
    modified = _between(rng, ptm.created, SECONDS[0 if ptm.names[0] else 1])
    downloads = ptm.downloads
    all_time = int(downloads * (1 + 20 * rng.random()))
    likes = heavy_tail(rng, 0.02 * downloads**0.6, 1.0, 12_000)
    return _Facts(
        shas=(sha, _sha(rng) if edited else sha),
        modified=(modified, _between(rng, SECONDS[0], SECONDS[1]) if edited else modified),
        downloads=(downloads, int(downloads * (0.85 + 0.35 * rng.random()))),
        downloads_all_time=(all_time, all_time + downloads // 4),
        likes=(likes, likes + int(likes * 0.02 * rng.random())),
        trending=int(rng.random() * 30) if likes > 200 else 0,
        task=_task(ptm, rng),
        library=_library(ptm, rng),
        formats=_formats(ptm, rng),
        card=_card(ptm, datasets, rng) if ptm.has_card else None,
        subject_tags=_subject_tags(ptm, rng),
        papers=_papers(ptm, rng),
        absent_key=None if ptm.planted or rng.random() > 0.15 else pick(rng, _OPTIONAL_KEYS),
        has_custom_code=rng.random() < 0.05,
        is_license_a_list=rng.random() < 0.03,
        lacks_parameters=rng.random() < 0.04,
    )


def _model_record(ptm: Ptm, facts: _Facts, day: int) -> Record | None:
    name = ptm.names[day]
    if name is None:
        return None
    card = _card_of_day(ptm, facts, day)
    parents = _resolved_parents(ptm, day)
    # the hub calls a merge with one parent left a fine-tune
    relation = "finetune" if ptm.relation == "merge" and len(parents) == 1 else ptm.relation
    record: Record = {"_id": ptm.native_id, "id": name}
    if "/" in name:
        record["author"] = name.partition("/")[0]
    record |= {
        "sha": facts.shas[day],
        "lastModified": time_text(facts.modified[day]),
        "createdAt": time_text(ptm.created),
        "private": False,
        "gated": ptm.gated,
        "disabled": ptm.is_disabled,
        "downloads": facts.downloads[day],
        "downloadsAllTime": facts.downloads_all_time[day],
        "likes": facts.likes[day],
        "trendingScore": facts.trending,
        "pipeline_tag": facts.task,
        "library_name": facts.library,
        "tags": _tags(ptm, facts, card, [parent["id"] for parent in parents], relation),
    }
    if card is not None:
        record["cardData"] = card
    record["config"] = _config(ptm, facts)
    record |= _weights(ptm, facts)
    if parents:
        record["baseModels"] = {"relation": relation, "models": parents}
    readme = ["README.md"] if card is not None else []
    code = ["modeling.py"] if facts.has_custom_code else []
    weights = [FILES[form] for form in facts.formats]
    files = [".gitattributes", *readme, "config.json", *code, *weights]
    record["siblings"] = [{"rfilename": file} for file in files]
    record["usedStorage"] = ptm.parameters * 2 * max(1, len(facts.formats)) + 4_096
    if facts.absent_key:
        record.pop(facts.absent_key, None)
    if ptm.planted and ptm.planted.is_empty:
        del record["sha"]
        record |= {"siblings": [], "usedStorage": 0}
    return record


def _resolved_parents(ptm: Ptm, day: int) -> list[dict[str, str]]:
    """The parents that the hub lists on that day, by name, in the shape of `baseModels.models`."""
    listed = (
        (name, parent.ptm.native_id)
        for parent in ptm.parents
        if parent.ptm and (name := parent.ptm.names[day])
    )
    return [{"_id": native_id, "id": name} for name, native_id in sorted(listed)]


def _tags(
    ptm: Ptm, facts: _Facts, card: Record | None, parents: list[str], relation: str | None
) -> list[str]:
    """Tags in the hub's order; what comes from the card is missing without one."""
    tags = [facts.library, *facts.formats, ptm.family.model_type, facts.task, *facts.subject_tags]
    if card is not None:
        tags += _languages(card)
        tags += [f"dataset:{name}" for name in _strings(card.get("datasets"))]
    tags += facts.papers
    for parent in parents:
        tags += [f"base_model:{parent}", f"base_model:{relation}:{parent}"]
    if card is not None:
        tags += [f"license:{tag}" for tag in _strings(card.get("license"))]
        if "model-index" in card:
            tags.append("model-index")
    if facts.has_custom_code:
        tags.append("custom_code")
    if ptm.planted:
        tags += ptm.planted.tags
    return [*dict.fromkeys(tags), "endpoints_compatible", "region:us"]


def _languages(card: Record) -> list[str]:
    """Language tags: where YAML made false of Norwegian, the hub has no tag."""
    return [language for language in _strings(card.get("language")) if language]


def _strings(value: object) -> list[str]:
    """A card field that is a text, a list or neither, as the list of its texts."""
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text]


def _config(ptm: Ptm, facts: _Facts) -> Record:
    if ptm.family.library == "diffusers":
        return {"diffusers": {"_class_name": ptm.family.architecture}}
    config: Record = {
        "architectures": [ptm.family.architecture],
        "model_type": ptm.family.model_type,
        "tokenizer_config": {"pad_token": "<pad>", "unk_token": "<unk>"},
    }
    if facts.has_custom_code:
        config["auto_map"] = {"AutoModel": f"modeling.{ptm.family.architecture}"}
    if facts.library == "peft":
        config["peft"] = {"base_model_name_or_path": ptm.parents[0].declared, "task_type": "CAUSAL"}
    if facts.task == "text-generation":
        config["tokenizer_config"]["chat_template"] = (
            "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}"
            "{% endfor %}"
        )
    return config


def _weights(ptm: Ptm, facts: _Facts) -> Record:
    """What the hub read from the headers of weight files."""
    if "gguf" in facts.formats:
        header = {"architecture": ptm.family.model_type, "context_length": 4096}
        return {"gguf": {"total": ptm.parameters, **header, "eos_token": "</s>"}}
    if "safetensors" not in facts.formats:
        return {}
    if facts.lacks_parameters:
        return {"safetensors": {"total": ptm.parameters}}
    kind = "BF16" if ptm.parameters > 500_000_000 else "F32"
    return {"safetensors": {"parameters": {kind: ptm.parameters}, "total": ptm.parameters}}


def _task(ptm: Ptm, rng: random.Random) -> str:
    others = ptm.family.other_tasks
    return pick(rng, others) if others and ptm.relation and rng.random() < 0.7 else ptm.family.task


def _library(ptm: Ptm, rng: random.Random) -> str:
    if ptm.relation == "adapter" and ptm.family.library == "transformers":
        return "peft"
    return "transformers.js" if rng.random() < 0.01 else ptm.family.library


def _formats(ptm: Ptm, rng: random.Random) -> tuple[str, ...]:
    if ptm.planted and ptm.planted.formats is not None:
        return ptm.planted.formats
    if ptm.last_name.endswith("GGUF"):
        return ("gguf",)
    return _FORMATS.pick(rng)


def _subject_tags(ptm: Ptm, rng: random.Random) -> tuple[str, ...]:
    tags = ["mergekit", "merge"] if ptm.relation == "merge" else []
    if ptm.relation == "adapter":
        tags.append("lora")
    if ptm.family.task == "text-generation":
        tags.append("conversational")
    if rng.random() < 0.2:
        tags.append(pick(rng, NOUNS))
    return tuple(tags)


def _papers(ptm: Ptm, rng: random.Random) -> tuple[str, ...]:
    """Tags of papers; month 13 and the prefix 10.00000 make them nobody's."""
    papers = [f"arxiv:{ptm.family.paper}"] if rng.random() < 0.7 else []
    if rng.random() < 0.1:
        papers.append(f"arxiv:{17 + int(rng.random() * 9)}13.{int(rng.random() * 1e5):05}")
    if rng.random() < 0.01:
        papers.append(f"doi:10.00000/sample/{ptm.native_id[-6:]}")
    return tuple(papers)


def _card(ptm: Ptm, datasets: Sequence[Dataset], rng: random.Random) -> Record:
    """The front matter of a card, but for its license, which a day can change."""
    card: Record = {}
    if ptm.family.model_type != "sandpiper":
        card["language"] = _as_yaml_reads(_text_or_list(rng, LANGUAGES.pick(rng)))
    if rng.random() < 0.4:
        card["tags"] = [pick(rng, ADJECTIVES), ptm.family.name]
    if ptm.parents:
        card["base_model"] = _text_or_list(rng, [parent.declared for parent in ptm.parents])
        if rng.random() < 0.2:
            card["base_model_relation"] = ptm.relation
    if rng.random() < 0.45:
        names = [_dataset_name(datasets, rng) for _ in range(1 + int(rng.random() ** 3 * 4))]
        card["datasets"] = _text_or_list(rng, list(dict.fromkeys(names)))
    if rng.random() < 0.3:
        card["pipeline_tag"] = ptm.family.task
    if rng.random() < 0.06:
        card["model-index"] = [_evaluation(ptm, rng)]
    if rng.random() < 0.015:
        card["co2_eq_emissions"] = _emissions(rng)
    if rng.random() < 0.1:
        card["widget"] = [{"text": f"The {pick(rng, ADJECTIVES)} {pick(rng, NOUNS)} said …"}]
    if ptm.gated:
        card["extra_gated_prompt"] = "Say what you will use the weights for."
        card["extra_gated_fields"] = {"Name": "text", "Work e-mail": "text", "I agree": "checkbox"}
    return card


def _card_of_day(ptm: Ptm, facts: _Facts, day: int) -> Record | None:
    if facts.card is None:
        return None
    fields = _license_fields(ptm.licenses[day], as_list=facts.is_license_a_list)
    return facts.card | fields | (dict(ptm.planted.card) if ptm.planted else {})


def _license_fields(license_: License, *, as_list: bool) -> Record:
    if not license_.tags:
        return {}
    is_list = as_list or len(license_.tags) > 1
    fields: Record = {"license": list(license_.tags) if is_list else license_.tags[0]}
    if license_.name:
        fields["license_name"] = license_.name
    if license_.link:
        fields["license_link"] = license_.link
    return fields


def _as_yaml_reads(languages: str | list[str]) -> str | bool | list[str | bool]:
    """Language codes without quotes: to YAML `no` is false."""
    if isinstance(languages, str):
        return languages != "no" and languages
    return [language != "no" and language for language in languages]


def _text_or_list(rng: random.Random, values: Sequence[str]) -> str | list[str]:
    """A card field as authors write it: one value now as text, now as a list of one."""
    return values[0] if len(values) == 1 and rng.random() < 0.4 else list(values)


def _dataset_name(datasets: Sequence[Dataset], rng: random.Random) -> str:
    if rng.random() < 0.12:
        return pick(rng, planted.UNLISTED_DATASETS)
    dataset = pick_early(rng, datasets, 2.0)
    if dataset.former_name and rng.random() < 0.6:
        return dataset.former_name
    return dataset.names[0] or ""


def _evaluation(ptm: Ptm, rng: random.Random) -> Record:
    """One entry of `model-index`; some authors leave its results empty, or parts of them out."""
    results = [_result(ptm, rng) for _ in range(int(rng.random() * 4))]
    return {"name": ptm.last_name, "results": results}


def _result(ptm: Ptm, rng: random.Random) -> Record:
    """What a PTM scored on a dataset, in the shapes that authors write."""
    score = round(rng.random() * 100, 2)
    accuracy: Record = {"type": "accuracy", "value": score, "verified": rng.random() < 0.1}
    metrics: list[Record] = [accuracy]
    roll = rng.random()
    if roll < 0.15:
        accuracy["value"] = f"{score} %"
    elif roll < 0.25:
        accuracy["value"] = {"macro": round(score * 0.9, 2), "micro": score}
    elif roll < 0.3:
        accuracy["value"] = None
    elif roll < 0.6:
        metrics.append({"type": "f1", "value": score / 100, "name": "F1 (macro)", "config": "all"})
    elif roll < 0.65:
        metrics = []
    result: Record = {
        "task": {"type": ptm.family.task, "name": ptm.family.task.replace("-", " ").title()},
        "dataset": {"name": "Odds and Ends", "type": pick(rng, TOPICS), "split": "test"},
        "metrics": metrics,
    }
    if roll > 0.8:
        result["dataset"] |= {"config": "plain", "revision": _sha(rng), "args": {"shots": 5}}
        result["source"] = {"name": "A board", "url": "https://board.example.invalid"}
    if roll > 0.95:
        del result["task"]["name"], result["dataset"]["name"]
    return result


def _emissions(rng: random.Random) -> float | Record:
    emissions = round(rng.random() * 900, 1)
    if rng.random() < 0.4:
        return emissions
    return {"emissions": emissions, "source": "estimated", "hardware_used": "8 kettles"}


def dataset_records(dataset: Dataset, rng: random.Random) -> RecordOfDay:
    """A dataset as the hub lists it on each of the two days.

    Args:
        dataset: from the plan.
        rng: the generator of the run.
    """
    sha = _sha(rng)
    modified = time_text(_between(rng, dataset.created, SECONDS[0]))
    downloads = (dataset.downloads, int(dataset.downloads * (0.85 + 0.35 * rng.random())))
    all_time = int(dataset.downloads * (1 + 15 * rng.random()))
    likes = heavy_tail(rng, 0.02 * dataset.downloads**0.6, 1.0, 3_000)
    language = pick(rng, ("en", "en", "en", "de", "zh"))
    task = pick(rng, ("text-classification", "text-generation", "question-answering"))
    size = pick(rng, _DATASET_SIZES)
    has_citation = rng.random() < 0.1

    def record_of(day: int) -> Record | None:
        name = dataset.names[day]
        if name is None:
            return None
        title = dataset.topic.replace("-", " ")
        record: Record = {
            "_id": dataset.native_id,
            "id": name,
            "author": name.partition("/")[0],
            "sha": sha,
            "lastModified": modified,
            "createdAt": time_text(dataset.created),
            "private": False,
            "gated": dataset.gated,
            "disabled": False,
            "downloads": downloads[day],
            "downloadsAllTime": all_time + day * (dataset.downloads // 4),
            "likes": likes,
            "trendingScore": 0,
            "tags": [
                f"task_categories:{task}",
                f"language:{language}",
                *(f"license:{tag}" for tag in dataset.license.tags),
                f"size_categories:{size}",
                "format:parquet",
                "modality:text",
                "library:datasets",
                "region:us",
            ],
            "description": f"\n\t\n\t\t{title}\n\t\n\nInvented {title}; {{{{ 7*7 }}}} <b>rows</b>.",
            "cardData": {
                "language": [language],
                "task_categories": [task],
                "size_categories": [size],
                "pretty_name": title.title(),
                **_license_fields(dataset.license, as_list=False),
            },
        }
        if has_citation:
            record["citation"] = f"@misc{{{dataset.topic}, title = {{{title}}}, year = {{2099}}}}"
        return record

    return record_of(0), record_of(1)


def _sha(rng: random.Random) -> str:
    return f"{rng.getrandbits(160):040x}"


def _between(rng: random.Random, after: int, before: int) -> int:
    return after + int(rng.random() * (before - after))


def time_text(seconds: int) -> str:
    """Seconds since 1970 as the Hub writes a time: `2022-03-02T23:29:04.000Z`."""
    return f"{datetime(1970, 1, 1) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.000Z"
