"""Words to write news with, by language; a sentence takes its pieces from here.

In a sentence %n stands for a noun, %a for an adjective, %v for a verb, %p for a place,
%d for a day and %q for a number. Nouns are plural (or need no number), so that every
sentence is grammatical whatever is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    verbs: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[str, ...]
    sentences: tuple[str, ...]
    titles: tuple[str, ...]
    sections: tuple[str, ...]
    desks: tuple[str, ...]
    home: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EN = Vocabulary(
    nouns=_words(
        "councils schools farmers bridges hospitals rivers engineers taxes harbours forests"
        " museums trains markets teachers voters fishermen courts roads buses libraries"
        " companies workers nurses shops factories cyclists windmills airlines studios scientists"
        " ministers villages orchards tunnels budgets reservoirs pensioners choirs glaciers grids"
    ),
    adjectives=_words(
        "new local northern crowded expensive quiet modern ageing rural coastal damaged careful"
        " empty famous foreign public private small narrow ambitious late early regional cautious"
        " independent wealthy young retired stubborn sceptical"
    ),
    verbs=_words(
        "approved rejected visited repaired opened closed studied praised criticised delayed"
        " financed inspected measured welcomed blocked rebuilt replaced surprised protected joined"
        " abandoned defended counted supplied"
    ),
    places=(
        "Leeds",
        "Cork",
        "Dundee",
        "Toronto",
        "Perth",
        "Bristol",
        "Denver",
        "Galway",
        "Auckland",
        "Belfast",
    ),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    sentences=(
        "The %a %n %v the %a %n of %p on %d, officials said.",
        "Last %d about %q %a %n in %p %v their %n.",
        "According to the %a %n, at least %q %n were %v before the %n could be warned.",
        "Nobody expected that the %n would be %v by %a %n from %p.",
        "A report of %q pages says that %a %n and %a %n %v the %n twice.",
        "If the %n of %p are %v by %d, the %a %n may need %q more %n.",
        "The %n, which the %a %n %v in the spring, cost %q million.",
    ),
    titles=(
        "How %a %n in %p %v %q %n",
        "%q %a %n %v as %n wait in %p",
        "Why the %n of %p were %v by %a %n",
        "%p: %a %n %v the %a %n",
    ),
    sections=("world", "politics", "business", "science", "sport", "culture"),
    desks=("City Desk", "Foreign Desk", "Science Desk"),
    home="Home",
)
DE = Vocabulary(
    nouns=_words(
        "Gemeinden Schulen Landwirte Brücken Krankenhäuser Flüsse Steuern Häfen Wälder Museen Züge"
        " Märkte Lehrer Wähler Gerichte Straßen Busse Büchereien Firmen Arbeiter Pflegekräfte"
        " Geschäfte Fabriken Radfahrer Windräder Forscher Minister Dörfer Tunnel Rentner"
    ),
    adjectives=_words(
        "neuen örtlichen nördlichen überfüllten teuren ruhigen modernen alten ländlichen beschädigten"
        " vorsichtigen leeren bekannten fremden öffentlichen privaten kleinen engen ehrgeizigen"
        " regionalen jungen wohlhabenden"
    ),
    verbs=_words(
        "besucht repariert eröffnet geschlossen untersucht gelobt kritisiert verschoben bezahlt geprüft"
        " gemessen begrüßt blockiert ersetzt überrascht geschützt verlassen verteidigt gezählt"
    ),
    places=("Kassel", "Graz", "Bremen", "Basel", "Leipzig", "Linz", "Rostock", "Bern", "Mainz"),
    days=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    sentences=(
        "Die %a %n haben am %d die %a %n von %p %v, wie es aus den %n heißt.",
        "In %p wurden am %d rund %q %a %n von den %n %v.",
        "Niemand hatte erwartet, dass die %n von den %a %n aus %p %v würden.",
        "Nach Angaben der %a %n sind mindestens %q %n %v worden, bevor die %n gewarnt wurden.",
        "Wenn die %n in %p bis %d nicht %v sind, brauchen die %a %n noch %q weitere %n.",
        "Die %n, die von den %a %n im Frühjahr %v wurden, kosteten %q Millionen Euro.",
    ),
    titles=(
        "Wie die %a %n in %p %q %n %v haben",
        "%p: %a %n werden von %n %v",
        "Warum %q %a %n am %d %v wurden",
    ),
    sections=("politik", "wirtschaft", "wissen", "sport", "kultur"),
    desks=("Redaktion Politik", "Redaktion Wissen"),
    home="Startseite",
)
FR = Vocabulary(
    nouns=_words(
        "conseils lycées agriculteurs ponts hôpitaux fleuves impôts ports bois musées trains marchés"
        " enseignants électeurs tribunaux chemins bus ouvriers infirmiers magasins ateliers cyclistes"
        " chercheurs ministres villages tunnels budgets retraités glaciers réseaux"
    ),
    adjectives=_words(
        "nouveaux locaux ruraux modernes publics privés célèbres étroits prudents régionaux jeunes"
        " indépendants étrangers fragiles ambitieux tranquilles coûteux vides abîmés riches"
    ),
    verbs=_words(
        "visité réparé ouvert fermé étudié salué critiqué retardé financé inspecté mesuré accueilli"
        " bloqué remplacé surpris protégé abandonné défendu compté"
    ),
    places=("Lille", "Nantes", "Liège", "Rennes", "Genève", "Dijon", "Namur", "Québec", "Grenoble"),
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    sentences=(
        "Les %n %a de %p ont %v les %n %a %d, selon les %n.",
        "À %p, environ %q %n %a ont %v leurs %n dans la journée de %d.",
        "Personne ne pensait que les %n %a auraient %v les %n de %p aussi vite.",
        "D'après un rapport de %q pages, les %n ont %v deux fois les %n %a.",
        "Si les %n n'ont pas %v les %n avant %d, il faudra encore %q %n %a à %p.",
        "Les %n que les %n %a ont %v au printemps ont coûté %q millions d'euros.",
    ),
    titles=(
        "Comment les %n %a de %p ont %v %q %n",
        "%p : des %n %a ont %v les %n",
        "Pourquoi %q %n ont %v les %n %a",
    ),
    sections=("politique", "economie", "sciences", "sport", "culture"),
    desks=("Service Politique", "Service Sciences"),
    home="Accueil",
)
ES = Vocabulary(
    nouns=_words(
        "municipios colegios agricultores puentes hospitales ríos impuestos puertos bosques museos trenes"
        " mercados maestros votantes tribunales caminos autobuses obreros enfermeros comercios talleres"
        " ciclistas científicos ministros pueblos túneles jubilados glaciares"
    ),
    adjectives=_words(
        "nuevos locales rurales modernos públicos privados famosos estrechos prudentes regionales jóvenes"
        " independientes extranjeros frágiles ambiciosos tranquilos costosos vacíos dañados ricos"
    ),
    verbs=_words(
        "visitado reparado abierto cerrado estudiado elogiado criticado retrasado financiado inspeccionado"
        " medido recibido bloqueado sustituido sorprendido protegido abandonado defendido contado"
    ),
    places=("Sevilla", "Bilbao", "Rosario", "Cuenca", "Mérida", "Arequipa", "Valencia", "Oaxaca"),
    days=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    sentences=(
        "Los %n %a de %p han %v los %n %a el %d, según los %n.",
        "En %p unos %q %n %a han %v sus %n durante el %d.",
        "Nadie esperaba que los %n %a hubieran %v los %n de %p tan pronto.",
        "Según un informe de %q páginas, los %n han %v dos veces los %n %a.",
        "Si los %n no han %v los %n antes del %d, harán falta otros %q %n %a en %p.",
        "Los %n que los %n %a han %v en primavera costaron %q millones de euros.",
    ),
    titles=(
        "Cómo los %n %a de %p han %v %q %n",
        "%p: unos %n %a han %v los %n",
        "Por qué %q %n han %v los %n %a",
    ),
    sections=("politica", "economia", "ciencia", "deportes", "cultura"),
    desks=("Sección de Política", "Sección de Ciencia"),
    home="Portada",
)
PT = Vocabulary(
    nouns=_words(
        "municípios colégios agricultores hospitais rios impostos portos bosques museus trens mercados"
        " professores eleitores tribunais caminhos ônibus operários enfermeiros comércios ciclistas"
        " cientistas ministros povoados túneis aposentados moinhos"
    ),
    adjectives=_words(
        "novos locais rurais modernos públicos privados famosos estreitos prudentes regionais jovens"
        " independentes estrangeiros frágeis ambiciosos tranquilos caros vazios danificados ricos"
    ),
    verbs=_words(
        "visitado consertado aberto fechado estudado elogiado criticado atrasado financiado inspecionado"
        " medido recebido bloqueado substituído surpreendido protegido abandonado defendido contado"
    ),
    places=("Recife", "Coimbra", "Manaus", "Braga", "Curitiba", "Belém", "Évora", "Natal"),
    days=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"),
    sentences=(
        "Os %n %a de %p haviam %v os %n %a na %d, segundo os %n.",
        "Em %p cerca de %q %n %a tinham %v seus %n até %d.",
        "Ninguém esperava que os %n %a tivessem %v os %n de %p tão cedo.",
        "Segundo um relatório de %q páginas, os %n tinham %v duas vezes os %n %a.",
        "Se os %n não tiverem %v os %n antes de %d, serão necessários mais %q %n %a em %p.",
        "Os %n que os %n %a tinham %v no outono custaram %q milhões de reais.",
    ),
    titles=(
        "Como os %n %a de %p tinham %v %q %n",
        "%p: os %n %a não tinham %v os %n",
        "Por que %q %n tinham %v os %n %a",
    ),
    sections=("politica", "economia", "ciencia", "esportes", "cultura"),
    desks=("Editoria de Política", "Editoria de Ciência"),
    home="Início",
)
JA = Vocabulary(
    nouns=_words(
        "市議会 小学校 農家 橋 病院 河川 税金 港 森林 博物館 列車 市場 教師 有権者 裁判所 道路 図書館 企業"
        " 労働者 看護師 工場 研究者 大臣 村 予算 年金 氷河 電力網 漁師 空港"
    ),
    adjectives=_words(
        "新しい 古い 静かな 高価な 小さな 有名な 慎重な 遠い 若い 狭い 豊かな 大きな 珍しい 複雑な 安全な"
    ),
    verbs=_words(
        "訪問した 修理した 公開した 閉鎖した 調査した 評価した 批判した 延期した 支援した 点検した 測定した"
        " 歓迎した 交換した 保護した 断念した 再建した"
    ),
    places=("札幌", "長野", "高知", "仙台", "那覇", "金沢", "松山", "神戸"),
    days=("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
    sentences=(
        "%pの%a%nは%d、%a%nの%nを%v。",
        "%dまでに%q件の%nが見つかり、%pの%nは%a%nを%v。",
        "関係者によると、%a%nは%pで%q人の%nとともに%nを%v。",
        "%a%nがこれほど早く%pの%nを%vとは、誰も予想していなかった。",
        "%qページの報告書は、%nと%a%nが%nを二度%vと述べている。",
    ),
    titles=("%pの%a%n、%q件の%nを%v", "%a%nが%pの%nを%v理由", "%p：%nと%a%nが%a%nを%v"),
    sections=("politics", "economy", "science", "sports"),
    desks=("政治部", "科学部"),
    home="ホーム",
)
VOCABULARIES = {"en": EN, "de": DE, "fr": FR, "es": ES, "pt": PT, "ja": JA}
