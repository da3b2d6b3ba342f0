"""References are read as browsers read them, whatever number they hold."""

from __future__ import annotations

from html import unescape

import pytest

from newscrawl.entities import unescaped


@pytest.mark.parametrize(
    "text", ["", "Q & A", "&eacute;&nbsp;&amp;amp;", "&#8217;&#x2019", "&#0;&#xD800;&#99999999;"]
)
def test_references_are_read(text: str) -> None:
    assert unescaped(text) == unescape(text)


@pytest.mark.parametrize("end", ["", ";"])
def test_a_number_that_python_does_not_read_names_no_character(end: str) -> None:
    assert unescaped(f"a &#{'9' * 5_000}{end} b") == "a \ufffd b"
