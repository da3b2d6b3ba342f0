"""Pages that are empty until a script fills them."""

from __future__ import annotations

import re

from newscrawl.fetch.checks import is_check
from newscrawl.fetch.phrases import kinds_in
from newscrawl.fetch.shown import Shown, shown, title_of

_NOTHING = 20  # letters; "Loading ..." or the name of the site
_LITTLE = 200  # letters; a frame around a story that is to come: a logo, a menu, a spinner

_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_REFRESH = re.compile(r"<meta\b[^<>]*http-equiv=[\"']?refresh", re.IGNORECASE)
# Where the frameworks of browsers put what they draw: React, Vue, Angular, Next, Nuxt, Gatsby...
_MOUNT = re.compile(
    r"""<(?:(?:div|main|section|article)\b[^<>]*\sid=["']?(?:__next|__nuxt|___gatsby|svelte
        |(?:react|vue|app|main|site|page|web|ng|spa|js|news|q|ember|client)?[-_]?(?:root|app|mount)
            (?:[-_]?(?:container|wrapper|root|mount))?
        )["'\s>][^<>]*
      |(?:[a-z]+-)+(?:root|app)\b[^<>]*
      )>?""",
    re.IGNORECASE | re.VERBOSE,
)
_EMPTY = re.compile(r"\s*(?:<!--[^<>]{0,200}-->\s*)*</")


def needs_javascript(html: str) -> bool:
    """Tell whether a script would bring the story that the page, as it was served, does not hold.

    A bot check is none: its script brings a question.
    """
    if not _SCRIPT.search(html) or is_check(title_of(html), html):
        return False
    page = shown(html)
    if page is None or "bot_check" in page.kinds:
        return False
    return has_empty_mount(html) or _asks_for_scripts(page) or _shows_nothing(page, html)


def has_empty_mount(html: str) -> bool:
    """Tell whether the page has a place where a script is to draw, and nothing in it."""
    return any(_EMPTY.match(html, mount.end()) for mount in _MOUNT.finditer(html))


def _asks_for_scripts(page: Shown) -> bool:
    """Tell whether the page says so, of itself and not of its comments."""
    said = (note for note in page.noscripts if "disqus" not in note and "comment" not in note)
    return any("needs_javascript" in kinds for kinds in (page.kinds, *map(kinds_in, said)))


def _shows_nothing(page: Shown, html: str) -> bool:
    if page.has_frame or _REFRESH.search(html):
        return False
    return page.letters < (_LITTLE if _MOUNT.search(html) else _NOTHING)
