"""Files in which a site says what its pages are not for: /.well-known/tdmrep.json and ai.txt.

They cost a request each, so they are asked for only where NEWSCRAWL_OPT_OUT_FILES is on or
what they say is to be refused.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from newscrawl.fetch.opt_outs import tdm_said

PATHS = {"tdm": "/.well-known/tdmrep.json", "ai_txt": "/ai.txt"}  # by the opt-out each may say
LONGEST = 256 * 1024  # bytes; the longest seen have a few hundred lines
_MOST_RULES = 500  # of a file; each is tried on each page of the site


def tdm_of(text: str, url: str) -> dict[str, str]:
    """Return what a site's tdmrep.json says of *url*: the longest location that fits decides."""
    found: list[tuple[int, dict[str, Any]]] = []
    for rule in _rules_of(text):
        location = rule.get("location")
        if isinstance(location, str) and _fits(location, url):
            found.append((len(location), rule))
    if not found:
        return {}
    rule = max(found, key=lambda each: each[0])[1]
    policy = rule.get("tdm-policy")
    return tdm_said(
        str(rule.get("tdm-reservation")) == "1",
        where="tdmrep.json",
        policy=policy if isinstance(policy, str) else "",
    )


def ai_txt_of(text: str, url: str, *, agent: str) -> dict[str, str]:
    """Return whether a site's ai.txt keeps the text of *url* from being learnt from.

    It reads like a robots.txt with kinds of files among its paths: a page is `*.html`, whatever
    its address ends in.
    """
    rules = _group(text, agent)
    fitting = [(len(path), allows) for path, allows in rules if _fits_page(path, url)]
    return {} if max(fitting, default=(0, True))[1] else {"ai_txt": "ai.txt"}


def _rules_of(text: str) -> list[dict[str, Any]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return []
    rules = said if isinstance(said, list) else [said]
    return [rule for rule in rules[:_MOST_RULES] if isinstance(rule, dict)]


def _group(text: str, agent: str) -> list[tuple[str, bool]]:
    """The paths said to *agent*, or else to all, each with whether it is allowed.

    Other agents are not kept: a file may name twenty thousand in one group.
    """
    groups: dict[str, list[tuple[str, bool]]] = {}
    named, is_open = {"*"}, False
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if name.lower() == "user-agent":
            named = (named if is_open else set()) | ({value.lower()} & {agent, "*"})
            is_open = True
            for each in named:
                groups.setdefault(each, [])
        elif name.lower() in ("allow", "disallow"):
            is_open = False
            for each in named:
                groups.setdefault(each, []).append((value, name.lower() == "allow"))
    rules = groups.get(agent, groups.get("*", []))
    return [(path, allows) for path, allows in rules if path][:_MOST_RULES]


def _fits_page(pattern: str, url: str) -> bool:
    return pattern.lower() in ("*", "*.html", "*.htm", "*.txt") or _fits(pattern, url)


def _fits(pattern: str, url: str) -> bool:
    """Tell whether the path of *url* begins as *pattern* says; `*` is anything, `$` the end."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in others:
        if (found := path.find(piece, at)) < 0:
            return False
        at = found + len(piece)
    if not pattern.endswith("$"):
        return True
    last = others[-1] if others else first
    return at == len(path) or (bool(others) and path.endswith(last))
