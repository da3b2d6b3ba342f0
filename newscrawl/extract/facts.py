"""The facts a page states about itself, each from the first place that states it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from newscrawl.extract import jsonld, moments
from newscrawl.extract.bylines import bylines, people
from newscrawl.extract.extracted import Extracted
from newscrawl.extract.languages import normalised
from newscrawl.extract.meta import Meta, itemprops, link
from newscrawl.extract.titles import headline
from newscrawl.extract.wording import one_line, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from newscrawl.extract.moments import Moment

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
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "article.published",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "lastmod",
)
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
)
_TIMES = "//body//time[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
_TAGS = 50  # a page with more is stuffed for search engines


class Facts:
    """What one page states; every property asks the places in the order they are to be trusted."""

    def __init__(self, tree: Any, url: str, *, now: datetime) -> None:
        self._tree, self._url, self._now = tree, url, now
        self._meta = Meta(tree)
        self._ld = jsonld.article(tree, url)

    def extracted(self) -> Extracted:
        """Return all facts; the text is not theirs."""
        published = self._published()
        return Extracted(
            title=self._title(),
            authors=self._authors(),
            published_at=published.at if published else None,
            published_day_only=bool(published and published.day_only),
            modified_at=self._modified(),
            language=self._language(),
            publisher=self._publisher(),
            description=self._description(),
            image=self._image(),
            section=self._section(),
            tags=self._tags(),
            canonical_url=self._absolute(link(self._tree, "canonical")),
        )

    def _title(self) -> str:
        document = self._tree.findtext(".//title") or ""
        declared = (
            *self._stated("headline"),
            *self._meta.each("og:title", "twitter:title"),
            document,
        )
        host = (urlsplit(self._url).hostname or "").removeprefix("www.")
        sites = [self._publisher(), self._meta.first("og:site_name"), host, host.split(".")[0]]
        return headline(self._tree, declared, sites=[site for site in sites if site])

    def _authors(self) -> tuple[str, ...]:
        """Return who signed the story; its publisher only where nobody else did."""
        stated = jsonld.names(self._ld.get("author")) or jsonld.names(self._ld.get("creator"))
        meta = ([value] for value in self._meta.each(*_AUTHORS))
        site = self._meta.first("og:site_name")
        signed = (
            people(names, nobody=(self._publisher(), site))
            for names in (stated, *meta, bylines(self._tree))
        )
        return next(filter(None, signed), ()) or people(stated)

    def _published(self) -> Moment | None:
        declared = (
            *self._stated("datePublished"),
            *self._meta.each(*_PUBLISHED),
            *itemprops(self._tree, "datePublished")[:1],
        )
        day = moments.in_url(self._url, now=self._now)
        shown = self._read(self._shown_times())
        return _with_hour([*self._read(declared), *filter(None, [day]), *shown])

    def _modified(self) -> datetime | None:
        stated = (
            *self._stated("dateModified"),
            *self._meta.each(*_MODIFIED),
            *itemprops(self._tree, "dateModified")[:1],
        )
        return next((moment.at for moment in self._read(stated)), None)

    def _language(self) -> str | None:
        root = self._tree.getroottree().getroot()
        declared = (
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
            *self._stated("inLanguage"),
            *self._meta.each("og:locale", "content-language", "language", "dc.language"),
        )
        return next(filter(None, map(normalised, declared)), None)

    def _publisher(self) -> str:
        names = map(one_line, jsonld.names(self._ld.get("publisher")))
        return next(filter(None, names), "") or self._meta.first("og:site_name")

    def _description(self) -> str:
        meta = self._meta.each("og:description", "description", "twitter:description")
        return next((one_line(one) for one in (*self._stated("description"), *meta) if one), "")

    def _image(self) -> str | None:
        stated = (
            self._meta.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image"),
            jsonld.address(self._ld.get("image")),
            jsonld.address(self._ld.get("thumbnailUrl")),
            *itemprops(self._tree, "image")[:1],
        )
        return next(filter(None, map(self._absolute, stated)), None)

    def _section(self) -> str:
        meta = self._meta.each("article:section", "section", "parsely-section")
        return next((one_line(one) for one in (*self._stated("articleSection"), *meta) if one), "")

    def _tags(self) -> tuple[str, ...]:
        stated = self._meta.all("article:tag") or jsonld.names(self._ld.get("keywords"))
        stated = stated or self._meta.all("news_keywords", "keywords", "parsely-tags")
        tags = (one_line(tag) for one in stated for tag in one.replace(";", ",").split(","))
        return unique(filter(None, tags))[:_TAGS]

    def _stated(self, key: str) -> Iterator[str]:
        """Yield the strings that the article's JSON-LD has under *key*."""
        for one in jsonld.listed(self._ld.get(key)):
            if isinstance(one, (str, int)):
                yield str(one)

    def _read(self, stated: Iterable[str]) -> list[Moment]:
        read = (moments.read(text, now=self._now) for text in stated)
        return [moment for moment in read if moment]

    def _shown_times(self) -> list[str]:
        """Return the times in the page's body, those called published first, no updates."""
        times = [time for time in self._tree.xpath(_TIMES) if not _says(time, "updat", "modif")]
        times.sort(key=lambda time: not _says(time, "publish", "entry-date", "pubdate"))
        return [time.get("datetime") or time.text_content() for time in times]

    def _absolute(self, address: str) -> str | None:
        try:
            joined = urljoin(self._url, address.strip())
        except ValueError:
            return None
        return joined if address and joined.startswith(("http://", "https://")) else None


def _with_hour(found: list[Moment]) -> Moment | None:
    """Return the first moment; a mere day takes its hour from the next source that agrees."""
    if not found or not found[0].day_only:
        return next(iter(found), None)
    exact = (moment for moment in found if not moment.day_only and found[0].is_day_of(moment))
    return next(exact, found[0])


def _says(element: Any, *words: str) -> bool:
    attributes = " ".join((*element.keys(), *element.values())).lower()
    return any(word in attributes for word in words)
