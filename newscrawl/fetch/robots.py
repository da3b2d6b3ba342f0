"""What a robots.txt says beside yes and no: how slowly to come, and what its pages may be used for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 500 * 1024  # bytes that are read; RFC 9309, 2.5, asks for no less, and nobody reads more
REDIRECTS = 5  # followed; RFC 9309, 2.3.1.2: who sends us further on has no robots.txt
_MANY_AGENTS = (
    200  # of one file; the longest lists of crawlers that sites keep out have about as many
)
_Likeness = Literal["same", "alike", "other"]
_KEPT: dict[_Likeness, int] = {"same": 1_000, "alike": 5, "other": 1}  # of the agents of one group
# As generous as Protego, Scrapy's parser, which takes these with and without a colon.
_AGENT = re.compile(r"\s*user[- ]?agent\b\s*:?([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]+")  # a crawler's name, without its version and what follows
_BETWEEN_AGENTS = re.compile(r"\s*(?:#|$|(?:sitemaps?|site-map|host)\b)", re.IGNORECASE)
_SIGNALS = frozenset({"search", "ai-input", "ai-train"})  # contentsignals.org
_VALUES = frozenset({"yes", "no"})


def readable(body: bytes) -> str:
    """Return what is read of a robots.txt: its first 500 KiB, up to the end of a line."""
    if len(body) > LONGEST:
        body = body[:LONGEST].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", errors="ignore").replace("\x00", "")


def addressed(text: str, *, agent: str) -> str:
    """Return *text* with *agent* called by its name where it is called `newscrawl/0.1.0 (+https://...)`.

    That is how servers' logs have it, and how it is copied from there; parsers would look for all of
    it in the name.
    """
    own = agent.lower()
    if own not in text.lower():
        return text
    lines = text.splitlines()
    return "\n".join(f"User-agent: {agent}" if _names(line, own) else line for line in lines)


def _names(line: str, own: str) -> bool:
    found = _AGENT.match(line)
    named = _TOKEN.match(found[1].strip()) if found else None
    return named is not None and named[0].lower() == own


def bounded(text: str, *, agent: str) -> str:
    """Return a long *text* without agents that are not *agent*, one in each group excepted, whose the rules are.

    Parsers write each rule of a group down for each agent it names: 15,000 agents and as many
    rules, which 500 KiB hold, would keep the crawl busy for minutes.
    """
    if text.lower().count("agent") <= _MANY_AGENTS:
        return text
    kept: list[str] = []
    left = dict(_KEPT)
    for line in text.splitlines():
        if found := _AGENT.match(line):
            likeness = _likeness(found[1].strip().lower(), agent.lower())
            left[likeness] -= 1
            if left[likeness] < 0:
                continue
        elif not _BETWEEN_AGENTS.match(line):
            left = dict(_KEPT)
        kept.append(line)
    return "\n".join(kept)


def _likeness(named: str, agent: str) -> _Likeness:
    if named in {"*", agent}:
        return "same"
    bare = named.replace("*", "")
    return "alike" if bare in agent or agent in bare else "other"


def pace(
    crawl_delay: float | None, rate: tuple[float, float] | None, *, longest: float
) -> float | None:
    """Return the seconds between two requests that a robots.txt asks for, never more than *longest*.

    *crawl_delay* is its Crawl-delay, *rate* its Request-rate, as requests and seconds. None where
    it asks for neither. A delay of an hour would have a site's news read next week, so there is an end to it.
    """
    requests, seconds = rate or (0.0, 0.0)
    asked = max(crawl_delay or 0.0, seconds / requests if requests > 0 else 0.0)
    return min(asked, longest) if asked > 0 else None


def content_signals(text: str, *, agent: str) -> dict[str, str]:
    """Read the Content-Signal lines that speak to *agent*: of its own group, else of `*`.

    Lines above the first group speak to everybody. Where two lines differ, "no" counts.
    """
    own = agent.lower()
    said: dict[str, dict[str, str]] = {}
    for named, value in _signal_lines(text, to={own, "*"}):
        for name in named:
            signals = said.setdefault(name, {})
            for signal, word in _signals(value):
                if signals.get(signal) != "no":
                    signals[signal] = word
    group = own if own in said else "*"
    return said.get("", {}) | said.get(group, {})


def _signal_lines(text: str, *, to: set[str]) -> Iterator[tuple[set[str], str]]:
    """Yield each Content-Signal with those of *to* whose group it stands in; "" above all groups.

    A group that names an agent is that agent's even where it has no signal: it says nothing then.
    Agents that nobody asks for are not kept: a file may name forty thousand in one group.
    """
    named, is_open = {""}, False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        word = name.strip().lower()
        if word == "user-agent" and colon:
            named = (named if is_open else set()) | ({value.strip().lower()} & to)
            is_open = True
            yield named, ""
        elif colon:
            is_open = False
            if word == "content-signal":
                yield named, value


def _signals(value: str) -> Iterator[tuple[str, str]]:
    for part in value.lower().split(","):
        name, _, word = (piece.strip() for piece in part.partition("="))
        if name in _SIGNALS and word in _VALUES:
            yield name, word
