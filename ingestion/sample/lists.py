"""The published lists of the sample: who uses which PTM, and what licenses repositories have.

A mapping list names PTMs as its authors found them in code: by old names, in the wrong case,
without an owner, or by a name that no hub has. The names are drawn knowing what they mean, so
that the number of mappings is known apart from the rules that resolve names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ingestion.sample import planted
from ingestion.sample.chance import Weighted, pick, pick_early
from ingestion.sample.names import NameBook, repository_owners, tail
from ingestion.sample.planted import Entry
from ingestion.sample.vocabulary import (
    NOUNS,
    REPOSITORY_KINDS,
    REPOSITORY_LICENSES,
    SCANCODE_KEYS,
    SCANCODE_REFINED,
    SCANCODE_UNNAMED,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from ingestion.sample.world import Ptm, World

PTMS_PER_REPOSITORY = 5
"""PTMs of the sample for each repository."""


class Mention(NamedTuple):
    """A PTM as a mapping list names it.

    Attributes:
        text: what the list says.
        ptm: the last name of the PTM that is meant, or the text itself when there is none.
    """

    text: str
    ptm: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository in the published lists.

    Attributes:
        name: as the mapping list writes it.
        mentions: the PTMs that it uses.
        github: what GitHub reports of its license.
        scancode: the keys that ScanCode finds, None when it finds none.
        license_list_name: the name as the license lists write it.
    """

    name: str
    mentions: tuple[Mention, ...]
    github: str | Entry | None
    scancode: tuple[str, ...] | Entry | None
    license_list_name: str


@dataclass(slots=True)
class Lists:
    """All published lists of a sample.

    Attributes:
        repositories: in the order of the mapping list.
        ptm_renames: old name → the name that it has now, or had when the list was made.
        stated_licenses: name of a PTM that kept its license → the first tag of it, null for none.
    """

    repositories: list[Repository] = field(default_factory=list)
    ptm_renames: dict[str, str] = field(default_factory=dict)
    stated_licenses: dict[str, str | None] = field(default_factory=dict)

    def mappings(self) -> dict[str, list[str]]:
        """The mapping list: repository → PTM names."""
        return {
            repository.name: [mention.text for mention in repository.mentions]
            for repository in self.repositories
        }

    def licensed_mappings(self) -> list[dict[str, str | None]]:
        """What the study that ran ScanCode says of the repositories it scanned: PTM and license."""
        return [
            {
                "repository": repository.license_list_name,
                "ptm": mention.text,
                "license": self.stated_licenses[mention.text],
            }
            for repository in self.repositories
            if not isinstance(repository.scancode, Entry)
            for mention in repository.mentions
            if mention.text == mention.ptm and mention.text in self.stated_licenses
        ]

    def github_licenses(self) -> dict[str, str | None]:
        """What GitHub reports: an SPDX id, NOASSERTION for a text it cannot name, null for none."""
        unmapped: dict[str, str | None] = dict.fromkeys(planted.UNMAPPED_REPOSITORIES, "MIT")
        return unmapped | {
            repository.license_list_name: repository.github
            for repository in self.repositories
            if not isinstance(repository.github, Entry)
        }

    def scancode_licenses(self) -> dict[str, list[str] | None]:
        """What ScanCode finds: license keys, null for none."""
        return {
            repository.license_list_name: None
            if repository.scancode is None
            else list(repository.scancode)
            for repository in self.repositories
            if not isinstance(repository.scancode, Entry)
        }


_MANNERS = Weighted({"current": 86, "former": 5, "miscased": 3, "unqualified": 3, "not listed": 3})


def build_lists(world: World, rng: random.Random) -> Lists:
    """Draws the lists for a plan: one repository for each five PTMs, planted ones first.

    Args:
        world: the plan, which the lists name.
        rng: the generator of the run.
    """
    speaker = _Speaker(world, rng)
    lists = Lists(ptm_renames=_renames(world), stated_licenses=_stated_licenses(world))
    for row in planted.REPOSITORIES:
        mentions = tuple(Mention(text, speaker.meaning(text)) for text in row.ptms)
        listed_as = row.license_list_name or row.name
        lists.repositories.append(
            Repository(row.name, mentions, row.github, row.scancode, listed_as)
        )
    most = dict.fromkeys(speaker.popular() for _ in range(planted.HUB_REPOSITORY_PTMS * 9))
    mentions = tuple(Mention(name, name) for name in most)[: planted.HUB_REPOSITORY_PTMS]
    lists.repositories.append(
        Repository(planted.HUB_REPOSITORY, mentions, "Apache-2.0", None, planted.HUB_REPOSITORY)
    )
    book = NameBook()
    for name in (*planted.UNMAPPED_REPOSITORIES, *lists.mappings()):
        book.reserve(name)
    day_1_count = sum(1 for ptm in world.ptms if ptm.names[0])
    wanted = day_1_count // PTMS_PER_REPOSITORY - len(distinct(lists.repositories))
    owners = repository_owners(max(20, day_1_count // 12))
    for _ in range(wanted):
        lists.repositories.append(_repository(book, owners, speaker, rng))
    return lists


def distinct(repositories: Iterable[Repository]) -> set[str]:
    """The names of repositories as GitHub tells them apart: without regard to case."""
    return {repository.name.lower() for repository in repositories}


def _repository(
    book: NameBook, owners: Sequence[str], speaker: _Speaker, rng: random.Random
) -> Repository:
    noun, kind = pick(rng, NOUNS).title(), pick(rng, REPOSITORY_KINDS)
    name = book.give(f"{pick_early(rng, owners)}/{noun}{pick(rng, ('-', '_', ''))}{kind}")
    count = min(int(rng.paretovariate(1.1)), 40)
    mentions = dict.fromkeys(speaker.mention() for _ in range(count))
    github = REPOSITORY_LICENSES.pick(rng)
    return Repository(
        name,
        tuple(mentions),
        Entry.ABSENT if rng.random() < 0.3 else github,
        _scancode(github, rng),
        name.lower() if rng.random() < 0.05 else name,
    )


def _scancode(github: str | None, rng: random.Random) -> tuple[str, ...] | Entry | None:
    """What ScanCode says of a repository: mostly what GitHub says, now and then otherwise."""
    roll = rng.random()
    if roll < 0.45:
        return Entry.ABSENT
    if github is None:
        return None
    if github == "NOASSERTION":
        return SCANCODE_UNNAMED.pick(rng)
    if roll < 0.47:
        return SCANCODE_UNNAMED.pick(rng)
    key = SCANCODE_REFINED.get(github) if roll < 0.75 else None
    return (key or SCANCODE_KEYS[github],)


def _renames(world: World) -> dict[str, str]:
    """Every rename, also the one whose old name a new PTM took.

    A PTM that was renamed before day 1 and again before day 2 is listed under its name of day 1:
    the list is older than the listing.
    """
    renames = {}
    for ptm in world.ptms:
        if ptm.former_name:
            renames[ptm.former_name] = ptm.names[0] or ptm.last_name
        if ptm.is_renamed and ptm.names[0]:
            renames[ptm.names[0]] = ptm.last_name
    return dict(sorted(renames.items()))


def _stated_licenses(world: World) -> dict[str, str | None]:
    """The licenses that a study can have read on either day, by the name on both."""
    return {
        ptm.last_name: ptm.licenses[0].tags[0] if ptm.licenses[0].tags else None
        for ptm in world.ptms
        if ptm.names[0] == ptm.names[1] and ptm.licenses[0] is ptm.licenses[1]
    }


class _Speaker:
    """Names PTMs the way that mapping lists do, and knows what the names mean."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._rng = rng
        self._by_downloads = sorted(
            (ptm for ptm in world.ptms if ptm.names[0]), key=lambda ptm: -ptm.downloads
        )
        self._last_name = _meanings(world.ptms)
        names = list(self._last_name)
        self._spellings = Counter(name.lower() for name in names)
        self._tails = Counter(tail(name).lower() for name in names)
        self._renamed = [
            name for ptm in world.ptms for name in (ptm.former_name, ptm.names[0])
            if name and name != ptm.last_name
        ]  # fmt: skip

    def meaning(self, text: str) -> str:
        """What a planted name means."""
        fixed = {
            planted.UNQUALIFIED: planted.UNQUALIFIED_NAMESAKE,
            planted.CARDLESS.upper(): planted.CARDLESS,
        }
        return fixed.get(text) or self._last_name.get(text, text)

    def popular(self) -> str:
        """The last name of a PTM, likelier the more it is downloaded."""
        return self.meaning(pick_early(self._rng, self._by_downloads, 2.5).last_name)

    def mention(self) -> Mention:
        """A name as a mapping list has it, and what it means."""
        name = self.popular()
        match _MANNERS.pick(self._rng):
            case "former" if self._renamed:
                former = pick(self._rng, self._renamed)
                return Mention(former, self.meaning(former))
            case "miscased" if self._spellings[name.lower()] == 1 and name != name.title():
                return Mention(name.title(), name)
            case "unqualified" if self._tails[tail(name).lower()] == 1:
                return Mention(tail(name), name)
            case "not listed":
                lost = f"{name.partition('/')[0]}/lost-{pick(self._rng, NOUNS)}"
                return Mention(lost, lost)
        return Mention(name, name)


def _meanings(ptms: Iterable[Ptm]) -> dict[str, str]:
    """Every name that a PTM has or had → its last name; a name in use means its present bearer."""
    meanings = {}
    for ptm in ptms:
        for name in (ptm.former_name, ptm.names[0]):
            if name:
                meanings[name] = ptm.last_name
    return meanings | {ptm.names[1]: ptm.names[1] for ptm in ptms if ptm.names[1]}
