"""Walls at a story's own address are named by what they say; stories that speak of walls are let through."""

from __future__ import annotations

import pytest

from newscrawl.fetch.walls import wall
from newscrawl.reading import read_page

STORY = "https://www.example.com/world/floods-reach-the-delta-10512345"
WALLS = {"consent", "sign_in", "bot_check", "soft_404", "geo_block", "ad_block"}
RISING = (
    "<p>The river rose by two metres in the night, and the villages along the delta were cleared "
    "before the water reached the road. Boats took the last forty people from the school on the hill.</p>"
    "<p>Engineers expect the dam to hold. The level at the bridge has fallen since the morning, and "
    "the ferry runs again, though only by day and only when the wind allows it.</p>"
)
BANNER = (
    '<div id="onetrust-banner-sdk"><h2>We value your privacy</h2><p>We and our partners store and/or '
    "access information on a device, such as cookies, and process personal data.</p>"
    "<button>Accept all</button><button>Reject all</button></div>"
)
LOGIN = '<form action="/login"><input name="user"><input type="password" name="p"><button>Log in</button></form>'


def page(title, body, *, head="", lang="en"):
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def named(html):
    """Name the wall as a crawl does, and see to it that a program that reads the page is told the same."""
    name = wall(asked=STORY, url=STORY, html=html)
    reason = read_page(html, url=STORY).reason
    assert reason == name if name else reason not in WALLS
    return name


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("Your privacy choices", "<form method=post><h1>Before you continue</h1><p>We and our 843 partners store and access information on a device.</p><button>Accept all</button><button>Reject all</button></form>"), id="English"),
        pytest.param(page("Example Zeitung", '<div class="sp_message_container_1"><h1>Mit Werbung weiterlesen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Ihre Zustimmung ist jederzeit widerrufbar.</p><button>Akzeptieren und weiter</button><h2>Oder Pur-Abo</h2><p>Nutzen Sie unsere Seiten ohne Werbetracking für 4,99 € im Monat.</p><a href="/pur">Jetzt abschließen</a></div><script src="https://cdn.privacy-mgmt.com/unified/wrapperMessagingWithoutDetection.js"></script>', lang="de"), id="German Pur-Abo, Sourcepoint"),
        pytest.param(page("Le Journal exemple", '<div id="didomi-popup"><p>Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et accéder à des données personnelles comme votre visite sur ce site.</p><button>Continuer sans accepter</button><button>Accepter &amp; Fermer</button></div><script src="https://sdk.privacy-center.org/loader.js"></script>', lang="fr"), id="French, Didomi"),
        pytest.param(page("El Diario de Ejemplo", "<main><h1>Su privacidad es importante</h1><p>Nosotros y nuestros socios almacenamos o accedemos a información en un dispositivo, tales como cookies, y procesamos datos personales.</p><a role=button href='#'>Aceptar y continuar</a><a href='/suscripcion'>Rechazar y suscribirse</a></main>", lang="es"), id="Spanish"),
        pytest.param(page("Il Giornale di Esempio", "<section><p>Noi e i nostri partner archiviamo e accediamo a informazioni su un dispositivo e trattiamo dati personali con il tuo consenso.</p><button>Rifiuta e abbonati</button><button>Accetta e continua</button></section>", lang="it"), id="Italian"),
        pytest.param(page("Voorbeeldkrant", '<div class="cookiewall"><h1>Voorbeeldkrant gebruikt cookies</h1><p>Wij en onze partners gebruiken cookies om informatie op een apparaat op te slaan en gepersonaliseerde advertenties te tonen.</p><button>Akkoord</button><a href="/instellingen">Instellen</a></div>', lang="nl"), id="Dutch cookie wall"),
        pytest.param(page("Portal", "<h1>Szanowna Użytkowniczko, Szanowny Użytkowniku</h1><p>Klikając przycisk, wyrażasz zgodę na przetwarzanie twoich danych osobowych przez naszych zaufanych partnerów.</p><button>Przejdź do serwisu</button>", lang="pl"), id="Polish"),
        pytest.param(page("Eksempelavisen", "<p>Vi og vores samarbejdspartnere bruger cookies til at behandle personoplysninger, når du besøger vores side.</p><button>Tillad alle</button><button>Afvis alle</button>", lang="da"), id="Danish"),
        pytest.param(page("Esimerkki", "<p>Me ja kumppanimme käytämme evästeitä ja käsittelemme henkilötietoja palvelun parantamiseksi.</p><button>Hyväksy kaikki</button>", lang="fi"), id="Finnish"),
        pytest.param(page("Příklad", '<div class="cmp-container"><p>My a naši partneři ukládáme soubory cookie a zpracováváme osobní údaje pro reklamu.</p><button>Souhlasím</button></div>', lang="cs"), id="Czech"),
        pytest.param(page("Cookie-Einstellungen | Example", '<script src="https://cdn.consentmanager.net/delivery/autoblocking.js"></script><p>Bitte warten</p>', lang="de"), id="a consent manager alone"),
        pytest.param(page("Privacy Manager", '<div id="privacy-manager"></div><script src="https://pm.sourcepoint.example/x.js"></script>'), id="Sourcepoint's privacy manager"),
    ],
)  # fmt: skip
def test_a_consent_wall_is_named(html):
    assert named(html) == "consent"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("Sign in", f"<h1>Sign in to your account</h1>{LOGIN}"), id="English"),
        pytest.param(page("Example News", f"<main><h2>Log in to continue reading</h2>{LOGIN}<a href='/r'>Forgot password?</a></main>"), id="the site's title"),
        pytest.param(page("Anmelden - Beispiel", "<h1>Anmelden</h1><form><label>E-Mail</label><input type=email name=mail><button>Weiter</button></form>", lang="de"), id="German, mail first"),
        pytest.param(page("Connexion", f"<h1>Connectez-vous</h1>{LOGIN}<a href='/m'>Mot de passe oublié ?</a>", lang="fr"), id="French"),
        pytest.param(page("El Diario", f"<h1>Inicia sesión</h1>{LOGIN}", lang="es"), id="Spanish"),
        pytest.param(page("Entrar", f"<p>Faça login com o seu e-mail.</p>{LOGIN}", lang="pt"), id="Portuguese"),
        pytest.param(page("Logowanie", LOGIN, lang="pl"), id="Polish"),
        pytest.param(page("Вход", f"<h1>Войдите в аккаунт</h1>{LOGIN}", lang="ru"), id="Russian"),
        pytest.param(page("ログイン", LOGIN, lang="ja"), id="Japanese"),
        pytest.param(page("Example", f'<div id="kc-form-login">{LOGIN}</div>'), id="a form and no word"),
        pytest.param(page("Floods reach the delta", "<h1>Floods reach the delta</h1><h2>Register for free to keep reading</h2><button>Register</button>"), id="registration, in a heading"),
        pytest.param(page("Floods reach the delta", "<h1>Floods reach the delta</h1><p>Register for free to keep reading. It takes a minute, and no card.</p>"), id="registration, in a sentence"),
        pytest.param(page("Flut", "<h1>Flut im Delta</h1><p>Jetzt kostenlos registrieren und weiterlesen.</p>", lang="de"), id="German registration"),
    ],
)  # fmt: skip
def test_a_sign_in_page_is_named(html):
    assert named(html) == "sign_in"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("www.example.com", '<h1>www.example.com</h1><p>Verify you are human by completing the action below.</p><div class="cf-turnstile"></div><p>www.example.com needs to review the security of your connection before proceeding.</p>'), id="Cloudflare without its title"),
        pytest.param(page("", "<script>window.KPSDK={};KPSDK.now=Date.now;KPSDK.start=KPSDK.now();</script><script src='/149e9513-01fa-4fb0-aad4-566afd725d1b/2d206a39-8ed7-437e-a3be-862e0f06eea3/ips.js?KP_UIDz=a'></script>"), id="Kasada"),
        pytest.param(page("", "<script>window.awsWafCookieDomainList=[];window.gokuProps={'key':'a'};</script><div id='challenge-container'></div><script>AwsWafIntegration.getToken()</script>"), id="AWS WAF"),
        pytest.param(page("&nbsp;", "<div id='sec-if-cpt-container'></div><script src='/_sec/verify?provider=interstitial'></script>"), id="Akamai's interstitial"),
        pytest.param(page("Challenge", "<noscript>Please enable JavaScript</noscript>", head="<meta http-equiv=refresh content=\"5; URL='/?bm-verify=AAQAAAA'\">"), id="Akamai's refresh"),
        pytest.param(page("example.com", "<p>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c'}</script>"), id="DataDome"),
        pytest.param(page("Human Verification", "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p><p>Reference ID 1f2e</p>"), id="HUMAN"),
        pytest.param(page("", '<iframe src="/_Incapsula_Resource?CWUDNSAI=23&xinfo=9"></iframe>'), id="Imperva"),
        pytest.param(page("", "<script>document.cookie='chk='+sum(7)+';path=/';location.reload();</script>"), id="a cookie and back"),
        pytest.param(page("Un moment", "<p>Pour continuer, confirmez que vous n'êtes pas un robot.</p><div class='g-recaptcha'></div>", lang="fr"), id="French captcha"),
        pytest.param(page("Prüfung", "<p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p><div class='h-captcha'></div>", lang="de"), id="German captcha"),
        pytest.param(page("Ой!", "<p>Подтвердите, что запросы отправляли вы, а не робот. Я не робот</p>", lang="ru"), id="Yandex"),
        pytest.param(page("验证", "<p>您的访问过于频繁，请拖动滑块完成验证。</p>", lang="zh"), id="Chinese slider"),
        pytest.param("error code: 1015", id="Cloudflare's limit, in plain text"),
        pytest.param(page("Example", "<h1>Error 1015</h1><p>You are being rate limited. The owner of this website has banned you temporarily from it.</p>"), id="Cloudflare's limit"),
        pytest.param(page("example.com", "<p>Connecting</p><img src='https://storage.googleapis.com/ddos-shield.appspot.com/shield-logo.svg'>"), id="Project Shield"),
    ],
)  # fmt: skip
def test_a_bot_check_without_a_known_title_is_named(html):
    assert named(html) == "bot_check"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("Example News", "<h1>Page not found</h1><p>Try the search.</p>"), id="in the heading"),
        pytest.param(page("Example News", f"<h1>404</h1><h2>Latest</h2>{RISING}"), id="with the latest news below"),
        pytest.param(page("Example News", "<p>Sorry, the page you are looking for does not exist or has been moved.</p>"), id="in a sentence"),
        pytest.param(page("Beispiel", "<h1>Hoppla</h1><p>Die von Ihnen gesuchte Seite gibt es hier nicht mehr.</p>", lang="de"), id="German"),
        pytest.param(page("Exemple", "<h1>Cet article n'est plus disponible</h1><p>Revenir à l'accueil</p>", lang="fr"), id="French, withdrawn"),
        pytest.param(page("Ejemplo", "<p>Lo sentimos, la página que buscas no existe o ha cambiado de dirección.</p>", lang="es"), id="Spanish"),
        pytest.param(page("Exempel", "<p>Tyvärr, sidan du söker finns inte längre på den här adressen.</p>", lang="sv"), id="Swedish"),
        pytest.param(page("예시", "<p>요청하신 페이지를 찾을 수 없습니다. 주소를 다시 확인해 주세요.</p>", lang="ko"), id="Korean"),
    ],
)  # fmt: skip
def test_a_lost_page_is_named_by_what_it_says(html):
    assert named(html) == "soft_404"


GDPR = (
    "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a "
    "country belonging to the European Economic Area (EEA), including the EU, which enforces the General Data "
    "Protection Regulation (GDPR), and therefore access cannot be granted at this time.</p>"
    "<p>For any issues, write to us or call us.</p>"
)
AD_BLOCK = (
    "<h2>Ad blocker detected</h2><p>Please disable your ad blocker, then load this page again.</p>"
)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        pytest.param(page("451", GDPR), "geo_block", id="GDPR"),
        pytest.param(page("Example", "<p>This content is not available in your region.</p>"), "geo_block", id="region"),
        pytest.param(page("Exemple", "<p>Ce contenu n’est pas disponible dans votre pays.</p>", lang="fr"), "geo_block", id="French"),
        pytest.param(page("Floods reach the delta", f"<h1>Floods reach the delta</h1>{AD_BLOCK}"), "ad_block", id="ad blocker"),
        pytest.param(page("Beispiel", "<p>Bitte deaktivieren Sie Ihren Werbeblocker.</p>", lang="de"), "ad_block", id="German"),
    ],
)  # fmt: skip
def test_a_closed_door_is_named(html, name):
    assert named(html) == name


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("Floods", f"<h1>Floods reach the delta</h1>{RISING}{AD_BLOCK}{GDPR}"), id="a story"),
        pytest.param(page("Floods", f"<p>{RISING[3:180]}</p><p>This video is not available in your country.</p>"), id="a short one with a film"),
        pytest.param(page("Floods", AD_BLOCK, head='<meta property="og:type" content="article">'), id="what is called an article"),
        pytest.param(page("Floods", f"<div id=root></div>{AD_BLOCK}<script src='/app.js'></script>"), id="a shell with its boxes"),
        pytest.param(page("Floods", f"{AD_BLOCK}<noscript>Please enable JavaScript.</noscript><script src='/app.js'></script>"), id="a shell that says so"),
        pytest.param(page("Ad blockers", "<h1>More readers use ad blockers</h1><p>One reader in three blocks advertisements, a survey says.</p>"), id="about ad blockers"),
        pytest.param(page("Phones", "<h1>The phone is not available in Europe</h1><p>Its maker waits for the regulator.</p>"), id="about Europe"),
    ],
)  # fmt: skip
def test_such_words_beside_anything_else_are_no_closed_door(html):
    assert named(html) is None


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("Floods reach the delta", f"{BANNER}<article><h1>Floods reach the delta</h1>{RISING}</article>"), id="a banner before the story"),
        pytest.param(page("Cookie rules tightened", f"{BANNER}<h1>Your consent, please: new cookie rules</h1><p>Sites that use cookies without asking will be fined from May, the regulator said.</p><p>Many readers click on accept all without a look at the list behind it.</p>{RISING}"), id="about cookies"),
        pytest.param(page("Why every site asks for consent", BANNER + "<p>Publishers say they need your consent to store information on a device, a phrase that their lawyers settled on years ago.</p>" * 3 + RISING), id="about consent walls"),
        pytest.param(page("How captchas learned to read", f"<p>\"Verify you are human\", says the box. Nobody likes it.</p><p>The first captcha asked readers to type two words from old books.</p>{RISING}<div class='g-recaptcha'></div>"), id="about captchas"),
        pytest.param(page("Are you a robot? The test that failed", f"<h1>Are you a robot?</h1>{RISING}"), id="about bot checks"),
        pytest.param(page("Papers raise their paywalls", f"<h1>Subscribe to continue reading</h1>{RISING}<form>{LOGIN}</form>"), id="about paywalls, with a form"),
        pytest.param(page("Log in: how banks lost the password", f"<h1>Log in</h1>{RISING}{LOGIN}"), id="about signing in"),
        pytest.param(page("Area code 404 runs out of numbers", f"<h1>Area code 404 is full</h1>{RISING}"), id="about 404"),
        pytest.param(page("The 404 page as an art", f"<h1>The page you are looking for</h1>{RISING}"), id="about lost pages"),
        pytest.param(page("Floods reach the delta", f"<header>{LOGIN}</header><h1>Floods</h1>{RISING}"), id="a form above the story"),
        pytest.param(page("Video: floods", f"{LOGIN}<h1>Video: floods</h1>", head='<meta property="og:type" content="article">'), id="a short story with a form"),
        pytest.param(page("Floods in brief", f"{BANNER}<h1>Floods in brief</h1><p>The river rose by two metres in the night, and boats took the last forty people from the school on the hill.</p><p>The ferry runs again, though only by day and when the wind allows.</p><p>Roads stay closed.</p>"), id="a brief with a banner"),
        pytest.param(page("洪水", f"<h1>洪水到达三角洲</h1><p>{'夜间河水上涨两米，三角洲沿岸的村庄已经疏散。' * 5}</p><button>接受</button>", lang="zh"), id="Chinese"),
        pytest.param(page("Floods", f"<div id=root></div>{BANNER}<script src='/app.js'></script>"), id="a shell with a banner"),
        pytest.param(page("Floods", "<a href='/x'>" * 3000 + RISING), id="links that never end"),
    ],
)  # fmt: skip
def test_a_story_is_let_through_whatever_stands_around_it(html):
    assert named(html) is None


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<script>" * 100_000, id="scripts that never end"),
        pytest.param("<a href=x" * 100_000, id="links that never begin"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<div>" * 300_000, id="nested"),
        pytest.param("<noscript><p" * 100_000, id="noscripts"),
        pytest.param("<h1>" * 200_000, id="headings"),
        pytest.param("<title>" + "-" * 200_000, id="a title of dashes"),
        pytest.param("<title>" + "- " * 9_000 + "</title>", id="a long title"),
    ],
)
def test_hostile_markup_is_read_in_linear_time(html):
    assert named(html) is None
