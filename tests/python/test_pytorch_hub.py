"""PyTorch Hub: cards, what they load, listings of them, and the marts made of the 52 real ones."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from conftest import Command, raw_contents
from ingestion.config import DataFolder
from ingestion.errors import PtmError
from ingestion.landing import initialise
from ingestion.raw import REPOSITORY_LICENSES
from ingestion.sources import published, pytorch_hub
from ingestion.sources.pytorch_hub.cards import MOST_BYTES, BrokenCardError, read_card
from ingestion.sources.pytorch_hub.entry_points import MOST_COMBINATIONS, find_entry_points
from warehouses import answer

if TYPE_CHECKING:
    from pathlib import Path

    from ingestion.sources.pytorch_hub import CardListing

MAY, JUNE, JULY = datetime(2024, 5, 1), datetime(2024, 6, 1), datetime(2024, 7, 1)
NET = "import torch\nmodel = torch.hub.load('lab/net', 'net')\n"


def card(code: str = NET, **front_matter: Any) -> str:
    header = yaml.safe_dump({"title": "Net", **front_matter}, allow_unicode=True)
    return f"---\n{header}---\n\n```python\n{code}\n```\n"


def loaded(markdown: str) -> list[tuple[str, str | None, str, str, str]]:
    return [
        (found.repository, found.ref, found.name, found.found_in, found.argument)
        for found in find_entry_points(markdown).entry_points
    ]


def in_code(code: str) -> list[tuple[str, str | None, str, str, str]]:
    return loaded(f"```python\n{code}\n```\n")


def load(folder: DataFolder, cards: Path, **options: Any) -> CardListing:
    return pytorch_hub.load_cards(folder, cards, progress=lambda count, doing: None, **options)


def hub(folder: Path, **cards: str) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in cards.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


# --- what a card loads


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("torch.hub.load('a/b', 'c')", [("a/b", None, "c", "code", "literal")]),
        ("hub.load('a/b:v1.0', 'c', True)", [("a/b", "v1.0", "c", "code", "literal")]),
        (
            "torch.hub.load(model='c.en-fr', source='github', repo_or_dir='a/b')",
            [("a/b", None, "c.en-fr", "code", "literal")],
        ),
        (
            "f(torch.hub.load('a/b', 'c'), [torch.hub.load('a/b', 'd') for _ in x])",
            [("a/b", None, "c", "code", "literal"), ("a/b", None, "d", "code", "literal")],
        ),
        (
            "for name in ['c', 'd']:\n    torch.hub.load('a/b', name)",
            [("a/b", None, "c", "code", "constant"), ("a/b", None, "d", "code", "constant")],
        ),
        (
            "names = ('c', 'd')\nnets = {n: torch.hub.load('a/b', n) for n in names}",
            [("a/b", None, "c", "code", "constant"), ("a/b", None, "d", "code", "constant")],
        ),
        (
            "repo, name = 'a/b', 'c' if big else 'd'\ntorch.hub.load(repo, name)",
            [("a/b", None, "c", "code", "constant"), ("a/b", None, "d", "code", "constant")],
        ),
        (
            "kind = 'large'  # the best\n#kind = 'small'\ntorch.hub.load('a/b', kind)",
            [
                ("a/b", None, "large", "code", "constant"),
                ("a/b", None, "small", "code", "constant"),
            ],
        ),
        (
            "torch.hub.load('a/b', 'c')\n# or one of these\n# torch.hub.load('a/b', 'd')\n"
            "# torch.hub.load('a/b',\n#                'e')",
            [
                ("a/b", None, "c", "code", "literal"),
                ("a/b", None, "d", "comment", "literal"),
                ("a/b", None, "e", "comment", "literal"),
            ],
        ),
        (
            "torch.hub.load('a/b', 'c')\ntorch.hub.load('a/b', 'c', force_reload=True)",
            [("a/b", None, "c", "code", "literal")],
        ),
    ],
)
def test_calls_are_found_where_cards_write_them(code: str, expected: list[Any]) -> None:
    assert in_code(code) == expected


def test_code_that_does_not_parse_and_text_are_searched_by_pattern() -> None:
    broken = "!pip install net\nmodel = torch.hub.load(\n    'a/b:hub', model='c')"
    assert in_code(broken) == [("a/b", "hub", "c", "code", "literal")]
    assert loaded("Load it by `torch.hub.load('a/b', 'c')`.") == [
        ("a/b", None, "c", "text", "literal")
    ]
    assert loaded("    torch.hub.load('a/b', 'c')\n") == [("a/b", None, "c", "code", "literal")]


@pytest.mark.parametrize(
    "code",
    [
        "torch.hub.load(f'a/{b}', 'c')",
        "torch.hub.load('a/b', names[0])",
        "torch.hub.load('/home/me/net', 'c', source='local')",
        "torch.hub.load('https://tfhub.dev/x/1', 'c')",
        "torch.hub.load('a/b', 'c d')",
        "torch.hub.load('a/b', 7)",
        "torch.hub.load('a/b')",
    ],
)
def test_a_call_that_names_nothing_is_counted_and_not_guessed(code: str) -> None:
    found = find_entry_points(f"```\n{code}\n```")

    assert (found.entry_points, found.unresolved_call_count) == ((), 1)


def test_other_loads_are_none_of_the_hubs() -> None:
    code = "torch.load('a/b', 'c')\ntorch.hub.list('a/b', 'c')\npickle.load('a/b', 'c')"
    found = find_entry_points(f"```\n{code}\n```")

    assert (found.entry_points, found.unresolved_call_count) == ((), 0)


def test_nothing_in_a_card_is_run(tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    code = f"open({str(trap)!r}, 'w')\ntorch.hub.load('a/b', str(open({str(trap)!r}, 'w')))"

    assert in_code(code) == []
    assert not trap.exists()


@pytest.mark.parametrize(
    "code",
    ["(" * 100_000, "-" * 100_000 + "1", "[" * 50_000 + "]" * 50_000, "\0", "if x:\n" * 200, "'''"],
    ids=lambda code: repr(code[:3]),
)
@pytest.mark.parametrize("place", ["```python\n{}\n```", "```python\n# {}\n```", "{}"])
def test_hostile_code_hides_no_other_call(code: str, place: str) -> None:
    markdown = place.format(code) + "\n\n```python\ntorch.hub.load('a/b', 'c')\n```\n"

    assert ("a/b", None, "c") in [found[:3] for found in loaded(markdown)]


def test_more_entry_points_than_a_card_can_have_are_cut_and_said_to_be() -> None:
    names = "\n".join(f"torch.hub.load('a/b', 'c{n}')" for n in range(MOST_COMBINATIONS + 1))
    found = find_entry_points(f"```\n{names}\n```")

    assert (len(found.entry_points), found.is_cut) == (MOST_COMBINATIONS, True)


# --- one card


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "card.md"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_front_matter_is_kept_whole(tmp_path: Path) -> None:
    header = "title: Net\ntags: [vision]\norder: 10\nnew-key: {a: 2024-01-31}\n"
    read = read_card(written(tmp_path, f"\ufeff---\n{header}---\n".replace("\n", "\r\n")))

    assert read is not None
    assert json.loads(read.front_matter) == {
        "title": "Net",
        "tags": ["vision"],
        "order": 10,
        "new-key": {"a": "2024-01-31"},
    }


def test_no_e_mail_address_is_kept(tmp_path: Path) -> None:
    header = {"author": "Ann <ann.b@lab.example.org>", "E-Mail": "hidden", "title": "x"}
    read = read_card(written(tmp_path, card(NET + "# ask bob+net@lab.io", **header)))

    assert read is not None
    kept = read.front_matter + read.text
    assert json.loads(read.front_matter) == {"author": "Ann <<e-mail>>", "title": "x"}
    assert not any(part in kept for part in ("ann.b", "bob", "lab.example", "lab.io"))


def test_a_page_without_front_matter_is_no_card(tmp_path: Path) -> None:
    assert read_card(written(tmp_path, "# How to contribute\n\n---\n")) is None
    assert read_card(written(tmp_path, "")) is None


def test_a_long_card_is_cut_and_says_so(tmp_path: Path) -> None:
    read = read_card(written(tmp_path, card() + "é" * MOST_BYTES))

    assert read is not None
    assert read.is_cut
    assert len(read.text.encode()) <= MOST_BYTES
    assert read.byte_count > 2 * MOST_BYTES
    assert [found.name for found in read.entry_points] == ["net"]


LAUGHS = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("---\ntitle: Net\n", "is not closed"),
        ("---\ntitle: [Net\n---\n", "is no YAML: .* in line"),
        ("---\ntitle: a\n\ttab: b\n---\n", "is no YAML"),
        ("---\n- a\n- b\n---\n", "is no list of keys and values"),
        ("---\n---\n", "is no list of keys and values"),
        ("---\nrun: !!python/object/apply:os.system ['touch ran']\n---\n", "is no YAML: could not"),
        ("---\nrun: !!python/name:os.system\n---\n", "is no YAML: could not"),
        (f"---\n{LAUGHS}---\n", "has YAML aliases"),
        ("---\na: &a [*a]\n---\n", "has YAML aliases"),
        (f"---\na: {'[' * 16_000}\n---\n", "is nested more than"),
        (f"---\na: {'{a: ' * 4_000}\n---\n", "is nested more than"),
        (f"---\n{'- ' * 8_000}\n---\n", "is nested more than"),
        (f"---\n{'? ' * 8_000}\n---\n", "is nested more than"),
        (f"---\na: {'b' * 70_000}\n---\n", "is longer than"),
        ("---\nwhen: 2024-13-45\n---\n", "cannot be read"),
        (f"---\nn: 1{'0' * 30}\n---\n", "has no JSON"),
        ('---\nn: "\\uD800"\n---\n', "has no JSON|is no YAML"),
        ("---\ntitle: a\0b\n---\n", "is no YAML"),
        ("---\ntitle: é\n---\n".encode("latin-1"), "no text in UTF-8"),
    ],
)
def test_a_broken_card_says_why(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(BrokenCardError, match=f"(?s){reason}"):
        read_card(written(tmp_path, content))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, card())
    link = tmp_path / "link.md"
    link.symlink_to(secret)

    with pytest.raises(BrokenCardError, match="is a link"):
        read_card(link)


# --- listings


def test_loading_a_folder_twice_adds_nothing(folder: DataFolder, tmp_path: Path) -> None:
    cards = hub(tmp_path / "hub", a=card(), b=card(), broken="---\n", README="# no card")

    first = load(folder, cards, observed_at=MAY)
    contents = raw_contents(folder)
    again = load(folder, cards, observed_at=MAY)
    now = load(folder, cards)

    assert (first.card_count, first.entry_point_count, first.skipped_count) == (2, 2, 1)
    assert list(first.broken) == ["broken.md"]
    assert [first.is_new, again.is_new, now.is_new] == [True, False, False]
    assert now.observed_at == MAY
    assert raw_contents(folder) == contents


def test_a_folder_that_changed_is_a_further_listing(folder: DataFolder, tmp_path: Path) -> None:
    cards = hub(tmp_path / "hub", a=card(), b=card())
    load(folder, cards, observed_at=MAY)
    assert load(folder, hub(cards, a=card(title="Other"), b=card()), observed_at=JUNE).is_new
    # what it was before, seen again
    assert load(folder, hub(cards, a=card(), b=card()), observed_at=JULY).is_new
    # at the same time it is the same listing, whatever the folder holds now
    load(folder, hub(cards, a=card(), b=card(), c=card()), observed_at=JULY)

    rows = raw_contents(folder)
    assert len(rows["pytorch_hub.models"]) == 2 + 2 + 3
    assert len(rows["pytorch_hub.entry_points"]) == 2 + 2 + 3
    assert len(rows["pytorch_hub.fetches"]) == 3 + 3 + 4


def test_a_folder_that_lost_much_is_refused_unless_it_is_meant(
    folder: DataFolder, tmp_path: Path
) -> None:
    cards = hub(tmp_path / "hub", a=card(), b=card(), c=card(), d=card())
    load(folder, cards, observed_at=MAY)
    contents = raw_contents(folder)
    # a broken card is there
    hub(cards, a=card(), b=card(), c=card(), d="---\n")
    assert load(folder, cards, observed_at=JUNE).card_count == 3

    hub(cards, a=card(), b=card())
    with pytest.raises(PtmError, match=r"has 2 cards, .* had 4: .*--allow-shrink"):
        load(folder, cards, observed_at=JULY)
    # a listing of before is measured against what was before it
    load(folder, cards, observed_at=datetime(2024, 4, 1))
    load(folder, cards, observed_at=JULY, allow_shrink=True)

    assert len(raw_contents(folder)["pytorch_hub.models"]) == 4 + 3 + 2 + 2
    assert len(contents["pytorch_hub.models"]) == 4


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        (None, "is no folder. Name a clone of"),
        ({}, "holds no card .* nothing was loaded"),
        ({"README": "# Hub"}, "holds no card .* nothing was loaded"),
        ({"a": "---\n- x\n---\n"}, r"holds no card .*: a\.md, its front matter is no list"),
    ],
)
def test_a_folder_without_cards_is_refused(
    folder: DataFolder, tmp_path: Path, cards: dict[str, str] | None, said: str
) -> None:
    place = tmp_path / "hub" if cards is None else hub(tmp_path / "hub", **cards)

    with pytest.raises(PtmError, match=said):
        load(folder, place)
    assert not any(rows for name, rows in raw_contents(folder).items() if "pytorch" in name)


def test_the_command_names_each_broken_card_and_goes_on(run_ptm: Command, tmp_path: Path) -> None:
    cards = hub(tmp_path / "hub", a=card(), b="---\nx: !!python/name:os.system\n---\n")

    done = run_ptm("load", "pytorch-hub", "--path", cards, data_dir=tmp_path / "data", check=True)
    failed = run_ptm("load", "pytorch-hub", "--path", tmp_path / "no", data_dir=tmp_path / "data")

    assert "1 cards with 1 entry points" in done.stdout
    assert "not read: b.md, its front matter is no YAML: could not determine" in done.stdout
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"Error: {tmp_path / 'no'} is no folder.")
    assert "Traceback" not in failed.stderr


# --- the 52 real cards, from the folder to the marts


@pytest.fixture(scope="module")
def real_hub(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real cards, written back as files: their front matter, and their calls as code."""
    folder = tmp_path_factory.mktemp("hub")
    for line in (shared_data / "pytorch_hub" / "cards.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        name, calls = record.pop("card"), record.pop("hub_load_calls")
        del record["body_chars"]
        code = "\n".join(f"model = torch.hub.load({repo!r}, {entry!r})" for repo, entry in calls)
        (folder / name).write_text(card(code, **record), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def warehouse(real_hub: Path, run_dbt: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real cards in May; without one, and with one broken, in June; with a license list."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    initialise(folder)
    licenses = tmp_path_factory.mktemp("lists") / "licenses.json"
    licenses.write_text('{"PyTorch/Vision": "BSD-3-Clause", "hustvl/yolop": null, "app/x": "MIT"}')
    published.load_list(folder, licenses, published.read_repository_licenses(licenses),
                        REPOSITORY_LICENSES, source_name="github", observed_at=MAY)  # fmt: skip
    later = {file.stem: file.read_text("utf-8") for file in real_hub.iterdir()}
    del later["sigsep_open-unmix-pytorch_umx"]
    later["ultralytics_yolov5"] = "---\ntitle: [\n---\n"
    load(folder, hub(tmp_path_factory.mktemp("later"), **later), observed_at=JUNE)
    load(folder, real_hub, observed_at=MAY)
    run_dbt("--quiet", "build", "--exclude-resource-type=unit_test", "--exclude-resource-type=test",
            "--select", "+dim_ptms", "+dim_ptm_aliases", "+dim_repositories",
            "+dim_pytorch_hub_cards", "+bridge_pytorch_hub_card_ptms",
            data_dir=folder.root, check=True)  # fmt: skip
    return folder.warehouse_database


def test_all_real_cards_load(warehouse: Path) -> None:
    assert answer(
        warehouse,
        """
        select count(*), count(*) filter (where is_removed), sum(unresolved_call_count),
            count(*) filter (where ptm_count = 0)
        from dim_pytorch_hub_cards
        """,
    ) == [(52, 1, 0, 3)]
    # no calls in two, and only the transforms in the third
    assert answer(
        warehouse, "select card_name from dim_pytorch_hub_cards where ptm_count = 0 order by 1"
    ) == [
        ("facebookresearch_pytorchvideo_x3d.md",),
        ("intelisl_midas_v2.md",),
        ("pytorch_vision_proxylessnas.md",),
    ]
    assert answer(
        warehouse,
        "select category, accelerator, count(*) from dim_pytorch_hub_cards group by all order by 2",
    ) == [("researchers", "cuda", 11), ("researchers", "cuda-optional", 41)]


# counted by reading the cards: repository, tags, accelerator, then what each loads
BY_HAND: dict[str, tuple[str, str, str, set[tuple[str, str | None]]]] = {
    "pytorch_vision_densenet.md": (
        "pkg:github/pytorch/vision",
        "vision, scriptable",
        "cuda-optional",
        {
            ("pytorch/vision/densenet121", "v0.10.0"),
            ("pytorch/vision/densenet161", "v0.10.0"),
            ("pytorch/vision/densenet169", "v0.10.0"),
            ("pytorch/vision/densenet201", "v0.10.0"),
        },
    ),
    "facebookresearch_pytorch-gan-zoo_dcgan.md": (
        "pkg:github/facebookresearch/pytorch_gan_zoo",
        "vision, generative",
        "cuda-optional",
        {("facebookresearch/pytorch_gan_zoo/DCGAN", "hub")},
    ),
    # the repository's name in two cases
    "datvuthanh_hybridnets.md": (
        "pkg:github/datvuthanh/hybridnets",
        "vision",
        "cuda-optional",
        {("datvuthanh/hybridnets/hybridnets", None)},
    ),
    # of the three that it loads one is a helper
    "nvidia_deeplearningexamples_waveglow.md": (
        "pkg:github/nvidia/deeplearningexamples",
        "audio",
        "cuda",
        {
            ("nvidia/deeplearningexamples/nvidia_tacotron2", "torchhub"),
            ("nvidia/deeplearningexamples/nvidia_waveglow", "torchhub"),
        },
    ),
    # 32 calls of seven entry points in two repositories; `tokenizer` and `config` are no PTMs
    "huggingface_pytorch-transformers.md": (
        "pkg:github/huggingface/transformers",
        "nlp",
        "cuda-optional",
        {
            ("huggingface/pytorch-transformers/model", None),
            ("huggingface/pytorch-transformers/modelForMaskedLM", None),
            ("huggingface/pytorch-transformers/modelForQuestionAnswering", None),
            ("huggingface/pytorch-transformers/modelForSequenceClassification", None),
            ("huggingface/transformers/modelForCausalLM", None),
        },
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_real_card_is_what_a_reader_finds_in_it(warehouse: Path, name: str) -> None:
    repository, tags, accelerator, loads = BY_HAND[name]

    assert answer(
        warehouse,
        """
        select repository_id, tags, accelerator, ptm_count from dim_pytorch_hub_cards
        where card_name = ?
        """,
        name,
    ) == [(repository, tags, accelerator, len(loads))]
    pairs = answer(
        warehouse,
        "select ptm_id, refs from bridge_pytorch_hub_card_ptms where card_name = ?",
        name,
    )
    assert len(pairs) == len(loads)
    assert set(pairs) == {(f"pkg:generic/pytorch-hub/{ptm}", ref) for ptm, ref in loads}


def test_the_ptms_are_those_that_the_file_names(warehouse: Path, shared_data: Path) -> None:
    """Counted from the file itself, by other means than the cards."""
    helpers = ("_utils", "tokenizer", "config", "transforms")
    named = set()
    for line in (shared_data / "pytorch_hub" / "cards.jsonl").read_text("utf-8").splitlines():
        for repository, entry_point in json.loads(line)["hub_load_calls"]:
            if not entry_point.lower().endswith(helpers):
                named.add(f"{repository.split(':')[0].lower()}/{entry_point}")

    ptms = {ptm for (ptm,) in answer(warehouse, "select ptm_id from dim_ptms")}
    assert ptms == {f"pkg:generic/pytorch-hub/{name}" for name in named}


def test_a_ptm_of_pytorch_hub_is_a_ptm_like_others(warehouse: Path) -> None:
    assert answer(
        warehouse,
        """
        select hub, owner, name, full_name, url, task, domain, library, own_repository_id,
            license_id, license_status, license_sources, is_known_to_hub, is_removed, downloads_30d
        from dim_ptms where ptm_id = 'pkg:generic/pytorch-hub/pytorch/vision/resnet18'
        """,
    ) == [
        (
            "pytorch-hub", "pytorch", "resnet18", "pytorch/vision/resnet18",
            "https://pytorch.org/hub/pytorch_vision_resnet/", None, "computer vision", "pytorch",
            "pkg:github/pytorch/vision", "BSD-3-Clause", "declared", "github", True, False, None,
        )
    ]  # fmt: skip
    statuses = "select distinct license_status from dim_ptms where own_repository_id = ?"
    assert answer(warehouse, statuses, "pkg:github/hustvl/yolop") == [("none",)]
    assert answer(warehouse, statuses, "pkg:github/pytorch/fairseq") == [("not_collected",)]
    # a license list creates no repository, and what nobody counted is not zero
    assert answer(
        warehouse,
        """
        select count(*) filter (where full_name = 'app/x'), count(ptm_count)
        from dim_repositories
        """,
    ) == [(0, 0)]


def test_every_ptm_has_an_alias_in_its_hub_and_a_repository(warehouse: Path) -> None:
    assert answer(
        warehouse,
        """
        select count(*) from dim_ptms
        left join dim_ptm_aliases as aliases
            on dim_ptms.ptm_id = aliases.ptm_id and aliases.hub = 'pytorch-hub'
                and aliases.alias = dim_ptms.full_name and aliases.alias_kind = 'current'
        left join dim_repositories on own_repository_id = repository_id
        where aliases.alias is null or repository_id is null
        """,
    ) == [(0,)]


def test_a_later_folder_without_a_card_removes_it_and_a_broken_card_does_not(
    warehouse: Path,
) -> None:
    """The later folder was loaded first."""
    assert answer(
        warehouse,
        "select full_name, first_seen_at, removed_at from dim_ptms where is_removed",
    ) == [("sigsep/open-unmix-pytorch/umxhq", MAY, JUNE)]
    assert answer(
        warehouse,
        "select card_name, removed_at, _observed_at from dim_pytorch_hub_cards where is_removed",
    ) == [("sigsep_open-unmix-pytorch_umx.md", JUNE, MAY)]
    assert answer(
        warehouse,
        "select is_removed, _observed_at from dim_ptms where name = 'yolov5s'",
    ) == [(False, MAY)]
    assert answer(
        warehouse, "select item, error from stg_pytorch_hub__fetches where status = 'failed'"
    )[0][0] == "ultralytics_yolov5.md"  # fmt: skip
