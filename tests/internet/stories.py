"""A story as its publisher knows it, and a way to write any number of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.internet.vocabulary import VOCABULARIES, Vocabulary

if TYPE_CHECKING:
    from datetime import datetime

HAS_SUBHEAD, HAS_QUOTE, HAS_BULLETS = 2, 3, 4  # after which paragraph they stand, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story; `published` and `modified` are aware, `text` is what an extractor should find.

    `related` is the coverage of others that Google groups with it; `day_only` is a story of
    which Google knows the day and not the hour.
    """

    url: str
    title: str
    publisher: str
    host: str
    published: datetime
    paragraphs: tuple[str, ...] = ()
    amp_url: str | None = None
    related: tuple[Story, ...] = ()
    language: str = "en"
    day_only: bool = False
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str = "world"
    tags: tuple[str, ...] = ()
    image: str | None = None
    caption: str = ""
    subhead: str = ""
    quote: str = ""
    bullets: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def description(self) -> str:
        return self.paragraphs[0].partition(". ")[0] if self.paragraphs else self.title

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """The body in reading order: ("p" | "h2" | "quote" | "li", text)."""
        found: list[tuple[str, str]] = []
        for number, paragraph in enumerate(self.paragraphs, 1):
            found.append(("p", paragraph))
            if number == HAS_SUBHEAD and self.subhead:
                found.append(("h2", self.subhead))
            if number == HAS_QUOTE and self.quote:
                found.append(("quote", self.quote))
            if number == HAS_BULLETS:
                found.extend(("li", bullet) for bullet in self.bullets)
        return tuple(found)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.blocks)


class Writer:
    """Writes in one language; the same seed writes the same words."""

    def __init__(self, language: str, seed: str) -> None:
        self._words: Vocabulary = VOCABULARIES[language]
        self._random = Random(f"{language} {seed}")
        self._spaceless = language == "ja"

    def title(self) -> str:
        title = self._filled(self._random.choice(self._words.titles))
        return title[0].upper() + title[1:]

    def paragraph(self, sentences: int | None = None) -> str:
        count = sentences or self._random.randint(3, 6)
        written = [self._filled(self._random.choice(self._words.sentences)) for _ in range(count)]
        return ("" if self._spaceless else " ").join(written)

    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.paragraph() for _ in range(self._random.randint(5, 12)))

    def section(self) -> str:
        return self._random.choice(self._words.sections)

    def desk(self) -> str:
        return self._random.choice(self._words.desks)

    def tags(self) -> tuple[str, ...]:
        return tuple(self._random.sample(self._words.nouns, 3))

    def _filled(self, sentence: str) -> str:
        return re.sub("%([navpdq])", lambda found: self._word(found[1]), sentence)

    def _word(self, kind: str) -> str:
        if kind == "q":
            return str(self._random.randint(3, 950))
        words = self._words
        lists = {
            "n": words.nouns,
            "a": words.adjectives,
            "v": words.verbs,
            "p": words.places,
            "d": words.days,
        }
        return self._random.choice(lists[kind])


def write_story(
    number: int,
    *,
    host: str,
    publisher: str,
    language: str,
    published: datetime,
    amp: bool,
) -> Story:
    """Write the story *number* of a publisher: all that is known of it follows from these."""
    writer = Writer(language, f"{host} {number}")
    title, section = writer.title(), writer.section()
    if number % 10 == 7:
        title += " - " + writer.title()  # as real headlines do, to mislead who splits there
    path = f"/{section}/{published:%Y/%m/%d}/{slug(title)}-{number}"
    return Story(
        url=f"https://{host}{path}",
        title=title,
        publisher=publisher,
        host=host,
        published=published,
        modified=published + timedelta(minutes=5 + number % 50),
        paragraphs=writer.paragraphs(),
        amp_url=f"https://{host}{path}/amp" if amp else None,
        language=language,
        authors=(writer.desk(),),
        section=section,
        tags=writer.tags(),
        image=f"https://{host}/media/{number}.jpg",
        caption=writer.paragraph(1),
        subhead=writer.title() if number % 2 == 0 else "",
        quote=writer.paragraph(1) if number % 3 == 0 else "",
        bullets=tuple(writer.paragraph(1) for _ in range(4)) if number % 4 == 0 else (),
    )


def slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")[:80].strip("-") or "story"
