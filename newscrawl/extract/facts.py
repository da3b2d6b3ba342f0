"""The facts a page states about itself, each from the first place that states it."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from newscrawl.extract import access, jsonld
from newscrawl.extract.bylines import bylines, people, shown_names
from newscrawl.extract.dates import Dates
from newscrawl.extract.extracted import Claim, Extracted
from newscrawl.extract.languages import normalised
from newscrawl.extract.sheet import Sheet
from newscrawl.extract.titles import HEADINGS, declared_alike, headline, names_site
from newscrawl.extract.wording import one_line, unique, words_of
from newscrawl.urls import LONGEST, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from newscrawl.extract.extracted import Origin

    Fact = tuple[object, Origin] | None

_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
_DESCRIPTION = ("og:description", "description", "twitter:description")
_SECTION = ("article:section", "section", "parsely-section")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LD: Final = "jsonld"
_BODY = 200_000  # characters; the longest story of 827 has 49,264
_BETWEEN_TAGS = re.compile(r"[,;，；、،؛]")
_TAGS = 50  # a page with more is stuffed for search engines


class Facts:
    """What one page states; every fact asks the places in the order they are to be trusted."""

    def __init__(self, tree: Any, url: str, *, now: datetime) -> None:
        self._tree, self._url, self._now = tree, url, now
        self._sheet = Sheet(tree)
        self._ld = jsonld.article(self._sheet.scripts, url)

    def extracted(self) -> Extracted:
        """Return all facts and where each stood; the text is not theirs."""
        title, heading = self._title()
        dates = self._dates(heading)
        published, modified = dates.published(), dates.modified()
        asked: dict[str, Fact] = {
            "title": title,
            "authors": self._authors(heading),
            "published_at": published and (published[0].at, published[1]),
            "modified_at": modified and (modified[0].at, modified[1]),
            "language": self._language(),
            "publisher": self._publisher(),
            "description": self._described("description", *_DESCRIPTION),
            "image": self._image(),
            "section": self._described("articleSection", *_SECTION),
            "tags": self._tags(),
            "canonical_url": self._canonical(),
            "free_access": access.declared(self._ld, self._sheet),
        }
        found = {name: fact for name, fact in asked.items() if fact}
        values: dict[str, Any] = {name: value for name, (value, _) in found.items()}
        return Extracted(
            **values,
            published_precision=published[0].precision if published else None,
            provenance={name: origin for name, (_, origin) in found.items()},
        )

    @property
    def body(self) -> str:
        """The article's text as its JSON-LD has it; "" where it has none."""
        said = max((said.value for said in self._stated("articleBody")), key=len, default="")
        return said[:_BODY]

    @property
    def called(self) -> str:
        """What tells a live blog: the page's titles and address, and its JSON-LD's word for one."""
        kind = "LiveBlogPosting"
        kinds = [kind for script in self._sheet.scripts if kind in script]
        return "\n".join((self._sheet.title, self._sheet.first("og:title"), self._url, *kinds[:1]))

    def _dates(self, heading: Any) -> Dates:
        return Dates(
            self._sheet,
            self._ld,
            heading=heading,
            url=self._url,
            language=next((said.value for said in self._spoken() if normalised(said.value)), ""),
            now=self._now,
        )

    def _title(self) -> tuple[Claim | None, Any]:
        document = Claim(self._sheet.title, "dom")
        metas = self._sheet.each("og:title", "twitter:title")
        host = host_of(self._url).removeprefix("www.")
        publisher = self._publisher()
        names = (publisher and publisher.value, self._sheet.first("og:site_name"))
        sites = [site for site in (*names, host, host.split(".")[0]) if site]
        shown = (h1 for h1 in self._sheet.headings if words_of(h1))  # a picture has none
        first, stated = [*islice(shown, HEADINGS)], [*self._stated("headline"), *metas]
        logos = [h1 for h1 in first if names_site(h1, stated, url=self._url, sites=sites)]
        sites += map(words_of, logos)
        headings = [h1 for h1 in first if h1 not in logos]
        title, heading = headline(
            (headings, () if headings else self._sheet.subheads),
            (*stated, document),
            sites=sites,
        )
        if jsonld.is_news(self._ld):
            twice = [*self._stated("headline")][:1], [*self._sheet.each("og:title")]
            title = declared_alike(*twice, sites=sites, shown=title) or title
        return title, heading

    def _authors(self, heading: Any) -> Fact:
        """Return who signed the story; its publisher only where nobody else did."""
        stated = jsonld.names(self._ld.get("author")) or jsonld.names(self._ld.get("creator"))
        metas = filter(None, map(self._sheet.all, _AUTHORS))
        publisher = self._publisher()
        site = (publisher.value if publisher else "", self._sheet.first("og:site_name"))
        named = (([each.value for each in claims], claims[0].origin) for claims in metas)
        for names, origin in ((stated, _LD), *named, (bylines(self._sheet), "dom")):
            if signed := people(names, nobody=site):
                return signed, origin
        if shown := people(shown_names(heading), nobody=site):
            return shown, "dom"
        return _fact(people(stated), _LD)

    def _language(self) -> Fact:
        return _first(normalised, self._spoken())

    def _spoken(self) -> Iterator[Claim]:
        root = self._tree.getroottree().getroot()
        yield from (
            Claim(root.get("lang") or root.get(_XML_LANG) or "", "dom"),
            *self._stated("inLanguage"),
            *self._sheet.each("og:locale", "content-language", "language", "dc.language"),
        )

    def _publisher(self) -> Claim | None:
        named = (Claim(name, _LD) for name in jsonld.names(self._ld.get("publisher")))
        return _first_line(
            chain(named, self._sheet.each("og:site_name"), self._sheet.itemprops("publisher"))
        )

    def _described(self, key: str, *metas: str) -> Claim | None:
        return _first_line(
            chain(self._stated(key), self._sheet.each(*metas), self._sheet.itemprops(key))
        )

    def _image(self) -> Fact:
        return _first(self._absolute, self._images())

    def _images(self) -> Iterator[Claim]:
        yield from self._sheet.each(*_IMAGE)
        for key in ("image", "thumbnailUrl"):
            yield Claim(jsonld.address(self._ld.get(key)), _LD)
        yield from self._sheet.itemprops("image")

    def _tags(self) -> Fact:
        stated = self._sheet.all("article:tag")
        stated = stated or [Claim(name, _LD) for name in jsonld.names(self._ld.get("keywords"))]
        stated = stated or self._sheet.all("news_keywords", "keywords", "parsely-tags")
        each = (tag for one in stated for tag in _BETWEEN_TAGS.split(one_line(one.value)))
        tags = unique(filter(None, map(one_line, each)))[:_TAGS]
        return _fact(tags, stated[0].origin) if stated else None

    def _canonical(self) -> Fact:
        return _fact(self._absolute(self._sheet.link("canonical")), "dom")

    def _stated(self, key: str) -> Iterator[Claim]:
        """Yield the strings that the article's JSON-LD has under *key*."""
        for one in jsonld.listed(self._ld.get(key)):
            if isinstance(one, (str, int)):
                yield Claim(str(one), _LD)

    def _absolute(self, address: str) -> str | None:
        try:
            joined = urljoin(self._url, address.strip())
        except ValueError:
            return None
        is_web = joined.startswith(("http://", "https://")) and len(joined) <= LONGEST
        return joined if address and is_web else None


def _first(read: Callable[[str], object], stated: Iterable[Claim]) -> Fact:
    """Return the first of *stated* that *read* makes something of."""
    made = ((read(value), origin) for value, origin in stated)
    return next((fact for fact in made if fact[0]), None)


def _first_line(stated: Iterable[Claim]) -> Claim | None:
    lines = (Claim(one_line(value), origin) for value, origin in stated)
    return next((line for line in lines if line.value), None)


def _fact(value: object, origin: Origin) -> Fact:
    return (value, origin) if value else None
