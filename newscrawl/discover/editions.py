"""Google News by language and country: the names people write, and what Google calls them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from newscrawl.errors import BadArgument


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its name, and the three parameters every Google News address carries."""

    name: str
    hl: str
    gl: str
    ceid: str


# Language as in the name, as in hl, as in ceid; and the countries
# Google offers it for, its own one first.
_OFFERED = (
    ("ar", "ar", "ar", "EG AE LB SA"),
    ("bg", "bg", "bg", "BG"),
    ("bn", "bn", "bn", "BD IN"),
    ("cs", "cs", "cs", "CZ"),
    ("de", "de", "de", "DE AT CH"),
    ("el", "el", "el", "GR"),
    ("en", "en-{}", "en", "US GB AU BW CA ET GH ID IE IL IN KE LV"),
    ("en", "en-{}", "en", "MY NA NG NZ PH PK SG TZ UG ZA ZW"),
    ("es", "es", "es", "ES"),
    ("es", "es-419", "es-419", "AR CL CO CU MX PE US VE"),
    ("fr", "fr", "fr", "FR BE CH MA SN"),
    ("fr", "fr-CA", "fr", "CA"),
    ("he", "he", "he", "IL"),
    ("hi", "hi", "hi", "IN"),
    ("hu", "hu", "hu", "HU"),
    ("id", "id", "id", "ID"),
    ("it", "it", "it", "IT"),
    ("ja", "ja", "ja", "JP"),
    ("ko", "ko", "ko", "KR"),
    ("lt", "lt", "lt", "LT"),
    ("lv", "lv", "lv", "LV"),
    ("ml", "ml", "ml", "IN"),
    ("mr", "mr", "mr", "IN"),
    ("nl", "nl", "nl", "NL BE"),
    ("no", "no", "no", "NO"),
    ("pl", "pl", "pl", "PL"),
    ("pt", "pt-BR", "pt-419", "BR"),
    ("pt", "pt-PT", "pt-150", "PT"),
    ("ro", "ro", "ro", "RO"),
    ("ru", "ru", "ru", "RU UA"),
    ("sk", "sk", "sk", "SK"),
    ("sl", "sl", "sl", "SI"),
    ("sr", "sr", "sr", "RS"),
    ("sv", "sv", "sv", "SE"),
    ("ta", "ta", "ta", "IN"),
    ("te", "te", "te", "IN"),
    ("th", "th", "th", "TH"),
    ("tr", "tr", "tr", "TR"),
    ("uk", "uk", "uk", "UA"),
    ("vi", "vi", "vi", "VN"),
    ("zh", "zh-CN", "zh-Hans", "CN"),
    ("zh", "zh-HK", "zh-Hant", "HK"),
    ("zh", "zh-TW", "zh-Hant", "TW"),
)

EDITIONS = tuple(
    Edition(f"{language}-{country}", hl.format(country), country, f"{country}:{ceid}")
    for language, hl, ceid, countries in _OFFERED
    for country in countries.split()
)
_BY_NAME = {edition.name.lower(): edition for edition in EDITIONS}


def edition(name: str) -> Edition:
    """Find an edition by its name in any case; BadArgument names the nearest one."""
    known = _BY_NAME.get(name.strip().lower())
    if known is None:
        raise BadArgument(
            f'edition: there is no "{name.strip()}"; did you mean {_nearest(name)}? '
            "Names are language-COUNTRY, e.g. en-US or pt-BR"
        )
    return known


def _nearest(name: str) -> str:
    wanted = name.strip().lower()
    for known in EDITIONS:
        if known.name.partition("-")[0] == wanted:
            return known.name
    near = get_close_matches(wanted, _BY_NAME, n=1, cutoff=0.0)
    return _BY_NAME[near[0]].name
