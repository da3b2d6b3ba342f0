"""Editions are found by the names people write, and a wrong name is told the right one."""

from __future__ import annotations

import pytest

from newscrawl.discover.editions import EDITIONS, Edition, edition
from newscrawl.errors import BadArgument


@pytest.mark.parametrize(
    ("name", "hl", "gl", "ceid"),
    [
        pytest.param("en-US", "en-US", "US", "US:en", id="english at home"),
        pytest.param("en-IN", "en-IN", "IN", "IN:en", id="english elsewhere"),
        pytest.param("hi-IN", "hi", "IN", "IN:hi", id="another language of the country"),
        pytest.param("pt-BR", "pt-BR", "BR", "BR:pt-419", id="brazil"),
        pytest.param("pt-PT", "pt-PT", "PT", "PT:pt-150", id="portugal"),
        pytest.param("es-ES", "es", "ES", "ES:es", id="spain"),
        pytest.param("es-MX", "es-419", "MX", "MX:es-419", id="latin america"),
        pytest.param("es-US", "es-419", "US", "US:es-419", id="spanish in the states"),
        pytest.param("zh-CN", "zh-CN", "CN", "CN:zh-Hans", id="simplified chinese"),
        pytest.param("zh-TW", "zh-TW", "TW", "TW:zh-Hant", id="traditional chinese"),
        pytest.param("fr-CA", "fr-CA", "CA", "CA:fr", id="french in canada"),
        pytest.param("fr-BE", "fr", "BE", "BE:fr", id="french in belgium"),
        pytest.param("de-AT", "de", "AT", "AT:de", id="austria"),
        pytest.param("ar-EG", "ar", "EG", "EG:ar", id="egypt"),
        pytest.param("ja-JP", "ja", "JP", "JP:ja", id="japan"),
    ],
)
def test_an_edition_knows_googles_parameters(name, hl, gl, ceid):
    found = edition(name)

    assert found == Edition(name, hl, gl, ceid)


@pytest.mark.parametrize("name", ["pt-br", "PT-BR", " pt-BR "])
def test_case_and_space_around_a_name_do_not_matter(name):
    found = edition(name)

    assert found.name == "pt-BR"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        pytest.param("en_US", "en-US", id="underscore"),
        pytest.param("pt-BZ", "pt-BR", id="slip of the finger"),
        pytest.param("fr", "fr-FR", id="language alone"),
        pytest.param("en", "en-US", id="language of many countries"),
        pytest.param("", "en-US", id="nothing"),
    ],
)
def test_an_unknown_edition_is_told_the_nearest_one(name, near):
    with pytest.raises(BadArgument) as caught:
        edition(name)

    message = str(caught.value)
    assert "\n" not in message
    assert "language-COUNTRY" in message
    assert near in message


def test_every_edition_has_one_name_and_one_ceid():
    names = {one.name.lower() for one in EDITIONS}
    ceids = {one.ceid for one in EDITIONS}

    assert len(names) == len(ceids) == len(EDITIONS) > 75
