"""What another extractor changes, counted by site."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.pipelines.again import Outcome, Verdict

_COMPARED: tuple[Verdict, ...] = ("unchanged", "changed")
_SHOWN = {"text": "texts", "title": "titles", "published_at": "dates", "authors": "authors"}


@dataclass(slots=True, kw_only=True)
class Site:
    """Counts of one host; characters are those of the texts of articles that were and still are."""

    pages: int = 0
    changed: int = 0
    texts: int = 0
    chars_before: int = 0
    chars_after: int = 0
    titles: int = 0
    dates: int = 0
    authors: int = 0
    newly_refused: int = 0
    newly_extracted: int = 0

    def add(self, outcome: Outcome) -> None:
        self.pages += 1
        self.changed += outcome.verdict == "changed"
        self.newly_refused += outcome.verdict == "newly_refused"
        self.newly_extracted += outcome.verdict == "newly_extracted"
        if outcome.verdict in _COMPARED and outcome.before and outcome.after:
            self.chars_before += len(outcome.before["text"])
            self.chars_after += len(outcome.after["text"])
            for name, column in _SHOWN.items():
                differs = outcome.before[name] != outcome.after[name]
                setattr(self, column, getattr(self, column) + differs)

    def row(self) -> tuple[int, ...]:
        return tuple(asdict(self).values())


COLUMNS = tuple(each.name.replace("_", " ") for each in fields(Site))


@dataclass(slots=True)
class BeforeAfter:
    """The report: pages by verdict, refusals by reason, and what changed on each host."""

    verdicts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    sites: dict[str, Site] = field(default_factory=dict)
    total: Site = field(default_factory=Site)

    def add(self, outcome: Outcome) -> None:
        self.verdicts[outcome.verdict] += 1
        if outcome.verdict == "newly_refused":
            self.refusals[outcome.reason] += 1
        if outcome.host:
            self.sites.setdefault(outcome.host, Site()).add(outcome)
            self.total.add(outcome)

    def plain(self) -> dict[str, Any]:
        return {
            "verdicts": dict(self.verdicts),
            "newly_refused": dict(self.refusals),
            "sites": {host: asdict(site) for host, site in self.by_size()},
            "total": asdict(self.total),
        }

    def by_size(self) -> list[tuple[str, Site]]:
        """The sites with most pages first."""
        return sorted(self.sites.items(), key=lambda each: (-each[1].pages, each[0]))
