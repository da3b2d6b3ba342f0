"""Names of people out of bylines."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from newscrawl.extract import masthead
from newscrawl.extract.wording import one_line, plain, unique, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.sheet import Sheet

_OPENING = re.compile(
    r"^(?:(?:(?:written|posted|published|reported|words|story|more|(?:(?:view\s)?all\s|more\s)?(?:posts|articles|stories))\s)?by|"
    r"autor(?:in|es)?|authors?|auteur|autore|автор|記者|作者|撰文|بقلم|penulis)(?:\s*[:：/／]\s*|\s+|$)"
    r"|^(?:text|tekst|текст|文)(?:\s*[:：/／]\s*|\s+)"  # alone it is the label of a tab
    # But Von Example is a surname, and Oleh Example a man of Ukraine.
    r"|^(?:von|par|por|av|af|door|di|od|oleh)(?:\s*:\s*|\s+(?=\S+\s+\S)|$)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:|www\.)\S+|(?<!\S)[^\s@]*+@\S*", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*[,;|/、，·]\s*(?:(?:and|und|et|och|og|&)\s+)?|\s+(?:and|und|et|och|og|en|with|mit|&)\s+",
    re.IGNORECASE,
)
_BETWEEN_FULL_NAMES = re.compile(r"(?<=\w\s)(?:y|e|i|и)\s(?=\w+\s\w)")  # not Ortega y Gasset
# Whom a person works for: "Ada Example for the Sample Post"; organisations have it in their names.
_BODY = (
    r"(?:cent(?:er|re)|institute?|council|committee|commission|coalition|campaign|foundation|alliance"
    r"|association|network|society|project|agency|office|department|fund|school|group|doctors)s?"
)
_FOR = re.compile(
    rf"^(?!The\s)(.*?[^\s,]\s(?!{_BODY}\s)[^\s,]+)\s+for\s+(?:the\s+)?(?-i:[^\W\da-z]).*$",
    re.IGNORECASE,
)
_AND = re.compile(r"[,&、]?\s?(?:and|und|et|y|e|og|och|en|и|&)?", re.IGNORECASE)
_SUFFIX = re.compile(
    r",?\s+(?:(?:Jr|Sr|Esq|(?:Ph|M|D|J|Ed|Psy)\.?D|D\.?O|[BM]\.?Sc?|M\.?P\.?H|MBA|R\.?D\.?N?|R\.?N|C[FP]A|CFP|LCSW)"
    r"\.?|I{2,3})®?(?=$|[,;]|\s+and\b)"
)
# A full stop after more than an initial, Jr or a degree is the sentence's.
_STOP = re.compile(r"(?<![\s.]\w)(?<!\b[JS]r)(?<!\bPh)\.$")
_NO_NAME = re.compile(r"[<>{}=]|\.(?:com|org|net)\b|\d{2}")
_NOBODY = frozenset(
    (
        *("admin", "administrator", "staff", "editor", "author", "authors", "no author", "unknown"),
        *("none", "null", "undefined", "object object"),  # of a template without an author
    )
)
_POST = re.compile(  # behind a name and a comma
    r"\b(?:writer|reporter|editor|correspondent|contributor|columnist|journalist|producer|staff)s?$",
    re.IGNORECASE,
)
# Two to five capitalised words, or two to four characters of Chinese and Japanese, once or more.
_NAME = r"(?:(?:(?:de|da|del|van|von|der|den|la|el|al|bin|di|le|ter|ten|dos|du)\s){0,2}[^\W\d_a-z][\w.'’-]*(?:\s|(?=[,;|&]|$)))"
_NAMES = re.compile(
    rf"{_NAME}{{2,5}}(?:(?:[,;|&](?:\s*(?:and|und|et|&)\s)?|and|und|et|y|e|og|och|en)\s*{_NAME}{{2,5}})*$|[\u4e00-\u9fff]{{2,4}}$"
)
_AUTHOR = re.compile(
    r"author|byline|by-line|autor|auteur|writer|reporter|contributor", re.IGNORECASE
)
_LINES = 40  # around a headline
_CALLED = ("class", "id", "href")
_BOXES = 4  # elements around a line whose names are read
_LONGEST = 60  # characters of a name; longer is a sentence about the author


def people(stated: Iterable[str], *, nobody: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names in *stated* once each, in order, without URLs and those of *nobody*."""
    nobody = _NOBODY | {plain(name) for name in nobody}
    found = (name for text in stated for name in _split(one_line(text)))
    return unique(name for name in found if _is_name(name) and plain(name) not in nobody)


def bylines(sheet: Sheet) -> Iterator[str]:
    """Yield what the page shows as its author: rel=author and microdata."""
    for element in (*sheet.marked.get("author", ()), *sheet.signatures):
        if not element.xpath("ancestor::aside | ancestor-or-self::meta") and (
            words := _shown(element)
        ):
            yield words


def shown_names(heading: Any) -> list[str]:
    """Return the first byline around *heading*: the names of one box, or a line that says By.

    Where the names are links, the line says By and nothing else, and they are the next ones, with
    commas between.
    """
    found: list[str] = []
    box, is_opened = None, False
    for text, element in islice(masthead.around(heading), _LINES):
        line = " ".join(text.split())
        if found and box is None and _AND.fullmatch(line):
            is_opened = True
            continue
        bare = _opened(line)
        marked = _box(element, heading)
        if found and not (is_opened if box is None else marked is box):
            return found
        signed, is_opened = is_opened or marked is not None or bare != line, not bare
        if signed and _NAMES.match(bare) and not (found and _POST.search(bare)):
            found, box = [*found, bare], box if found else marked
    return found


def _box(element: Any, heading: Any) -> Any:
    """Return the box around *element* that the page calls an author's; None where there is none."""
    found = None
    for _ in range(_BOXES):
        if element is None or element in heading.iterancestors():
            return found
        if _AUTHOR.search(" ".join(filter(None, map(element.get, _CALLED)))):
            found = element
        element = element.getparent()
    return found


def _shown(element: Any) -> str:
    names = element.xpath(".//*[@itemprop='name']")
    named = names[0] if names else element
    return named.get("content") or words_of(named)


def _split(text: str) -> list[str]:
    text = _opened(_ADDRESS.sub("", text).strip())
    kept = _SUFFIX.sub(lambda found: found[0].replace(",", "\0"), text)
    pieces = [piece for part in _BETWEEN.split(kept) for piece in _BETWEEN_FULL_NAMES.split(part)]
    if _is_surname_first(pieces, text):
        return [text]
    first, *others = (_bare(piece.replace("\0", ",")) for piece in pieces)
    return [first, *(name for name in others if not _POST.search(name))]


def _opened(line: str) -> str:
    """Return what stands behind By, up to "for The Example Post"; the line where it has no By."""
    bare = _OPENING.sub("", line)
    return line if bare == line else _FOR.sub(r"\1", bare)


def _bare(piece: str) -> str:
    return _STOP.sub("", _OPENING.sub("", piece).strip(" -–—(").lstrip("."))


def _is_surname_first(pieces: list[str], text: str) -> bool:
    """Tell "Doe, Jane" from two names: two single words, neither an agency in capitals."""
    return len(pieces) == 2 and "," in text and all(p.istitle() and " " not in p for p in pieces)


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST and not _NO_NAME.search(text)
