"""A charset decodes whatever it is given; some of Python's codecs are none."""

from __future__ import annotations

import time

import pytest
from scrapy.http import HtmlResponse

from newscrawl.charsets import charset, page_text
from newscrawl.extract.article import extract
from newscrawl.reading import read_page
from newscrawl.spiders.answers import declared_encoding

NO_CHARSETS = ("hex", "base64", "zlib", "rot13", "idna", "punycode", "undefined", "unicode_escape")


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("latin1", "cp1252"),
        ("Shift_JIS", "cp932"),
        ("gb2312", "gb18030"),
        ("iso-2022-jp", "iso2022_jp"),
        ("koi8-r", "koi8-r"),
        ("", None),
        (None, None),
        ("x-unknown", None),
    ],
)
def test_charsets_are_known_by_the_names_of_the_web(name: str | None, codec: str | None) -> None:
    assert charset(name) == codec


@pytest.mark.parametrize("name", NO_CHARSETS)
def test_a_codec_that_is_no_charset_costs_no_page_in_its_header(name: str) -> None:
    body = "<title>Über die Brücke</title>".encode()
    served = HtmlResponse(
        "https://a.example/", headers={"Content-Type": f"text/html; charset={name}"}, body=body
    )

    assert declared_encoding(served) == "utf-8"
    assert served.text == body.decode()
    assert read_page(body, encoding=name).reason == "no_text"


@pytest.mark.parametrize("name", NO_CHARSETS)
def test_a_codec_that_is_no_charset_costs_no_page_in_its_head(name: str) -> None:
    body = f"<meta charset={name}><title>Over the bridge</title><p>And back.".encode()
    served = HtmlResponse("https://a.example/", body=body)

    assert served.text == body.decode()
    assert extract(body, encoding=None, url="https://a.example/").title == "Over the bridge"


@pytest.mark.parametrize("name", ["utf-16", "UTF-16LE", "utf-16be", "utf-32", "unicode"])
def test_a_name_that_could_be_read_names_no_wide_charset(name: str) -> None:
    body = f"<meta charset={name}><title>Über die Brücke</title>".encode()
    served = HtmlResponse("https://a.example/", body=body)

    assert served.text == body.decode()
    assert page_text(body, None) == body.decode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("header", [None, "utf-16", "utf-8"])
def test_a_wide_page_is_known_by_its_bytes(encoding: str, header: str | None) -> None:
    page = "<title>Über die Brücke</title>"

    assert page_text(page.encode(encoding), header) == page


@pytest.mark.parametrize("header", [None, "iso-8859-1", "gbk"])
@pytest.mark.parametrize("meta", ["iso-8859-1", "windows-1251", "utf-8"])
def test_utf_8_is_read_as_such_whatever_it_is_called(header: str | None, meta: str) -> None:
    page = f"<meta charset={meta}><title>The bridge’s “opening”</title>"

    assert page_text(page.encode(), header) == page


def test_other_charsets_are_read_by_their_names() -> None:
    page = "<meta charset=windows-1251><title>Мост открыт</title>"

    assert page_text(page.encode("cp1251"), None) == page
    assert page_text(page.encode("koi8-r"), "koi8-r") == page


RUSSIAN = "Городской совет проголосовал за строительство нового моста через реку."
JAPANESE = "市議会は火曜日、市内を流れる川に新しい橋を架ける計画を賛成多数で可決した。"
CHINESE = "市议会周二投票决定在河上修建一座新桥，关于费用和地点的争论已持续多年。"
GREEK = "Το δημοτικό συμβούλιο ψήφισε υπέρ της νέας γέφυρας πάνω από τον ποταμό."
THAI = "สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานใหม่ข้ามแม่น้ำ"
FRENCH = "Le conseil a voté mardi la construction d’un pont, après des années de débat à Orléans."


@pytest.mark.parametrize("meta", ["", "<meta charset=utf-8>"], ids=["none", "wrong"])
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp932", JAPANESE),
        ("euc_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("cp1253", GREEK),
        ("cp874", THAI),
        ("cp1252", FRENCH),
    ],
)
def test_a_page_without_a_charset_or_with_a_wrong_one_is_read_by_its_letters(
    encoding: str, text: str, meta: str
) -> None:
    page = f"{meta}<title>Bridge</title>" + f"<p>{text * 3}</p>" * 50

    assert page_text(page.encode(encoding), None) == page


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The council’s bridge opened.", id="an apostrophe, half a Chinese character"),
        pytest.param("The\u00a0council\u00a0voted\u00a0for a bridge", id="spaces"),
        pytest.param("© 2026 The Example Post", id="a sign"),
        pytest.param("One • Two • Three", id="bullets"),
        pytest.param("Il a été élu.", id="as many accents as other letters"),
        pytest.param("Ünal", id="even and odd, as bytes of UTF-16"),
    ],
)
@pytest.mark.parametrize("meta", ["", "<meta charset=utf-8>"], ids=["none", "wrong"])
def test_the_few_signs_of_a_western_page_are_no_other_script(text: str, meta: str) -> None:
    page = f"{meta}<title>Bridge</title><p>{text}</p>"

    assert page_text(page.encode("cp1252"), None) == page


def test_strings_of_scripts_have_the_letters_of_the_page() -> None:
    page = f'<script>let a="{RUSSIAN}",{"b=c;" * 9_000}</script><p>{RUSSIAN}</p>'

    assert page_text(page.encode("cp1251"), None) == page


@pytest.mark.parametrize("meta", ["", "<meta charset=utf-8>"], ids=["none", "declared"])
def test_a_few_broken_letters_make_no_other_charset(meta: str) -> None:
    body = f"{meta}<p>Die Brücke über den Fluß ist für alle.</p>".encode() + b"caf\xe9 au lait"

    assert page_text(body, None) == body.decode(errors="replace")


def test_a_page_cut_within_its_last_letter_is_read() -> None:
    body = "<meta charset=utf-8><p>Die Brücke über den Fluß ist für alle. Ü".encode()[:-1]

    assert page_text(body, None) == body.decode(errors="replace")


def test_what_is_no_text_in_any_charset_costs_no_time() -> None:
    body = b"<meta charset=utf-8>" + bytes(range(256)) * 20_000 + b"a" * 5_000_000 + b"<\x80"
    began = time.process_time()

    page_text(body, None)

    assert time.process_time() - began < 5, "seconds"
