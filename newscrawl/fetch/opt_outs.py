"""What a page's owner says it is not for: not to be indexed, archived, mined or learnt from.

A story in the open is no permission. What is said is kept beside the article, and
NEWSCRAWL_REFUSE_OPT_OUTS has such stories refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.entities import unescaped
from newscrawl.errors import Refused
from newscrawl.items import OPT_OUTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_HEAD = 512 * 1024  # characters; beyond it no page still has a head
_TAG = re.compile(r"<!--|<body[\s>]|<meta(?=[\s/])([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w:-])([a-z][\w:-]*+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE
)
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # a database would refuse the article
_LONGEST_POLICY = 2000  # characters of an address
_MEANS = {
    "noindex": "noindex",
    "none": "noindex",  # which is noindex, nofollow
    "noarchive": "noarchive",
    "noai": "noai",
}
# Rules that have a value after a colon: no names of crawlers.
_VALUED = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"},
)


def said_by_page(
    html: str, *, robots_tags: Iterable[str], tdm: Mapping[str, str], agent: str
) -> dict[str, str]:
    """Return what the answer itself says, each opt-out with where it stood.

    *robots_tags* are its X-Robots-Tag headers, *tdm* its headers `tdm-reservation` and
    `tdm-policy`. Only what is said to all crawlers, or to *agent*, is said to us.
    """
    tags = list(_metas(html, agent))
    metas = [content for name, content in tags if name in ("robots", agent)]
    told = {word: "header" for value in robots_tags for word in _for_us(value, agent)}
    told |= {word: "meta" for value in metas for word in _words(value)}
    in_page = {name: content.strip() for name, content in reversed(tags) if name.startswith("tdm-")}
    for where, said in (("meta", in_page), ("header", tdm)):  # the nearest word counts
        if (reserved := said.get("tdm-reservation", "").strip()) in ("0", "1"):
            return told | tdm_said(reserved == "1", where=where, policy=said.get("tdm-policy", ""))
    return told


def tdm_said(is_reserved: bool, *, where: str, policy: str) -> dict[str, str]:  # noqa: FBT001
    """What TDMRep says, in the words of an article; `tdm` is "no" where nothing is reserved."""
    if not is_reserved:
        return {"tdm": "no"}
    policy = _UNWRITABLE.sub("", policy)[:_LONGEST_POLICY]
    return {"tdm": where, "tdm_policy": policy} if policy else {"tdm": where}


def together(site: Mapping[str, str], page: Mapping[str, str]) -> dict[str, str]:
    """Return all that is said of a page: by its site's files, and by itself, which counts for more."""
    said = {**site, **page}
    if said.get("tdm") == "no":
        del said["tdm"]
        said.pop("tdm_policy", None)
    elif page.get("tdm") and "tdm_policy" not in page:
        said.pop("tdm_policy", None)  # the site's policy is not the page's
    return said


def refuse_reserved(said: Mapping[str, str], *, refused: Collection[str]) -> None:
    """Raise Refused for the first opt-out in *said* that is among *refused*."""
    for kind in OPT_OUTS:
        if kind in said and kind in refused:
            raise Refused(f"reserved_{kind}")


def _metas(html: str, agent: str) -> Iterator[tuple[str, str]]:
    """Name and content of those meta elements in the head that may say something to *agent*.

    What is commented out is not there.
    """
    telling = ("robots", "tdm-", agent, "&")  # names may be written with references
    at, end = 0, min(len(html), _HEAD)
    while found := _TAG.search(html, at, end):
        at = found.end()
        if found[0] == "<!--":
            at = html.find("-->", at, end)
            if at < 0:
                return
        elif found[1] is None:
            return  # the body
        elif not any(map(found[1].lower().__contains__, telling)):
            continue
        elif name := (tag := _attributes(found[1])).get("name"):
            yield unescaped(name).strip().lower(), unescaped(tag.get("content", ""))


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text)
    return {each[1].lower(): each[2] or each[3] or each[4] or "" for each in found}


def _for_us(value: str, agent: str) -> Iterator[str]:
    """Read an X-Robots-Tag: `googlebot: noindex, noarchive` is said to Google alone."""
    name, colon, rest = value.partition(":")
    if colon and "," not in name and name.strip().lower() not in _VALUED:
        if name.strip().lower() not in ("*", agent):
            return
        value = rest
    yield from _words(value)


def _words(value: str) -> Iterator[str]:
    for word in re.split(r"[\s,;]+", value.lower()):
        if word in _MEANS:
            yield _MEANS[word]
