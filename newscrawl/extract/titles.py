"""The headline a reader sees, without the name of the site."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from newscrawl.extract.extracted import Claim
from newscrawl.extract.wording import one_line, plain, words_of
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADINGS = 6  # h1 elements looked at; more are a page of teasers
_AGREEMENT = 0.6  # share of a heading's words that the declared title has too
# Between a headline and a name that is known to be the site's. A dash, a dot or a slash stands in headlines, too.
_MARK = re.compile(
    r"\s*[|｜•·]\s*|\s+(?:[-–—/«»_]|::)\s+|(?<=[^\x00-\x7f])(?:_|[-–—](?=[^\x00-\x7f]))"
)
_FIRST_MARK = re.compile(r"\s*[|｜•·:：]\s*|\s+[-–—/«»_]\s+")  # between that name and a headline
_NAME_CHARS = 80  # of a site's name, with a mark of its own and what it says of itself
# What stands behind these is none of the headline, whatever it names.
_LAST_PART = re.compile(r"^(?P<head>.+?\S)\s*(?P<mark>[|｜]|\s»\s)\s*(?P<tail>[^|｜»•]+)$")
_BARS = "|｜»"  # one of which it has
_MARKS = (":", "：", "-", "–", "—", "/")  # that stand behind the subject of a headline, too
_SOMEWHERE = "http://nowhere.invalid/a/page"  # of a page without an address, whose links may lead to the root
_LONGEST = 500  # characters of a title; more is hostile, or a page inside an h1
_SITE_CHARS = 30  # a site's name is short


def headline(
    headings: Sequence[Iterable[Any]], declared: Iterable[Claim], *, sites: Sequence[str]
) -> tuple[Claim | None, Any]:
    """Return the h1 that agrees best with a declared title, else the first declared title.

    *declared* come best first; *sites* are the publisher's names, cut from the title.
    """
    titles = [
        Claim(cut, origin)
        for title, origin in declared
        if (cut := without_site(one_line(title)[:_LONGEST], sites))
    ]
    shown = [
        [(element, Claim(without_site(words, sites), "dom")) for element, words in _lines(level)]
        for level in headings
    ]
    agreeing = [
        (element, line)
        for element, line in chain.from_iterable(shown)
        if any(_agree(line.value, title.value) for title in titles)
    ]
    if agreeing:
        stated = "\n".join(plain(title.value) for title in titles)
        # The longest that a declared title has in it: it may have a logo or a section in it as well.
        within = [one for one in agreeing if plain(one[1].value) in stated]
        element, line = max(within, key=lambda one: len(one[1].value)) if within else agreeing[0]
        return _without_kicker(line, titles), element
    if not shown[0]:
        return next(iter(titles), None), None
    element, line = shown[0][0]
    return next(iter(titles), line), element


def declared_alike(
    one: Iterable[Claim], other: Iterable[Claim], *, sites: Sequence[str], shown: Claim | None
) -> Claim | None:
    """Return the title declared in two places alike, where what is *shown* is another and no longer one."""
    for first, second in zip(one, other, strict=False):
        title, again = (
            without_site(one_line(each.value)[:_LONGEST], sites) for each in (first, second)
        )
        is_cut = shown is not None and plain(shown.value).startswith(plain(title))
        if title and plain(title) == plain(again) and not is_cut:
            return Claim(title, first.origin)
    return None


def without_site(title: str, sites: Sequence[str]) -> str:
    """Cut " | Site" from the end of *title*, once for every name of the site, or "Site: " from its beginning."""
    while head := _without_name(title, sites):
        title = head.rstrip(" -–—:|｜")
    return title


def _without_name(title: str, sites: Sequence[str]) -> str | None:
    for mark in _MARK.finditer(title, max(1, len(title) - _NAME_CHARS)):
        if _is_site(title[mark.end() :], sites):
            return title[: mark.start()]
    begins = any(site[:1].casefold() == title[:1].casefold() for site in sites)
    for mark in _FIRST_MARK.finditer(title, 1, _NAME_CHARS) if begins else ():
        name, head = title[: mark.start()], title[mark.end() :]
        is_subject = mark[0].strip() in _MARKS and name.isalnum()  # "Nature: what is left of it"
        if head and not is_subject and _is_site(name, sites):
            return head
    if not any(map(title.__contains__, _BARS)):
        return None
    last = _LAST_PART.match(title)
    return last["head"] if last and _may_be_site(last) else None


def names_site(heading: Any, titles: Iterable[Claim], *, url: str, sites: Sequence[str]) -> bool:
    """Tell whether an h1 is the site's name: one that is known, or a link home that is none of the *titles*."""
    said = words_of(heading)
    if _is_site(said, sites):
        return True
    links = (link for link in heading.iter("a") if words_of(link) == said)
    leads_home = any(
        _is_home(link.get("href") or "", url) for link in (*links, *heading.iterancestors("a"))
    )
    stated = (plain(without_site(one_line(title.value), sites)) for title in titles)
    return leads_home and plain(said) not in stated


def _is_home(address: str, url: str) -> bool:
    url = url or _SOMEWHERE
    try:
        target = urljoin(url, address.strip())
        parts, own = urlsplit(target), urlsplit(url)
    except ValueError:
        return False
    hosts = {host_of(each).removeprefix("www.") for each in (target, url)}
    is_root = parts.path in ("", "/") and not parts.query and not parts.fragment
    return len(hosts) == 1 and is_root and own.path not in ("", "/")


def _lines(headings: Iterable[Any]) -> list[tuple[Any, str]]:
    words = ((h1, one_line(words_of(h1))[:_LONGEST]) for h1 in islice(headings, HEADINGS))
    return [(h1, text) for h1, text in words if text]


def _is_site(name: str, sites: Iterable[str]) -> bool:
    said = plain(name).replace(" ", "")
    return any(said == plain(site).replace(" ", "") for site in sites)


def _may_be_site(found: re.Match[str]) -> bool:
    short = len(found["tail"]) <= _SITE_CHARS <= len(found["head"]) + 10
    is_quoted = "»" in found["mark"] and "«" in found["head"]  # it closes a quotation
    return short and not is_quoted


def _agree(heading: str, title: str) -> bool:
    one, other = plain(heading), plain(title)
    if not one or not other:
        return False
    if one == other or (min(len(one), len(other)) >= 12 and (one in other or other in one)):
        return True
    words = set(one.split())
    return len(words) >= 3 and len(words & set(other.split())) >= _AGREEMENT * len(words)


def _without_kicker(heading: Claim, titles: Sequence[Claim]) -> Claim:
    """Return the declared title where the heading is it with a section's name in front, or spaces within.

    Markup inside a word, a drop cap, reads as a space.
    """
    shown = heading.value
    for title in titles:
        stated = title.value
        if shown.split() != stated.split() and "".join(shown.split()) == "".join(stated.split()):
            return title
        if len(stated) >= _SITE_CHARS and shown != stated and shown.endswith(stated):
            return title
    return heading
