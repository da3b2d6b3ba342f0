"""Pages that stand where a story should be: consent, sign-in, bot checks, lost pages, closed doors."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.fetch import checks
from newscrawl.fetch.phrases import kinds_in, phrases, words
from newscrawl.fetch.shells import has_empty_mount, needs_javascript
from newscrawl.fetch.shown import Shown, shown, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONSENT_HOST = re.compile(r"(?:consent|guce|myprivacy|privacy-?gate|cookie-?consent)\.")
_CONSENT_PATH = re.compile(
    r"/(?:consent|privacy-?(?:gate|wall)|cookie-?(?:wall|consent)|zustimmung|collectconsent)(?:[/.]|$)",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"dpg media privacy gate|before you continue(?: to (?:google|youtube)\w*)?"
    r"|(?:bevor sie zu|avant d.acc.der à|prima di continuare su) (?:google|youtube).*"
    r"|yahoo (?:is part of|fait partie|ist teil|forma parte|fa parte) .*|(?:zeit online )?zustimmung",
)

_SIGN_IN_HOST = re.compile(r"(?:accounts?|login|signin|sign-in|auth|sso|oauth)\d?\.")
_SIGN_IN_PATH = re.compile(
    r"/(?:(?:user|account|auth|wp)[/-])?(?:log-?in|sign-?in|signon|sso|anmelden|einloggen|connexion"
    r"|se-connecter|iniciar-sesion|accedi|inloggen|logowanie|logga-in)(?:[/.]|$)",
    re.IGNORECASE,
)

_TITLE_PARTS = re.compile(r"\s[-–—|•·:»/]\s|[|｜»_]|:\s")
_SITE_PARTS = re.compile(r"\s[-–—|•·»/]\s|[|｜»_]")
_ERROR_NUMBER = re.compile(
    r"\W*\b(?:http|error|fehler|erreur|errore)?\W*\b4(?:04|10)\b\W*(?:error)?\W*", re.IGNORECASE
)
_FIRST_HEADING = re.compile(r"<h1\b[^<>]*>", re.IGNORECASE)
_HEADING = 300  # characters of markup; a longer one is no mere "Page not found"
_MARKUP = re.compile(r"<[^<>]*>")
_PASSWORD = re.compile(r"<input\b[^<>]*\btype=[\"']?password", re.IGNORECASE)
_DECLARES_STORY = re.compile(
    r"""["'](?:\w*News|Blog|Reportage)?Article["']|articleBody|og:type["']\s+content=["']article""",
    re.IGNORECASE,
)
# The boxes of consent managers, where they come with the page and not by script.
_CONSENT_BOX = re.compile(
    r"""\b(?:id|class)=["'][^"'<>]*(?:onetrust-(?:banner|consent)|didomi-(?:popup|notice|host)|sp_message_
        |sp_privacy_manager|privacy-manager|qc-cmp2|cmp(?:box|wrapper|-container|-modal)|cybotcookiebot
        |truste|usercentrics|iubenda-cs|fc-consent|contentpass|cookie-?(?:wall|consent)|consent-?(?:wall|box|page)
        |privacy-?(?:wall|gate)|pur-?abo|gdpr|tcf)""",
    re.IGNORECASE | re.VERBOSE,
)
_CHECK_LETTERS = 1_500  # letters; of a check with its explanations and its footer
_WIDGET_LETTERS = 300  # of one that says little more than "Please complete the captcha"
_FORM_LETTERS = 800  # of a page that is a form, and not one with a form in its margin
# What closes the door where a page says next to nothing else, by kind of phrase.
_DOORS = {"geo_block": "geo_block", "ad_block": "ad_block", "register": "sign_in"}
_ASIDE = 100  # letters of sentences beside it: an address to write to, a footer
_SHORT_TITLE = 60  # characters; with a 404 in a longer one, a story has it for its subject


def wall(*, asked: str, url: str, html: str) -> str | None:
    """Name what stands at *url*, the address that answered for *asked*; None where it may be a story."""
    return wall_by_marks(asked=asked, url=url, html=html) or wall_by_words(html)


def wall_by_marks(*, asked: str, url: str, html: str) -> str | None:
    """Name a wall by its address, its title or its maker's marks."""
    return _wall_by_address(asked, url) or _wall_by_page(html)


def wall_by_words(html: str) -> str | None:
    """Name a wall by what it says; all it says is less than the shortest story."""
    page = shown(html)
    return _wall_by_words(page, title_of(html), html) if page else None


def _wall_by_address(asked: str, url: str) -> str | None:
    if _is_google(url):
        return "google_page"
    if _CONSENT_HOST.match(urls.host_of(url)):
        return "consent"
    if asked == url or urls.key(asked) == urls.key(url):
        return None
    return _wall_after_redirect(asked, url)


def _wall_after_redirect(asked: str, url: str) -> str | None:
    path = urlsplit(urls.canonical(url) or "").path
    if _CONSENT_PATH.search(path):
        return "consent"
    if _SIGN_IN_PATH.search(path) or _SIGN_IN_HOST.match(urls.host_of(url)):
        return "sign_in"
    return "soft_404" if urls.leads_back(url, asked=asked) else None


def _wall_by_page(html: str) -> str | None:
    title = title_of(html)
    if _CONSENT_TITLE.fullmatch(words(title)):
        return "consent"
    if checks.is_check(title, html):
        return "bot_check"
    return "soft_404" if _is_lost(title, html) else None


def _is_lost(title: str, html: str) -> bool:
    """Tell a page that is not found by title or heading; a story may have such words in both, and says what it is."""
    if _says_not_found(title, divides=_SITE_PARTS):
        return True
    seems = _says_not_found(title, divides=_TITLE_PARTS) or _is_headed_not_found(html)
    return seems and not _DECLARES_STORY.search(html)  # which is slow


def _wall_by_words(page: Shown, title: str, html: str) -> str | None:
    if _asks_for_consent(page, title, html):
        return "consent"
    if has_empty_mount(html):
        return None  # the story may still come, whatever stands around it
    if _is_check(page, html):
        return "bot_check"
    if _asks_to_sign_in(page, title, html):
        return "sign_in"
    return "soft_404" if _says_gone(page, html) else _closed_door(page, html)


def _asks_for_consent(page: Shown, title: str, html: str) -> bool:
    """A banner alone does not make a wall: a page that is a story's, or a shell, has one too."""
    if _DECLARES_STORY.search(html):
        return False
    if len(title) <= _SHORT_TITLE and "consent" in kinds_in(words(title)):
        return True
    if "consent" not in page.kinds or has_empty_mount(html):
        return False
    asks = any(_opens_with_accept(control) for control in page.controls)
    return page.of_walls > page.story and (asks or _CONSENT_BOX.search(html) is not None)


def _opens_with_accept(control: str) -> bool:
    spaced = f"{control} "
    return any(spaced.startswith(f"{phrase} ") for phrase in phrases("accept"))


def _is_check(page: Shown, html: str) -> bool:
    if page.letters > _CHECK_LETTERS or _PASSWORD.search(html):
        return False
    if "bot_check" in page.kinds:
        return True
    if page.letters == 0:
        return checks.leaves_cookie_and_returns(html)
    return page.letters <= _WIDGET_LETTERS and checks.has_widget(html)


def _asks_to_sign_in(page: Shown, title: str, html: str) -> bool:
    if _names_sign_in(map(words, _TITLE_PARTS.split(title))):
        return True
    if _DECLARES_STORY.search(html):
        return False
    is_form = page.letters <= _FORM_LETTERS and _PASSWORD.search(html) is not None
    return is_form or _names_sign_in(page.headings)


def _names_sign_in(headings: Iterable[str]) -> bool:
    named = phrases("sign_in_title")
    return any(one in named or kinds_in(one) & {"sign_in", "register"} for one in headings)


def _closed_door(page: Shown, html: str) -> str | None:
    """Name what keeps out readers of a country, with an ad blocker, without an account.

    Sites have such words ready in boxes that scripts open, so no page that waits for a script is one.
    """
    if page.letters > _CHECK_LETTERS or page.story > _ASIDE or _DECLARES_STORY.search(html):
        return None
    said = next((name for kind, name in _DOORS.items() if kind in page.kinds), None)
    return None if said is None or needs_javascript(html) else said


def _is_headed_not_found(html: str) -> bool:
    """Tell whether the page's first heading is nothing but "Page not found" or the like."""
    found = _FIRST_HEADING.search(html, max(html.find("<h1"), 0))  # most write it so
    if found is None:
        return False
    inside, _, _ = html[found.end() : found.end() + _HEADING].partition("</")
    heading = " ".join(_MARKUP.sub(" ", inside).split())
    says = _is_not_found(heading) or _ERROR_NUMBER.fullmatch(heading)
    return bool(says)


def _says_gone(page: Shown, html: str) -> bool:
    if any(heading in _not_found() for heading in page.headings):
        return True
    return "soft_404" in page.kinds and not _DECLARES_STORY.search(html)


def _is_google(url: str) -> bool:
    host = urls.host_of(url)
    if host == "news.google.com" or host.startswith("consent.google."):
        return True
    return urls.is_google_page(url) and urlsplit(url).path.startswith("/sorry")


def _says_not_found(title: str, *, divides: re.Pattern[str]) -> bool:
    """Tell whether one part of the title is nothing but "Page not found", "404" or the like.

    A headline may open or close with the words, a colon between, which is what *divides* may leave out.
    """
    parts = [part for part in divides.split(title) if part.strip()]
    if parts and len(title) <= _SHORT_TITLE and _ERROR_NUMBER.fullmatch(parts[0]):
        return True
    return any(map(_is_not_found, parts))


def _is_not_found(text: str) -> bool:
    return words(_ERROR_NUMBER.sub(" ", text)) in _not_found()


@cache
def _not_found() -> frozenset[str]:
    listed = resources.files(__package__).joinpath("not_found.txt").read_text(encoding="utf-8")
    return frozenset(map(words, listed.splitlines())) - {""}
