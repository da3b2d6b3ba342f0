"""Rounds of stories, crawls and faults, and the account of it: what was served, stored, lost, twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import TYPE_CHECKING

from tests.chaos.faults import faults_of
from tests.chaos.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.chaos.faults import Fault
    from tests.chaos.world import Kind

_TOGETHER = 0.3  # of all rounds have two crawls at once
_MOST_ENDINGS = 10  # crawls until nothing waits any longer


@dataclass
class Account:
    """Counts of faults by name, and of stories; `wrong` says in words what does not add up."""

    kind: Kind
    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[int] = field(default_factory=Counter)
    stories: int = 0
    served: int = 0
    stored: int = 0
    lost: int = 0
    twice: int = 0
    asked_again: int = 0
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{self.kind}, seed {self.seed}"
        for name, many in self.faults.items():
            yield f"  {many:4} {name}"
        yield f"  {self.faults.total():4} faults"
        ends = ", ".join(f"{many} with {code}" for code, many in sorted(self.codes.items()))
        yield f"  crawls that ended of themselves: {ends}"
        yield (
            f"  {self.stories} stories published, {self.served} served, {self.stored} stored, "
            f"{self.lost} lost, {self.twice} stored twice; {self.asked_again} pages asked again"
        )
        yield f"  the ledger {'adds up' if not self.wrong else 'is wrong: ' + '; '.join(self.wrong)}"


def run(
    folder: Path,
    kind: Kind,
    *,
    stories: int,
    faults: int,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> Account:
    """Publish *stories* in so many rounds as there are *faults*, one in each, and take stock."""
    random = Random(seed)
    account = Account(kind, seed)
    with World(folder, kind, random) as world:
        for number, fault in enumerate(_plan(kind, faults, random)):
            world.publish(ceil((stories - len(world.stories)) / (faults - number)))
            _round(world, fault)
            account.faults[fault.name] += 1
            say(f"{number + 1}/{faults} {fault.name}")
        for _ in range(_MOST_ENDINGS):
            world.begin()
            world.finish()
            if not _waiting(world):
                break
        _take_stock(world, account)
    return account


def _plan(kind: Kind, many: int, random: Random) -> list[Fault]:
    """Each kind of fault as often as the others, in no order."""
    known = faults_of(kind)
    planned = [known[number % len(known)] for number in range(many)]
    random.shuffle(planned)
    return planned


def _round(world: World, fault: Fault) -> None:
    """Begin crawls until one is alive at a moment of our choosing; then strike."""
    while not world.alive():
        world.finish()
        world.begin()
        if world.random.random() < _TOGETHER:
            world.begin()
        world.wait_for_pages(world.random.randrange(max(1, _left(world))))
    fault.strike(world)
    world.finish()


def _left(world: World) -> int:
    return len(world.stories) - len(set(world.pages()))


def _waiting(world: World) -> int:
    states = world.project.report()["states"]
    return states.get("discovered", 0) + states.get("resolved", 0)


def _take_stock(world: World, account: Account) -> None:
    published = {story.url for story in world.stories}
    stored = Counter(row["url"] for row in world.project.rows("SELECT url FROM articles"))
    titles = Counter(row["title"] for row in world.project.rows("SELECT title FROM articles"))
    pages = Counter(
        visit.url
        for visit in world.internet.visits
        if visit.url in published and visit.status == 200
    )
    account.codes = world.codes
    account.stories, account.served = len(published), len(pages)
    account.stored, account.lost = len(stored), len(published - set(stored))
    account.twice = max(stored.total() - len(stored), titles.total() - len(titles))
    account.asked_again = pages.total() - len(pages)
    account.wrong = list(_contradictions(world, account))


def _contradictions(world: World, account: Account) -> Iterator[str]:
    report = world.project.report()
    if sum(report["states"].values()) != report["discovered"]:
        yield "states do not add up to the links discovered"
    if report["discovered"] != account.stories:
        yield f"{report['discovered']} links of {account.stories} stories"
    ends = (
        "SELECT state, reason, count(*) AS links FROM links WHERE state <> 'stored' GROUP BY 1, 2"
    )
    for row in world.project.rows(ends):
        yield f"{row['links']} links {row['state']} ({row['reason']})"
    if report["states"].get("stored") != report["articles"]:
        yield f"{report['states']} with {report['articles']} articles"
    if held := world.project.rows("SELECT host FROM hosts WHERE worker IS NOT NULL"):
        yield f"{len(held)} hosts still leased"
    orphans = "SELECT key FROM article_keys WHERE article NOT IN (SELECT key FROM articles)"
    if rows := world.project.rows(orphans):
        yield f"{len(rows)} addresses of no article"
