"""When a story was published, out of all the dates a page has."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from newscrawl.extract import jsonld, masthead, moments
from newscrawl.extract.extracted import Claim
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from newscrawl.extract.extracted import Origin
    from newscrawl.extract.jsonld import Node
    from newscrawl.extract.masthead import Line
    from newscrawl.extract.moments import Moment
    from newscrawl.extract.sheet import Sheet

    Dated = tuple[Moment, Origin]

_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "date_published",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "article.published",
)
# Sites that change a page change these; where the story shows another day, that is the day.
_VAGUE = ("dc.date", "dcterms.date", "date")
_MODIFIED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "lastmod",
)
_CHANGED = re.compile(
    r"updat|modif|aktuali[sz]|bearbeitet|mis à jour|màj|actuali[sz]|atuali[sz]|aggiorn|bijgewerkt|"
    r"zaktual|oppdater|uppdater|opdater|обновл|изменен|оновл|güncel|更新|最終|수정",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"comment|kommentar|related|sidebar|widget|recommend|trending|most-?read|popular"
)
_ASIDE = frozenset(("aside", "nav", "footer", "figcaption"))
_OURS = re.compile(r"publish|entry-date|pubdate")
_PUBLISHED_ON = re.compile(r"publi|yayın|erschienen|опубл", re.IGNORECASE)
_MONTH_FIRST = frozenset((".com", ".org", ".net", ".gov", ".edu", ".us"))
_DOM: Final = "dom"
_NEAR = 20  # lines by the headline, among which a known time may stand with its zone
_SHORT = 80  # characters of a line that is there for its date


class Dates:
    """The dates of one page; *heading* is the element of its headline, where it shows one."""

    def __init__(
        self, sheet: Sheet, node: Node, *, heading: Any, url: str, language: str, now: datetime
    ) -> None:
        self._sheet, self._node, self._url, self._now = sheet, node, url, now
        self._heading, self._language = heading, language.lower()

    def published(self) -> Dated | None:
        """Return the first date, in the order of trust, with all that others know of its hour."""
        first = next(self._candidates(), None)
        return self._in_full(*first) if first else None

    def modified(self) -> Dated | None:
        return next(self._read(self._declared("dateModified", _MODIFIED)), None)

    def _in_full(self, moment: Moment, origin: Origin) -> Dated:
        witnesses = self._witnesses(moment)
        while not moment.is_complete and (witness := next(witnesses, None)):
            other, stood = witness
            if fuller := moment.told_by(other):
                origin = origin if fuller.at == moment.at else stood
                moment = fuller
        return moment, origin

    def _candidates(self) -> Iterator[Dated]:
        yield from self._read(self._declared("datePublished", _PUBLISHED))
        if day := moments.in_url(self._url, now=self._now):
            yield day, "url"
        yield from self._dateline(masthead.around(self._heading))
        yield from self._read(self._sheet.each(*_VAGUE))
        yield from self._read(self._times())
        yield from self._anywhere()

    def _witnesses(self, moment: Moment) -> Iterator[Dated]:
        """Yield what may know the hour or the zone of *moment*, by an hour of its own.

        Of the time elements of a whole page one may lie a zone apart by chance: they are only
        asked for an hour.
        """
        yield from self._read(self._sheet.each(*_PUBLISHED, *_VAGUE))
        near = islice(masthead.around(self._heading), _NEAR)
        yield from self._dateline(line for line in near if moments.may_tell_hour(line.text))
        if moment.day_only:
            yield from self._read(self._times())

    def _declared(self, key: str, names: Iterable[str]) -> Iterator[Claim]:
        for one in jsonld.listed(self._node.get(key)):
            if isinstance(one, (str, int)):
                yield Claim(str(one), "jsonld")
        yield from self._sheet.each(*names)
        yield from list(self._sheet.itemprops(key))[:1]

    def _dateline(self, lines: Iterable[Line]) -> Iterator[Dated]:
        """Yield the dates of *lines* around the headline that are not those of changes."""
        around = self._around(lines)
        return ((day, _DOM) for day, line in around if not _is_of_change(line.element))

    def _around(self, lines: Iterable[Line]) -> Iterator[tuple[Moment, Line]]:
        """Yield the dates around the headline, nearest first, and the lines they stand in."""
        for line in lines:
            day = self._publication(line.text)
            if day and not self._is_elsewhere(line.element):
                yield day, line

    def _anywhere(self) -> Iterator[Dated]:
        """Yield the dates of a page's short lines, those of comments and the like last."""
        elsewhere: list[Dated] = []
        for line in masthead.lines(self._sheet.tree):
            day = self._publication(line.text) if len(line.text) <= _SHORT else None
            if day and not _is_of_change(line.element):
                if not self._is_elsewhere(line.element):
                    yield day, _DOM
                elsewhere.append((day, _DOM))
        yield from elsewhere

    def _times(self) -> list[Claim]:
        """Return the time elements of the page, those called published first, no updates."""
        times = [time for time in self._sheet.times if not _is_of_change(time)]
        times = [time for time in times if not self._is_elsewhere(time)]
        times.sort(key=lambda time: not _says(time, _OURS))
        return [Claim(time.get("datetime") or "".join(time.itertext()), "dom") for time in times]

    def _is_elsewhere(self, element: Any) -> bool:
        """Tell whether *element* is part of something without the headline: a comment, a teaser."""
        while element is not None and element not in self._around_heading:
            if element.tag in _ASIDE or _ELSEWHERE.search((element.get("class") or "").lower()):
                return True
            element = element.getparent()
        return False

    @cached_property
    def _around_heading(self) -> frozenset[Any]:
        return frozenset(() if self._heading is None else self._heading.iterancestors())

    def _read(self, stated: Iterable[Claim]) -> Iterator[Dated]:
        for text, origin in stated:
            if moment := self._moment(text):
                yield moment, origin

    def _moment(self, text: str) -> Moment | None:
        return moments.read(text, now=self._now, month_first=self._month_first)

    def _publication(self, text: str) -> Moment | None:
        """Read the date of a line that is not the one of a change it tells of as well."""
        changed = _CHANGED.search(text) if moments.may_tell(text) else None
        if changed is None:
            return self._moment(text)
        before, after = text[: changed.start()], text[changed.end() :]
        if published := _PUBLISHED_ON.search(after):
            return self._moment(after[published.end() :])
        return self._moment(before) if self._moment(after) else None

    @cached_property
    def _month_first(self) -> bool | None:
        """Tell whether 05/03 is May here: in the United States, not in the rest of the world."""
        if self._language in ("en", ""):
            american = f".{host_of(self._url).rpartition('.')[2]}" in _MONTH_FIRST
            return american if self._language or not american else None
        return self._language.replace("_", "-").endswith("-us")


def _is_of_change(element: Any) -> bool:
    """Tell it by what the element is called; a story that never changed is published and updated at once."""
    return _says(element, _CHANGED) and not _says(element, _OURS)


def _says(element: Any, words: re.Pattern[str]) -> bool:
    return words.search(" ".join((*element.keys(), *element.values())).lower()) is not None
