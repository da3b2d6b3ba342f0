"""What an archive holds is judged as a live answer would be, in the charset it declares."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from newscrawl.fetch.archived import refusal, said_in_archive

STORY = "<p>" + "Мост через реку открыли на месяц раньше срока, сказал мэр города. " * 8


@dataclass
class Archived:
    html: str
    status: int = 200
    charset: str = "cp1251"
    encoding: str | None = None
    url: str = "https://gazeta.example.com/novosti/most-otkryt-2026"
    content_type: str = "text/html"
    fault: str = ""

    @property
    def body(self) -> bytes:
        return self.html.encode(self.charset)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(Archived(f"<meta charset=windows-1251>{STORY}"), "", id="a story"),
        pytest.param(
            Archived("<meta charset=windows-1251><title>Страница не найдена</title><p>Увы"),
            "soft_404",
            id="declared in the page",
        ),
        pytest.param(
            Archived("<title>Страница не найдена</title><p>Увы", encoding="windows-1251"),
            "soft_404",
            id="declared in the header",
        ),
        pytest.param(Archived("", status=503), "http_503", id="would be tried again"),
        pytest.param(Archived("%PDF-1.7"), "not_html", id="a PDF"),
    ],
)
def test_what_is_no_article_is_named(answer: Archived, reason: str) -> None:
    assert refusal(answer) == reason


def test_a_page_in_a_charset_of_its_own_says_what_it_is_not_for() -> None:
    answer = Archived(
        f'<meta charset=windows-1251><meta name="роботы"><meta name="robots" content="noai">{STORY}'
    )

    assert said_in_archive(answer) == {"noai": "meta"}
