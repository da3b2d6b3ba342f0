"""One story, one URL: the address to fetch, and the key to know it by."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit, urlunsplit

import idna
from tldextract import TLDExtract
from w3lib.url import canonicalize_url

LONGEST = 8_192  # characters; servers refuse a longer request line with 414
_ROUNDS = 4  # AMP caches nest, and nobody nests them deeper
_DEFAULT_PORT = {"http": 80, "https": 443}

# A parameter stands here only if no site names an article with it. Names such as id, cid, eid, p,
# page, ref, source, gallery do on some site, and dropping them would make two stories one.
_TRACKING_NAMES = """
    fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid ysclid twclid ttclid igshid igsh srsltid
    li_fat_id epik rb_clickid s_kwcid mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi hsctatracking vero_id
    vero_conv oly_anon_id oly_enc_id ml_subscriber ml_subscriber_hash _ga _gl _openstat wt_mc wt_zmc
    wt.mc wt.z_mc at_medium at_campaign at_format at_ptr_name at_bbc_team at_creation at_emailtype
    ns_mchannel ns_source ns_campaign ns_linkname ns_fee xtor xtref echobox cmpid cmp icid ncid s_cid
    smid smtyp ito ocid ftag guccounter guce_referrer guce_referrer_sig wpisrc wprss wpmm soc_src
    soc_trk taid sref spm traffic_source ref_src ref_url __twitter_impression _branch_match_id
    fb_source fb_ref fb_comment_id action_object_map action_type_map action_ref_map phpsessid
    jsessionid sid_session amp amp_js_v amp_gsa amp_ct usqp aoh
    pk_campaign pk_kwd pk_keyword pk_medium pk_source pk_content pk_cid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "itm_",
    "hsa_",
    "__hs",
    "at_custom",
    "at_link_",
    "fb_action_",
    "aspsessionid",
)
_WHENCE = re.compile(
    r"(?:ref|referr?er|source|src|from|via|partner)"
    r"=(?:(?:rss|google)[_-]?(?:feed|news)?|feed|newsletter|facebook|twitter)",
)

_DOMAINS = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
_NO_VALUE = re.compile(
    r"=(?=[&#]|$)"
)  # w3lib makes ?12345= of ?12345, which is another page to some
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_PARAMETER_ENDS = re.compile(r"&(?:amp;)?")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_AMP_CACHE = re.compile(
    r"https?://(?:(?:[\w-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/(?:c|v|wp)"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?P<secure>s/)?(?=[^/?#]*\.)(?P<rest>.+)",
    re.IGNORECASE,
)
_ASCII_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_DRESS = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PUBLIC_PAIR = re.compile(r"(?:ac|com?|edu|gob|gouv|gov|go|mil|net?|nom|org?)\.[a-z]{2}")
_AMP_TAIL = re.compile(r"(?<=/)(?=[^/\d-]*+[-\d])([^/]*+)/amp$")

_GOOGLE_PAGES = re.compile(
    r"(?:(?:news|www|consent|accounts|policies|support)\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?",
)
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?|(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_DEAD_END = re.compile(
    r"/(?:search|suche|buscar|busca|busqueda|recherche|ricerca|cerca|zoeken|szukaj|arama|cari"
    r"|40[34]|error|errors|fehler|page-?not-?found|not[-_]?found)(?:[/.]|$)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index\.\w+)?$")
_STORY = re.compile(r"\d{5}|[0-9a-f]{16}|[^-_][-_](?:[^-_]+[-_]){2}[^-_]")


def canonical(url: str) -> str | None:
    """Return *url* as it is fetched; None where it is no http(s) URL with a host.

    The answer's own canonical form is the answer itself.
    """
    return _canonical(url) if len(url) <= LONGEST else None


@lru_cache(maxsize=1_024)  # one page asks for its own several times
def _canonical(url: str) -> str | None:
    for _ in range(_ROUNDS + 1):
        form = _tidied(url)
        if form is None or form == url:
            return form
        url = form
    return None


def key(url: str) -> str | None:
    """Return what all addresses of one story share: no scheme, no www., m. or amp., no last slash."""
    form = canonical(url)
    if form is None:
        return None
    parts = urlsplit(form)
    path = _AMP_TAIL.sub(r"\1", parts.path.rstrip("/"))
    return urlunsplit(("", "", _undressed(parts.netloc) + path, parts.query, parts.fragment))


def host_of(url: str) -> str:
    """Return the host name as DNS knows it, in lower case; "" where *url* has none."""
    try:
        return _host(urlsplit(_unspaced(url)))
    except ValueError:
        return ""


def owner_of(host: str) -> str:
    """Return the registered domain *host* belongs to, itself where it is none's.

    Whose names anybody can have (blogspot.com) are no owner. The list of such domains is the one
    that came with tldextract: nothing is asked for a newer one.
    """
    return _DOMAINS(host).top_domain_under_public_suffix or host


def is_google_news(url: str) -> bool:
    return host_of(url) == "news.google.com"


def is_google_page(url: str) -> bool:
    """Tell whether *url* is one of Google's own pages, which are never a publisher's story."""
    return _GOOGLE_PAGES.fullmatch(host_of(url)) is not None


def trusted_canonical(stated: str | None, *, url: str) -> str | None:
    """Return the canonical address a page states for itself, or None where it cannot be this story.

    Templates state their home page, their section or a search as canonical of every story; to
    believe that would make all of a site's stories one. Another site is believed where the path
    reads like a story's: that is how syndicated copies name their original.
    """
    found = canonical(_joined(url, stated)) if stated and stated.strip() else None
    if found is None or is_google_page(found) or leads_back(found, asked=url):
        return None
    if found == canonical(url):  # as most pages state
        return found
    same_site = _undressed(host_of(found)) == _undressed(host_of(url))
    if same_site and (key(found) == key(url) or not reads_like_a_story(url)):
        return found
    return found if reads_like_a_story(found) else None


def leads_back(url: str, *, asked: str) -> bool:
    """Tell whether *url* is a home, search or error page, or a section above the story *asked* for."""
    parts = urlsplit(canonical(url) or "")
    if _DEAD_END.search(parts.path):
        return True
    if parts.query or parts.fragment:
        return False
    return _HOME.fullmatch(parts.path) is not None or _is_section_above(url, asked)


def reads_like_a_story(url: str) -> bool:
    """Tell whether the path names one story: by a number of five digits or a slug of four words."""
    parts = urlsplit(canonical(url) or "")
    last = _INDEX.sub("", parts.path).rpartition("/")[2]
    slug = len(last) >= 40 and "%" in last  # scripts that put no hyphens between words
    return slug or _STORY.search(f"{last}?{parts.query}") is not None


def _is_section_above(url: str, asked: str) -> bool:
    section, story = key(url) or "", key(asked) or ""
    return story.startswith(section + "/") and not reads_like_a_story(url)


def _tidied(url: str) -> str | None:
    if len(url) > LONGEST:
        return None
    try:
        parts = urlsplit(_without_amp_cache(_unspaced(url)))
        if parts.scheme not in _DEFAULT_PORT:
            return None
        return _put_together(parts)
    except ValueError:  # a bad port, a bad bracket, a lone surrogate
        return None


def _put_together(parts: SplitResult) -> str | None:
    host = _host(parts)
    if not host:
        return None
    port = "" if parts.port in (None, _DEFAULT_PORT[parts.scheme]) else f":{parts.port}"
    path = _SESSION.sub("", parts.path)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # only #! names a story
    plain = urlunsplit((parts.scheme, host + port, path, _kept(parts.query), fragment))
    form = canonicalize_url(plain, keep_fragments=True)
    return _without_values(form) if _NO_VALUE.search(form) else form


def _without_values(form: str) -> str:
    parts = urlsplit(form)
    return urlunsplit(parts._replace(query=_NO_VALUE.sub("", parts.query)))


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        return f"[{IPv6Address(name.partition('%')[0])}]"
    if not name.isascii() and len(name) < 254:
        name = idna.encode(name, uts46=True).decode()
    return name if len(name) < 254 and _ASCII_HOST.fullmatch(name) else ""


def _undressed(host: str) -> str:
    bare = _DRESS.sub("", host, count=1)
    return host if _PUBLIC_PAIR.fullmatch(bare) else bare


def _unspaced(url: str) -> str:
    url = url.strip()
    return url if url.isprintable() else _CONTROLS.sub("", url)  # printable are nearly all


def _without_amp_cache(url: str) -> str:
    cached = _AMP_CACHE.fullmatch(url)
    if cached is None:
        return url
    return ("https://" if cached["secure"] else "http://") + cached["rest"]


def _kept(query: str) -> str:
    return "&".join(part for part in _PARAMETER_ENDS.split(query) if part and not _tracks(part))


def _tracks(parameter: str) -> bool:
    parameter = unquote_plus(parameter).strip().lower()
    name = parameter.partition("=")[0].rstrip()
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or parameter.startswith("outputtype=amp")
        or _WHENCE.fullmatch(parameter) is not None
    )


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, _unspaced(reference))
    except ValueError:
        return ""
