"""Pages that ask whether a reader is a robot: the marks their makers leave in them."""

from __future__ import annotations

import re

from newscrawl.fetch.phrases import words

# Characters and closing tags; check pages carry a script, never a whole site.
_CHALLENGE, _ELEMENTS = 150_000, 300
_OPENING = 50_000  # characters, in which most stories have more elements already

# Only what the small check pages carry. Left out on purpose, as stories embed them too:
# challenge-platform/scripts/jsd, js.datadome.co/tags.js, _pxAppId, /_Incapsula_Resource?SWJIYLWA,
# token.awswaf.com, /149e9513-01fa-4fb0-aad4-566afd725d1b/.../p.js (Kasada), /TSPD/ (F5).
_MARKS = (
    # Cloudflare
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-error-details",
    # DataDome
    "ct.captcha-delivery.com",
    "geo.captcha-delivery.com",
    "var dd={'",
    # HUMAN, once PerimeterX
    'id="px-captcha"',
    "_pxBlockedUrl",
    # Akamai
    "/_sec/cp_challenge/",
    "/_sec/verify?provider=interstitial",
    "triggerInterstitialChallenge",
    "sec-if-cpt-container",
    "URL='/?bm-verify=",
    "errors.edgesuite.net",
    # Imperva
    "Incapsula incident ID",
    "/_Incapsula_Resource?CWUDNSAI",
    'id="main-iframe" src="/_Incapsula_Resource',
    "distil_r_captcha",
    # Amazon
    "window.gokuProps",
    "AwsWafIntegration.forceRefreshToken",
    # Kasada
    "KPSDK.start=",
    "/ips.js?",
    # and the smaller ones
    "sucuri_cloudproxy_js",
    "Sucuri WebSite Firewall",
    "validate.perfdrive.com",
    "ddos-guard.net/check.js",
    "ddos-shield.appspot.com",
    "/.within.website/x/cmd/anubis",
    "/.well-known/vercel/security",
    "/.well-known/sgcaptcha/",
    "/_fs-ch-",
    "/__qrator/",
    "rbzns={",
    'window["bobcmn"]',
    "acw_sc__v2",
    "/_____tmd_____/punish",
    "wsidchk",
    "/showcaptcha?",
    "/.basedflare/",
    "go-away/cmd/",
)
_TITLE = re.compile(
    r"just a moment|nur einen moment|ein moment|un instant|un momento|um momento|een ogenblik|cierpliwości"
    r"|bir dakika(?: lütfen)?|один момент|请稍候|請稍候|しばらくお待ちください|잠시만 기다리십시오"
    r"|one moment(?: please)?|please wait|attention required cloudflare|access denied"
    r"|access to this page has been denied|(?:bloomberg )?are you a (?:robot|human)|вы не робот"
    r"|robot check|robot or human|robot challenge screen|bot verification|human (?:verification|challenge)"
    r"|captcha|recaptcha|captcha check|verifica(?:ción|zione|ção) captcha|captcha challenge"
    r"|(?:please )?verify (?:that )?you are (?:a )?human|pardon our interruption"
    r"|(?:checking|verifying) your browser.*|security (?:check|checkpoint|verification)"
    r"|vercel security checkpoint|client challenge|challenge validation|ddos[ -]guard|ddos protection.*"
    r"|making sure you re not a bot|you have been blocked|sorry you have been blocked"
    r"|your access to this site has been limited.*|waiting for the redirectiron"
    r"|request rejected|request unsuccessful|unusual traffic|validate user"
    r"|百度安全验证|安全验证|访问验证|人机验证|验证码.{0,4}",
)
# A page that shows nothing, leaves a cookie and comes again asks what a browser answers unasked.
_COOKIE = re.compile(r"document\.cookie\s*=")
_AGAIN = re.compile(r"location\.(?:reload|replace|assign)\s*\(|location(?:\.href)?\s*=(?!=)")
# Only of pages that show next to nothing else: stories have them beside their comments.
_WIDGET = re.compile(
    r"""class=["'](?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha|smart-captcha|geetest_\w+)\b"""
    r"""|captcha-(?:container|form|box|wrapper)\b|id=["']captcha["']""",
    re.IGNORECASE,
)


def is_check(title: str, html: str) -> bool:
    """Tell a page that its maker has marked as a check, by title or script."""
    if len(html) > _CHALLENGE:
        return False
    if _TITLE.fullmatch(words(title)):
        return True
    if html.count("</", 0, _OPENING) > _ELEMENTS or html.count("</") > _ELEMENTS:
        return False
    return any(mark in html for mark in _MARKS)


def has_widget(html: str) -> bool:
    return _WIDGET.search(html) is not None


def leaves_cookie_and_returns(html: str) -> bool:
    return bool(_COOKIE.search(html) and _AGAIN.search(html))
