"""Pages that stand where a story should be: consent, sign-in, bot checks, lost pages."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from newscrawl import urls

_HEAD = 20_000  # characters; a title further down is not the page's
_CHALLENGE = 150_000  # characters; check pages carry a script, never a whole site

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

# Only what the small check pages carry. Left out on purpose, as stories embed them too:
# challenge-platform/scripts/jsd, js.datadome.co/tags.js, _pxAppId, /_Incapsula_Resource?SWJIYLWA.
_CHECK_MARKS = (
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-error-details",
    "ct.captcha-delivery.com",
    "geo.captcha-delivery.com",
    "var dd={'",
    'id="px-captcha"',
    "/_sec/cp_challenge/",
    "triggerInterstitialChallenge",
    "errors.edgesuite.net",
    "Incapsula incident ID",
    'id="main-iframe" src="/_Incapsula_Resource',
    "window.gokuProps",
    "sucuri_cloudproxy_js",
    "Sucuri WebSite Firewall",
    "validate.perfdrive.com",
    "ddos-guard.net/check.js",
    "/.within.website/x/cmd/anubis",
    "/.well-known/vercel/security",
)
_CHECK_TITLE = re.compile(
    r"just a moment|nur einen moment|un instant|un momento|een ogenblik|один момент|请稍候"
    r"|one moment please|please wait|attention required cloudflare|access denied"
    r"|access to this page has been denied|(?:bloomberg )?are you a (?:robot|human)"
    r"|robot check|robot or human|bot verification|human verification|captcha|recaptcha|captcha check"
    r"|(?:please )?verify (?:that )?you are (?:a )?human|pardon our interruption"
    r"|(?:checking|verifying) your browser.*|security (?:check|checkpoint|verification)"
    r"|vercel security checkpoint|client challenge|challenge validation|ddos[ -]guard|ddos protection.*"
    r"|making sure you re not a bot|you have been blocked|sorry you have been blocked"
    r"|request rejected|request unsuccessful|unusual traffic|validate user",
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TITLE_PARTS = re.compile(r"\s[-–—|•·:»/]\s|[|｜»_]|:\s")
_ERROR_NUMBER = re.compile(
    r"\W*\b(?:http|error|fehler|erreur|errore)?\W*\b4(?:04|10)\b\W*(?:error)?\W*", re.IGNORECASE
)
_SHORT_TITLE = 60  # characters; with a 404 in a longer one, a story has it for its subject


def wall(*, asked: str, url: str, html: str) -> str | None:
    """Name what stands at *url*, the address that answered for *asked*; None where it may be a story."""
    return _wall_by_address(asked, url) or _wall_by_page(html)


def _wall_by_address(asked: str, url: str) -> str | None:
    if _is_google(url):
        return "google_page"
    if _CONSENT_HOST.match(urls.host_of(url)):
        return "consent"
    if urls.key(asked) == urls.key(url):
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
    found = _TITLE.search(html[:_HEAD])
    title = " ".join(entities.unescape(found[1]).split()) if found else ""
    plain = _words(title)
    if _CONSENT_TITLE.fullmatch(plain):
        return "consent"
    if _is_check(plain, html):
        return "bot_check"
    return "soft_404" if _says_not_found(title) else None


def _is_google(url: str) -> bool:
    host = urls.host_of(url)
    if host == "news.google.com" or host.startswith("consent.google."):
        return True
    return urls.is_google_page(url) and urlsplit(url).path.startswith("/sorry")


def _is_check(title: str, html: str) -> bool:
    if len(html) > _CHALLENGE:
        return False
    return _CHECK_TITLE.fullmatch(title) is not None or any(mark in html for mark in _CHECK_MARKS)


def _says_not_found(title: str) -> bool:
    """Tell whether one part of the title is nothing but "Page not found", "404" or the like."""
    parts = [part for part in _TITLE_PARTS.split(title) if part.strip()]
    if parts and len(title) <= _SHORT_TITLE and _ERROR_NUMBER.fullmatch(parts[0]):
        return True
    return any(_words(_ERROR_NUMBER.sub(" ", part)) in _not_found() for part in parts)


def _words(text: str) -> str:
    """Return the words without case, punctuation and symbols."""
    marks = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text.casefold())
    return " ".join("".join(marks).split())


@cache
def _not_found() -> frozenset[str]:
    listed = resources.files(__package__).joinpath("not_found.txt").read_text(encoding="utf-8")
    return frozenset(map(_words, listed.splitlines())) - {""}
