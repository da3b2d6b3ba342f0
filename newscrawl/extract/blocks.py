"""A page cut into blocks of text in reading order, with the boxes (elements) that hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from newscrawl.entities import unescaped
from newscrawl.errors import Refused

# What a reader never sees as running text, and what stands in controls.
_UNREAD = (
    "script", "style", "noscript", "template", "svg", "head", "iframe", "button", "select",
    "textarea", "object", "canvas", "map", "audio", "video", "math", "option", "rt", "rp",
)  # fmt: skip
# Of these some are never closed, and the whole story stands in them: a button around a site's page.
_MAY_HOLD_ALL = ("button", "svg", "object", "select", "canvas", "map", "audio", "video")
# Some pages write their story by script, and have it here too for readers without; most say how to switch it on.
_WITHOUT_SCRIPT, _PARAGRAPHS, _STORY = "noscript", 3, 1_000  # and characters in them
# Menus and imprints, where nothing stands but links and a few words at a time, hold three blocks in ten.
_BESIDE = ("nav", "footer")
_DEEP = 3  # of them around another; none is looked through more often
# The others are left to the model: long imprints, the footer of a quotation or of a story, a paywall, and
# all that follows a menu that was never closed.
_AROUND_TOLD, _TOLD = ("article", "blockquote"), ("article", "h1")
_HAS_WALL = etree.XPath(
    "boolean(descendant-or-self::*/@class[contains(., 'wall')] or descendant-or-self::*/@id[contains(., 'wall')])"
)
_SENTENCES = 80  # characters
_HAS_SENTENCES = etree.XPath(
    "boolean(descendant-or-self::*[not(self::a or self::script or self::style)]"
    f"/text()[string-length() >= {_SENTENCES} and string-length(normalize-space()) >= {_SENTENCES}])"
)
_GONE = "script"  # a tag that is not read
# Markup inside a line, unwrapped by libxml2 before Python sees the page.
_WITHIN_LINE = (
    "span", "font", "em", "i", "u", "small", "sup", "sub", "mark", "abbr", "acronym", "cite", "q",
    "code", "time", "tt", "big", "s", "strike", "del", "ins", "kbd", "samp", "var", "wbr", "nobr",
    "bdi", "bdo", "ruby", "rb", "data", "dfn", "label", "img", "source", "picture", "track", "link",
    "meta", "input", "embed",
)  # fmt: skip
# Characters of a body without scripts; text beyond them is a dump, and took seconds and 0.7 GB.
_VAST = 8_000_000
_MOST = 20_000  # blocks; the longest of 1,813 real pages has 6,900, what follows is no story
_OF_TEXT = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "dd", "td"))
# A box of so many blocks that are links, and no sentences, is a menu too, whatever its tag: three blocks in
# ten of what is left of news pages, and .04 % of their gold texts' characters. In folds: aeb +.003, ft +.001.
_MENU, _LINKED, _ITEM = 8, 0.9, 140  # blocks; share of characters; characters
_CELLS = ("td", "th")
_PARTS = (*_CELLS, "p", "div")  # of a row
_CELL = 80  # characters; a cell that holds more may be a column of the page
# A tag, and the text up to the next; a < inside a tag is of a broken attribute's name: <p <div>.
_PIECES = re.compile(r"<([^>]*)>([^<]*)")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LINE = re.compile(r"\n")
# Where lines break as they are written, but no editor has broken them at 72 characters: in a style, or as Tailwind calls it.
_KEEPS_LINES = re.compile(r"white-?space:? ?-?pre-(?:line|wrap)")


# What a tag does where it opens no box.
_LINK, _LINK_END, _BOLD, _BOLD_END, _NOTHING, _BREAK, _END = range(1, 8)
_INLINE = {"a": _LINK, "b": _BOLD, "strong": _BOLD}
_ENDS = {"/a": _LINK_END, "/b": _BOLD_END, "/strong": _BOLD_END}


@dataclass(slots=True, eq=False)
class Box:
    """What one element says of what it holds: its tag, what its authors call it, is it shown, does HTML know it.

    `breaks` is what parts its text into paragraphs, None where only markup does. Elements of the same tag and
    attributes share one Box as long as it is remembered. It is never changed; to freeze it would make it four
    times as slow to make.
    """

    tag: str
    names: str = ""
    hidden: bool = False
    is_body: bool = False
    is_unknown: bool = False
    breaks: re.Pattern[str] | None = None


_KINDS: dict[str, int | Box] = {}  # what a tag does, by what stands between < and >
_REMEMBERED, _LONG_TAG = 20_000, 500  # tags, of all pages a process has read; characters of one


class Blocks:
    """Blocks as columns of equal length, boxes likewise; a box's blocks are a range of them.

    Box 0 is the body, and a parent comes before its children. `linked` and `strong` count the
    characters of a block that are a link or in bold.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.box_of: list[int] = []
        self.linked: list[int] = []
        self.strong: list[int] = []
        self.boxes: list[Box] = []
        self.parent: list[int] = []
        self.first: list[int] = []
        self.end: list[int] = []

    def lose(self, box: int) -> None:
        """Take back *box*, in which the last ones stand, and all it holds."""
        first = self.first[box]
        del self.texts[first:], self.box_of[first:], self.linked[first:], self.strong[first:]
        del self.boxes[box:], self.parent[box:], self.first[box:], self.end[box:]

    def item(self, block: int) -> int:
        """Return the box that is the list item around a block, -1 outside a list."""
        box = self.box_of[block]
        while box >= 0 and self.boxes[box].tag != "li":
            box = self.parent[box]
        return box


def blocks(tree: Any) -> Blocks:
    """Cut *tree*, a document, into blocks; it loses what no reader sees, menus, inline markup, and cells of rows.

    Raises Refused("too_large") where that is more than any story has.
    """
    cutter = _Cutter()
    body = tree.find("body")
    if body is not None:
        _open_controls(body)
        _drop_menus(body)
        etree.strip_elements(body, *_UNREAD, with_tail=False)
        etree.strip_tags(body, *_WITHIN_LINE)
        _join_cells(body)
        markup = etree.tostring(body, encoding="unicode", with_tail=False)
        if len(markup) > _VAST:
            raise Refused("too_large")
        cutter.cut_up(markup)
    return cutter.cut


def _open_controls(body: Any) -> None:
    """Keep what a control holds where that is the story: it was never closed, or stands in for a script."""
    for control in [*body.iter(*_MAY_HOLD_ALL, _WITHOUT_SCRIPT)]:
        first = next(control.iter("p"), None)
        if first is not None and (control.tag != _WITHOUT_SCRIPT or _tells_all(control)):
            control.tag = "div"


def _tells_all(noscript: Any) -> bool:
    if next(noscript.iterancestors(_WITHOUT_SCRIPT), None) is not None:
        return False
    texts = ["".join(paragraph.itertext()) for paragraph in noscript.iter("p")]
    return len(texts) >= _PARAGRAPHS and sum(map(len, texts)) >= _STORY


def _drop_menus(body: Any) -> None:
    for beside in [*body.iter(*_BESIDE)]:
        depth = len([*islice(beside.iterancestors(*_BESIDE), _DEEP)])
        if depth < _DEEP and not _may_tell(beside):
            beside.tag = _GONE


def _may_tell(beside: Any) -> bool:
    if beside.tag == "footer" and next(beside.iterancestors(*_AROUND_TOLD), None) is not None:
        return True
    if next(beside.iter(*_TOLD), None) is not None or _HAS_WALL(beside):
        return True
    for part in beside.iter():
        text, tail = part.text, part.tail
        if (text and len(text) >= _SENTENCES) or (tail and len(tail) >= _SENTENCES):
            return bool(_HAS_SENTENCES(beside))  # XPath is slow: few come so far
    return False


def _join_cells(body: Any) -> None:
    """Make one cell of each row of short ones: of a table of data, not of one that lays out a page."""
    for row in [*body.iter("tr")]:
        cells = [*row]
        is_data = len(cells) > 1 and all(cell.tag in _CELLS for cell in cells)
        if is_data and row.find(".//table") is None and all(map(_is_short, cells)):
            for part in row.iter(*_PARTS):
                part.text, part.tail = f" {part.text or ''}", f" {part.tail or ''}"
            etree.strip_tags(row, *_PARTS)
            cell = row.makeelement("td", dict(cells[0].attrib))
            cell.text, row.text = row.text, None
            cell.extend([*row])
            row.append(cell)


def _is_short(cell: Any) -> bool:
    left = _CELL
    for text in cell.itertext():
        left -= len(text)
        if left < 0:
            return False
    return True


class _Cutter:
    """Reads the markup that libxml2 writes of a tree: a third of the time of walking the tree."""

    def __init__(self) -> None:
        self.cut = Blocks()
        self._run: list[str] = []
        self._linked = self._strong = 0
        self._told = -1  # the last block that is no item of a menu

    def cut_up(self, markup: str) -> None:  # noqa: C901, PLR0912 - runs for each tag; calls would double its time
        cut, run, link, bold, box = self.cut, self._run, 0, 0, -1
        boxes, parent, first, end, texts = cut.boxes, cut.parent, cut.first, cut.end, cut.texts
        known, flush = _KINDS.get, self._flush
        within: list[str] = []  # ends of elements that HTML does not know, and that stand in a line
        for tag, text in _PIECES.findall(markup):
            if (kind := known(tag)) is None:
                is_link = tag[:2] == "a " and tag[-1] != "/"  # seldom twice the same
                kind = _LINK if is_link else _learned(tag)
            if kind is _END and within and tag == within[-1]:
                within.pop()
            elif kind is _END:
                if run:
                    flush(box)
                count = len(texts) - first[box]
                if box > 0 and (not count or (count >= _MENU and self._told < first[box])):
                    outer = parent[box]
                    cut.lose(box)
                    box = outer
                else:
                    end[box] = len(texts)
                    box = parent[box]
            elif isinstance(kind, Box):
                if run and kind.is_unknown and box >= 0 and boxes[box].tag in _OF_TEXT:
                    within.append(f"/{kind.tag}")
                else:
                    if run:
                        flush(box)
                    boxes.append(kind)
                    parent.append(box)
                    first.append(len(texts))
                    end.append(0)
                    box = len(boxes) - 1
            elif kind is _LINK:
                link += 1
            elif kind is _LINK_END:
                link -= 1
            elif kind is _BREAK:
                if run:
                    flush(box)
            elif kind is _BOLD:
                bold += 1
            elif kind is _BOLD_END:
                bold -= 1
            if text and (run or not text.isspace()):
                run.append(text)
                if link:
                    self._linked += len(text.strip())
                if bold:
                    self._strong += len(text.strip())

    def _flush(self, box: int) -> None:
        """End the running block, since a box opens or closes here or the line breaks."""
        whole = unescaped("".join(self._run))
        self._run.clear()
        if (breaks := self.cut.boxes[box].breaks) is None:
            self._add(whole, box)
        else:
            for part in breaks.split(whole):  # each may be as much of a link as all of them
                self._add(part, box, len(part) / len(whole))
        self._linked = self._strong = 0

    def _add(self, part: str, box: int, share: float = 1) -> None:
        cut, text = self.cut, " ".join(part.split())
        if text and len(cut.texts) < _MOST:
            length = len(text)
            linked, strong = round(self._linked * share), round(self._strong * share)
            is_item = length <= _ITEM and linked >= _LINKED * length
            if not is_item or cut.boxes[box].tag == "h1":
                self._told = len(cut.texts)
            cut.texts.append(text)
            cut.box_of.append(box)
            cut.linked.append(min(length, linked))
            cut.strong.append(min(length, strong))


def _learned(tag: str) -> int | Box:
    if len(_KINDS) >= _REMEMBERED:
        _KINDS.clear()  # by then most are of pages long read
    kind = _kind(tag)
    if len(tag) <= _LONG_TAG:
        _KINDS[tag] = kind
    return kind


def _kind(tag: str) -> int | Box:
    """Say what a tag does; *tag* is what stands between < and >."""
    name = tag.split(" ", 1)[0].rstrip("/") if tag[:1] != "/" else tag  # other spaces are of a name
    if tag[:1] == "/":
        return _ENDS.get(tag, _END)
    if tag[-1:] == "/":
        return _NOTHING if name in _INLINE or _is_unknown(name) else _BREAK
    return _INLINE.get(name) or _box(name, tag)


def _box(name: str, tag: str) -> Box:
    breaks = _BLANK_LINE if name == "pre" else None
    if tag == name:
        return Box(name, is_unknown=_is_unknown(name), breaks=breaks)
    pieces = iter(tag[len(name) :].split('"'))  # libxml2 writes ' class="lead" id="top"'
    said = dict(zip(pieces, pieces))  # noqa: B905 - what is left over is the end
    get = said.get
    role = get(" role=") or get(" data-testid=") or get(" data-component=") or ""
    return Box(
        name,
        f"{get(' class=', '')} {get(' id=', '')} {role}".strip(),
        ("hidden" in tag or " style=" in said) and _is_hidden(said),
        "articleBody" in get(" itemprop=", ""),
        _is_unknown(name),
        breaks or (_LINE if _keeps_lines(name, tag) else None),
    )


def _keeps_lines(name: str, tag: str) -> bool:
    """Tell it of what is no cell: those of a row are joined."""
    return "pre-" in tag and name not in _CELLS and _KEEPS_LINES.search(tag) is not None


def _is_unknown(name: str) -> bool:
    return "-" in name or ":" in name


def _is_hidden(said: dict[str, str]) -> bool:
    style = said.get(" style=", "").lower()
    stated = " hidden=" in said or said.get(" aria-hidden=") == "true"
    return stated or ("display" in style and "none" in style)
