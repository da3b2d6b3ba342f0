"""One page read from end to end, without a crawl: what would be stored, or why nothing would."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from newscrawl import terminal, times
from newscrawl.charsets import page_in_utf8
from newscrawl.errors import Refused
from newscrawl.extract import article as extraction
from newscrawl.fetch.answers import judge
from newscrawl.fetch.opt_outs import said_by_page, together
from newscrawl.fetch.shown import tells_story
from newscrawl.fetch.walls import wall_by_marks, wall_by_words
from newscrawl.items import Article, Link, Page, Source
from newscrawl.pipelines.article import article_of, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.extracted import Extracted

LEAST_CHARS = 250  # letters, as NEWSCRAWL_LEAST_CHARS has it
_NO_KEY = UUID(int=0)  # the page is no link of a ledger
_NOT_PRINTED = frozenset({"provenance", "source", "text"})
_WIDEST = 70  # characters of a block, or of a value, in a line

_JUDGES = {"blocks": "the block model", "trafilatura": "trafilatura"}

Explanation = dict[str, Any]  # as explain() returns it, ready for JSON


@dataclass(frozen=True, slots=True)
class Reading:
    """Either the article, or the word for why there is none (README, "Why a link was refused")."""

    article: Article | None = None
    reason: str | None = None


@cache
def warm_up() -> None:
    """Load all models and tables: some .7 s of CPU, which the first page would take longer than the next."""
    read_page(extraction.EXAMPLE)


def extract_article(html: bytes | str, *, url: str | None = None) -> Article | None:
    """Return the article on a page, each field's place in `provenance`; None where there is none.

    *html* as bytes is decoded as the page declares. *url* is where the page stands: it helps with
    the date, relative links and the rules for single sites. read_page() knows why there is none.
    """
    return read_page(html, url=url).article


def read_page(
    html: bytes | str,
    *,
    url: str | None = None,
    asked: str | None = None,
    encoding: str | None = None,
    least_chars: int = LEAST_CHARS,
) -> Reading:
    """Do with a page what a crawl does with an answer: walls, extraction, cleaning, fitness.

    *asked* is the address before redirects, *encoding* the charset of the Content-Type header,
    *least_chars* how many letters make an article.
    """
    try:
        article = _article(html, url or "", asked=asked, encoding=encoding, least_chars=least_chars)
    except Refused as refused:
        return Reading(reason=refused.reason)
    return Reading(article)


def printed(reading: Reading, explanation: Explanation | None, *, form: str) -> str:
    """Return what a command prints of a page, *form* being "text" or "json"."""
    if form == "json":
        return _as_json(reading, explanation)
    before = (*_explained(explanation), "") if explanation else ()
    return "\n".join((*before, _as_text(reading)))


def _as_json(reading: Reading, explanation: Explanation | None) -> str:
    """Return the fields as a crawl exports them, or the reason, as one JSON object; a reason alone in a line."""
    said: dict[str, Any] = {"refused": reading.reason}
    if reading.article:
        said = {name: _plain(value) for name, value in _fields(reading.article)}
    if explanation:
        said["explanation"] = explanation
    return terminal.as_json(said, indent=2 if len(said) > 1 else None)


def _as_text(reading: Reading) -> str:
    """Return the fields with where each stood, and the text, for a person to read."""
    article = reading.article
    if article is None:
        return f"refused: {reading.reason}"
    rows = [
        (name, article.provenance.get(name, ""), _line(value))
        for name, value in _fields(article)
        if name not in _NOT_PRINTED and value not in (None, "", (), {})
    ]
    origin = article.provenance.get("text", "")
    head = terminal.table(("field", "from", "value"), rows)
    text = terminal.plain(article.text, lines=True)
    return "\n".join((*head, "", f"text, by {origin}, {len(article.text)} characters:", "", text))


def explain(
    html: bytes | str, *, url: str | None = None, encoding: str | None = None
) -> Explanation:
    """Return a page's `blocks` as story.Row has them, who judged them, and how surely (`certainty`, 0 to 1).

    A rule for the site comes before them, and is no part of this. A page may have no blocks, or too many to tell any.
    """
    if isinstance(html, str):
        html, encoding = _encoded(html), "utf-8"
    try:
        story = extraction.blocks_of(html, encoding=encoding, url=url or "")
    except Refused:
        story = None
    if story is None:
        return no_blocks()
    rows = [row._replace(chance=round(row.chance, 2)) for row in story.rows()]
    return {
        "judged_by": ["blocks", *(["trafilatura"] if story.seconded else [])],
        "certainty": round(story.certainty, 2),
        "blocks": [row._asdict() for row in rows],
    }


def no_blocks() -> Explanation:
    """Return what explain() does of a page without any."""
    return {"judged_by": [], "certainty": None, "blocks": []}


def _explained(explanation: Explanation) -> Iterator[str]:
    """Yield the page's blocks in lines: chance to be of the story, kept or not and why, box, first words."""
    blocks = explanation["blocks"]
    if not blocks:
        yield "no blocks"
        return
    rows = [
        (
            f"{each['chance']:.2f}",
            "+" if each["kept"] else "",
            each["why"],
            each["box"],
            each["text"][:_WIDEST],
        )
        for each in blocks
    ]
    by = ", and ".join(_JUDGES[each] for each in explanation["judged_by"])
    yield f"judged by {by}; certainty {explanation['certainty']:.2f}"
    yield from terminal.table(("chance", "kept", "why", "box", "text"), rows)


def _article(
    html: bytes | str, url: str, *, asked: str | None, encoding: str | None, least_chars: int
) -> Article:
    body = _encoded(html) if isinstance(html, str) else html
    judge(200, "text/html", body)
    if isinstance(html, str):
        in_utf8, text, encoding = body, html, "utf-8"
    else:
        in_utf8 = page_in_utf8(body, encoding)
        text = in_utf8.decode(errors="replace")
    if reason := wall_by_marks(asked=asked or url, url=url, html=text):
        raise Refused(reason)
    page = _page(body, text, encoding, url)
    said = extraction.extract_utf8(in_utf8, url=url, at=page.fetched_at)
    if not _is_shown(said) and (reason := wall_by_words(text)):
        raise Refused(reason)
    return fit(article_of(page, said), least_chars=least_chars)


def _is_shown(said: Extracted) -> bool:
    """Tell most stories by the text found, which is sooner done than by all that the page says.

    Another opinion than the model's may be of what the page does not show.
    """
    return said.provenance.get("text") in ("blocks", "rule") and tells_story(said.text)


def _encoded(html: str) -> bytes:
    return html.removeprefix("\ufeff").encode(errors="replace")


def _page(body: bytes, html: str, encoding: str | None, url: str) -> Page:
    return Page(
        key=_NO_KEY,
        link=Link(url=url, source=Source(feed="")),
        asked=url,
        url=url,
        body=body,
        fetched_at=times.now(),
        encoding=encoding,
        opt_outs=together({}, said_by_page(html, robots_tags=(), tdm={}, agent="newscrawl")),
    )


def _fields(article: Article) -> Iterator[tuple[str, Any]]:
    return ((one.name, getattr(article, one.name)) for one in fields(article) if one.name != "page")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _line(value: Any) -> str:
    said = ", ".join(value) if isinstance(value, tuple) else str(_plain(value))
    return said if len(said) <= _WIDEST else f"{said[: _WIDEST - 3]}..."
