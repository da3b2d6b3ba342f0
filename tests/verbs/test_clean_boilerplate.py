"""What stands below a story goes; its last sentence stays."""

from __future__ import annotations

import pytest

from newscrawl.clean.boilerplate import drop_boilerplate

STORY = "The bridge opened on Monday.\nTraffic has doubled since."


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("Advertisement", id="advertisement"),
        pytest.param("- Advertisement -", id="advertisement between dashes"),
        pytest.param("ADVERTISEMENT", id="in capitals"),
        pytest.param("Share this:", id="share"),
        pytest.param("Facebook Twitter WhatsApp Email", id="share bar"),
        pytest.param("Facebook | X | Telegram", id="share bar with strokes"),
        pytest.param("Share on Facebook 12 Tweet 3", id="share bar with counts"),
        pytest.param("Comments (34)", id="comments counted"),
        pytest.param("12 Comments »", id="comments counted before"),
        pytest.param("No comments yet", id="no comments"),
        pytest.param("Leave a comment", id="comment box"),
        pytest.param("→ Read more", id="read more"),
        pytest.param("Share\n12\nTweet\n\nLeave a Reply Cancel reply", id="many lines"),
        pytest.param("Hinterlasse einen Kommentar", id="German"),
        pytest.param("Das könnte Sie auch interessieren:", id="German related"),
        pytest.param("Laisser un commentaire", id="French"),
        pytest.param("À lire aussi :", id="French related"),
        pytest.param("Deja un comentario", id="Spanish"),
        pytest.param("Lea también", id="Spanish related"),
        pytest.param("Nenhum comentário:", id="Portuguese"),
        pytest.param("Leggi anche", id="Italian"),
        pytest.param("Lees ook:", id="Dutch"),
        pytest.param("Brak komentarzy", id="Polish"),
        pytest.param("Posting Komentar", id="Indonesian"),
        pytest.param("Tidak ada komentar:", id="Indonesian, no comments"),
        pytest.param("Tiada ulasan:", id="Malay"),
        pytest.param("İLGİLİ HABERLER", id="Turkish in capitals"),
        pytest.param("Yorum yaz", id="Turkish"),
        pytest.param("Читайте также:", id="Russian"),
        pytest.param("Підписуйтесь на наш Telegram-канал", id="Ukrainian"),
        pytest.param("اقرأ أيضاً:", id="Arabic"),
        pytest.param("यह भी पढ़ें:", id="Hindi"),
        pytest.param("আরও পড়ুন:", id="Bengali"),
        pytest.param("関連記事", id="Japanese"),
        pytest.param("3 件のコメント:", id="Japanese comments"),
        pytest.param("相关阅读", id="Chinese, simplified"),
        pytest.param("延伸閱讀：", id="Chinese, traditional"),
        pytest.param("관련기사", id="Korean"),
        pytest.param("무단전재 및 재배포 금지", id="Korean copyright"),
        pytest.param("Tin liên quan", id="Vietnamese"),
        pytest.param("ข่าวที่เกี่ยวข้อง", id="Thai"),
        pytest.param("Läs mer", id="Swedish"),
        pytest.param("Læs også", id="Danish"),
        pytest.param("Les også:", id="Norwegian"),
        pytest.param("Lue myös", id="Finnish"),
        pytest.param("Přečtěte si také", id="Czech"),
        pytest.param("Citește și:", id="Romanian"),
        pytest.param("Szólj hozzá!", id="Hungarian"),
        pytest.param("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", id="Greek in capitals without accents"),
        pytest.param("תגובות (3)", id="Hebrew"),
    ],
)
def test_boilerplate_below_a_story_goes(below):
    assert drop_boilerplate(f"{STORY}\n\n{below}") == STORY
    assert drop_boilerplate(below) == ""


@pytest.mark.parametrize(
    "last",
    [
        pytest.param("He asked his readers to leave a comment.", id="phrase inside a sentence"),
        pytest.param("Advertisement spending fell by 4%.", id="phrase that begins one"),
        pytest.param("“Read more,” she said.", id="phrase that is quoted"),
        pytest.param("Twitter shares fell 3 percent.", id="a network that is the subject"),
        pytest.param("- Facebook", id="item of a list"),
        pytest.param("• Comments", id="item of a list with a dot"),
        pytest.param("3. Twitter", id="item of a numbered list"),
        pytest.param("* LinkedIn.", id="item of a list with a full stop"),
        pytest.param("2:1", id="a score"),
        pytest.param("(Reuters)", id="agency"),
        pytest.param("* * *", id="stars"),
        pytest.param("Sie sagte: Ja.", id="short German sentence"),
        pytest.param("分享了他的经验。", id="Chinese sentence that begins with a phrase"),
        pytest.param("댓글이 달렸다.", id="Korean sentence that begins with a phrase"),
        pytest.param("Share " * 40, id="longer than boilerplate is"),
    ],
)
def test_the_last_sentence_of_a_story_stays(last):
    text = f"{STORY}\n{last}"

    assert drop_boilerplate(text) == text


def test_boilerplate_in_the_middle_stays():
    text = f"{STORY}\nRead more\nThe old bridge is gone."

    assert drop_boilerplate(text) == text


def test_a_number_above_the_boilerplate_stays():
    assert drop_boilerplate("And the answer was\n42\nShare\n7") == "And the answer was\n42"


@pytest.mark.parametrize("text", ["", STORY, STORY + "\n"])
def test_a_text_without_boilerplate_stays_as_it_is(text):
    assert drop_boilerplate(text) == text


@pytest.mark.parametrize(
    "mark",
    [
        "Advertisement",
        "- ADVERTISEMENT -",
        "[Story continues below advertisement]",
        "Getting your Trinity Audio player ready...",
        "La suite après cette publicité",
        "広告",
    ],
)
def test_an_advertisement_leaves_no_mark_in_a_story(mark: str) -> None:
    assert drop_boilerplate(f"One.\n{mark}\nTwo.") == "One.\nTwo."
    assert drop_boilerplate(f"One.\n\n{mark}\n\nTwo.") == "One.\n\nTwo."


@pytest.mark.parametrize(
    "line", ["- Advertisement", "The advertisement was withdrawn.", "Advertisement: how it works"]
)
def test_a_story_of_advertisements_is_kept(line: str) -> None:
    assert drop_boilerplate(f"One.\n{line}\nTwo.") == f"One.\n{line}\nTwo."
