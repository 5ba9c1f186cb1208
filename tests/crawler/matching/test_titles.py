"""Real-looking titles in groups; add new ones at the end of their group."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher

ON = date(2026, 4, 1)

# title, taxon of the best match, words that it stands on
FINDS = [
    ("Psittacus erithacus breeding pair", "Psittacus erithacus", "Psittacus erithacus"),
    ("African grey parrot, tame", "Psittacus erithacus", "African grey parrot"),
    ("Ball pythons mixed morphs", "Python regius", "Ball pythons"),
    ("Dumeril’s boa CB", "Acrantophis dumerili", "Dumeril’s boa"),
    ("P. regius cb24 pastel", "Python regius", "P. regius"),
    ("P.regius cb24 pastel", "Python regius", "P.regius"),
    ("P.metallica slings 2cm", "Poecilotheria metallica", "P.metallica"),
    ("U. uncia rug, felt backed", "Panthera uncia", "U. uncia"),
    ("Phal. schilleriana 3 in pot", "Phalaenopsis schilleriana", "Phal. schilleriana"),
    ("Geochelone sp. hatchling", "Geochelone", "Geochelone sp"),
    ("Amazona spp pair", "Amazona", "Amazona spp"),
    (
        "Epipedobates Anthony - Santa Isabel",
        "Epipedobates anthonyi",
        "Epipedobates Anthony",
    ),
    ("Porosus crocodile belly", "Crocodylus porosus", "Porosus crocodile belly"),
    ("Salt water crocodile tooth", "Crocodylus porosus", "Salt water crocodile"),
    ("Old, carved elephant ivory", "Loxodonta africana", "elephant ivory"),
    ("rhino horn libation cup", "Rhinocerotidae", "rhino horn"),
    ("Pangolin scales 500 g", "Manidae", "Pangolin scales"),
    ("Python handbag Gucci", "Pythonidae", "Python handbag"),
    (
        "Genuine LizardSkin and Alligator wallet",
        "Varanus",
        "Genuine LizardSkin",
    ),
    ("Zanna di elefante intagliata", "Loxodonta africana", "Zanna di elefante"),
    ("Perroquet gris du Gabon EAM", "Psittacus erithacus", "Perroquet gris du Gabon"),
    (
        "Griechische Landschildkröte NZ 2024",
        "Testudo hermanni",
        "Griechische Landschildkröte",
    ),
    ("фигурка из слоновой кости", "Loxodonta africana", "фигурка из слоновой кости"),
    ("ホームセオレガメ(アダルトオス3)", "Kinixys homeana", "ホームセオレガメ"),
    ("犀牛角杯 清代", "Rhinocerotidae", "犀牛角杯"),
    ("真鱷魚皮手提包", "Crocodylia", "真鱷魚皮"),
    ("Vảy tê tê khô", "Manidae", "Vảy tê tê"),
    ("กระเป๋าหนังจระเข้แท้", "Crocodylia", "กระเป๋าหนังจระเข้"),
    ("عاج فيل منحوت قديم", "Loxodonta africana", "عاج فيل"),
    ("Curió canto praia", "Sporophila angolensis", "Curió canto"),
    ("Serval gatito F1", "Leptailurus serval", "Serval gatito"),
    ("Żółwie greckie maluchy", "Testudo hermanni", "Żółwie greckie"),
    ("Testuggini di terra baby", "Testudo hermanni", "Testuggini di terra"),
    ("Branche de corail noir brut", "Antipatharia", "Branche de corail noir"),
    ("cinto de caguama", "Caretta caretta", "caguama"),
    ("agapornis papillero rojo", "Agapornis", "agapornis papillero"),
    ("River otter pelts lot of 3", "Lontra canadensis", "River otter pelts"),
    ("faisán swinhoe pareja", "Lophura swinhoii", "faisán swinhoe"),
    ("fagiano di elliot coppia", "Syrmaticus ellioti", "fagiano di elliot"),
    ("cymbidium muda vaso 15", "Cymbidium", "cymbidium"),
    ("Cantonese ivory puzzle ball on stand", "Loxodonta africana", "ivory"),
    ("1,1 Elliotfasane NZ 24", "Syrmaticus ellioti", "Elliotfasane"),
    ("Nicobartaube 1,0 NZ 24", "Caloenas nicobarica", "Nicobartaube"),
    ("platstaart spinschildpad pop", "Pyxis planicauda", "platstaart spinschildpad"),
    ("หัวกะโหลกเสือลายเมฆ", "Neofelis nebulosa", "หัวกะโหลกเสือลายเมฆ"),
    ("云豹牙 吊坠", "Neofelis nebulosa", "云豹牙"),
    ("할아버지 유품 호피", "Panthera tigris", "유품 호피"),
    ("genda ka seeng", "Rhinocerotidae", "genda ka seeng"),
    ("nanh ông ba mươi bọc bạc", "Panthera tigris", "nanh ông ba mươi"),
    ("جلد ببر", "Panthera tigris", "جلد ببر"),
    ("продам кустарниковая собака щенок", "Speothos venaticus", "кустарниковая собака"),
    ("filhotes de mico-leão-preto", "Leontopithecus chrysopygus", "mico-leão-preto"),
    ("satılık Tayvan sülünü çift", "Lophura swinhoii", "Tayvan sülünü"),
    ("Harrisbussard Terzel", "Parabuteo unicinctus", "Harrisbussard"),
    ("koppel kroonkraanvogels", "Balearica regulorum", "kroonkraanvogels"),
    ("elpenbenen waaier 19e eeuw", "Loxodonta africana", "elpenbenen"),
    ("tijgerwelpjes te koop", "Panthera tigris", "tijgerwelpjes"),
    ("berengalblaas gedroogd", "Ursus thibetanus", "berengalblaas"),
    ("écharpe chahtouche ancienne", "Pantholops hodgsonii", "chahtouche"),
    ("crocs de tigre montés", "Panthera tigris", "crocs de tigre"),
    ("bertuccia cucciolo", "Macaca sylvanus", "bertuccia"),
    ("aloes drzewiasty 4 lata", "Aloe arborescens", "aloes drzewiasty"),
    ("кор. питон самка", "Python regius", "кор. питон"),
    ("співочі папуги пара", "Psephotus haematonotus", "співочі папуги"),
    ("jako yavrusu mama alıyor", "Psittacus erithacus", "jako yavrusu"),
    ("精巧丸 実生苗 2株", "Pelecyphora aselliformis", "精巧丸 実生"),
    ("dijual memerang kecil jantan", "Aonyx cinereus", "memerang kecil"),
    ("黑巴丹 幼鸟 手养", "Probosciger aterrimus", "黑巴丹"),
    ("버마별 육지거북 분양", "Geochelone platynota", "버마별"),
    ("ขาย เป็ดก่า ตัวผู้", "Asarcornis scutulata", "เป็ดก่า"),
    ("bán voọc chân nâu con", "Pygathrix nemaeus", "voọc chân nâu"),
    ("غزال دما ذكر للبيع", "Nanger dama", "غزال دما"),
    ("imperial eagle pair, one egg last year", "Aquila heliaca", "imperial eagle"),
    ("cola de tigre vieja", "Panthera tigris", "tigre"),
    ("proven scarlet pair, macaws", "Ara macao", "scarlet pair, macaws"),
    ("懒熊头骨 老物件", "Melursus ursinus", "懒熊头骨"),
    ("kop van luipaard, zolder", "Panthera pardus", "luipaard"),
    ("presa de urso antiga", "Ursidae", "urso"),
    ("шкура пантеры старая", "Panthera pardus", "пантеры"),
    ("перо орлана", "Haliaeetus albicilla", "орлана"),
    ("pióra sokoła wędrownego", "Falco peregrinus", "sokoła wędrownego"),
    ("светр вікунья", "Vicugna vicugna", "вікунья"),
    ("manteca de jaguar", "Panthera onca", "manteca de jaguar"),
    ("fil kuyruğu bileklik", "Loxodonta africana", "fil kuyruğu bileklik"),
    ("iguana cubana macho", "Cyclura nubila", "iguana cubana"),
]

# title, taxon, what betrays it
TRICKS = [
    ("leopard $kin rug", "Panthera pardus", "leopard $kin rug"),
    ("m@rfil tallado", "Loxodonta africana", "m@rfil tallado"),
    ("1vory okimono Meiji", "Loxodonta africana", "1vory okimono"),
    ("i.v.o.r.y tusk", "Loxodonta africana", "i.v.o.r.y tusk"),
    ("I V O R Y netsuke signed", "Loxodonta africana", "I V O R Y netsuke"),
    ("iv*ry netsuke rat", "Loxodonta africana", "iv*ry netsuke"),
    ("ｉｖｏｒｙ carving", "Loxodonta africana", "ｉｖｏｒｙ carving"),
    ("i\u200bvory tusk pair", "Loxodonta africana", "i\u200bvory tusk"),
    ("саiman skin wallet", "Caiman crocodilus", "саiman skin"),
    ("p@ngolin scales", "Manidae", "p@ngolin scales"),
    ("🐘🦷 for sale carved", "Loxodonta africana", "🐘🦷"),
    ("#elephantivory bracelet", "Loxodonta africana", "elephantivory"),
    ("elephant tu.s.k polished", "Loxodonta africana", "elephant tu.s.k"),
    ("r h i n o h o r n cup", "Rhinocerotidae", "r h i n o h o r n"),
    ("1v0ry bracelet solid", "Loxodonta africana", "1v0ry"),
    ("sl0w l0ris needs home", "Nycticebus", "sl0w l0ris"),
    ("象 牙 煙管筒", "Loxodonta africana", "象 牙"),
    ("犀.牛.角 粉", "Rhinocerotidae", "犀.牛.角"),
    ("象○牙 印材", "Loxodonta africana", "象○牙 印材"),
    ("상.아 목걸이", "Loxodonta africana", "상.아 목걸이"),
    ("ง.า.ช้.า.ง หลวงพ่อ", "Loxodonta africana", "ง.า.ช้.า.ง"),
    ("عا.ج فيل خام", "Loxodonta africana", "عا.ج فيل"),
    ("🦏 horn cup", "Rhinocerotidae", "🦏 horn"),
    ("fild*şi tesbih", "Loxodonta africana", "fild*şi tesbih"),
    ("сл*нова кістка намисто", "Loxodonta africana", "сл*нова кістка"),
    ("africangrey baby handfed", "Psittacus erithacus", "africangrey"),
    ("iv#ry netsuke", "Loxodonta africana", "iv#ry netsuke"),
    ("solid iv*ory bangle", "Loxodonta africana", "iv*ory bangle"),
    ("ᴘᴀɴɢᴏʟɪɴ scales", "Manidae", "ᴘᴀɴɢᴏʟɪɴ scales"),
    ("穿×甲 鳞片", "Manidae", "穿×甲"),
    ("天然象.牙手串", "Loxodonta africana", "象.牙手串"),
    ("クロコ ダイル 財布", "Crocodylia", "クロコ ダイル 財布"),
    ("볼 파이톤 분양", "Python regius", "볼 파이톤"),
    ("नेपाली क@स्तूरी नाफा", "Moschus", "क@स्तूरी नाफा"),
    ("ع ا ج قديم منحوت", "Loxodonta africana", "ع ا ج"),
    ("elefant ivory carving", "Loxodonta africana", "elefant ivory carving"),
    ("Dumrils Boa female", "Acrantophis dumerili", "Dumrils Boa"),
    ("Scraphiophryne Spinosa", "Scaphiophryne spinosa", "Scraphiophryne Spinosa"),
    ("CBB Emerlad tree boa", "Corallus caninus", "Emerlad tree boa"),
    ("Afrcan grey parot hand fed", "Psittacus erithacus", "Afrcan grey parot"),
    ("Phylobates teribilis mint", "Phyllobates terribilis", "Phylobates teribilis"),
]

MUST_NOT_MATCH = [
    "Jaguar XF brake pads front",
    "Tiger print maxi dress",
    "Puma suede classic trainers",
    "Python programming for beginners",
    "Leopard gecko male tangerine",
    "Elephant ear plant bulbs",
    "Tiger lily bulbs",
    "Zebra finch pair with cage",
    "Ivory wedding dress lace",
    "Coral velvet sofa",
    "Faux ivory carved box",
    "Mammoth ivory pendant carved",
    "Crocodile embossed leather bag",
    "Vintage rack with crocodile skin effect",
    "NILE CROCODILE SKULL REPLICA",
    "Schleich African elephant",
    "Aloe vera gel 100ml",
    'VENDA 250 - Nile Crocodile "Crocodylus niloticus" (pb66243)',
    "Leopard, Panthera Pardus, Togo 1996 MNH",
    "Snow leopard, Panthera uncia, used stamp",
    "Carpet Python care 9781938850424",
    "SEAT León 1.6 TDI",
    "Chaton persan chinchilla",
    "Wellensittich Paar mit Käfig",
    "猛犸象牙吊坠",
    "象牙白连衣裙",
    "豹柄 ワンピース",
    "Gấu bông Teddy 1m",
    "Canon EOS 80D body",
    "Leather handbag Salvatore Ferragamo",
    "玳瑁色眼镜框",
    "沉香味洗发水",
    "ウミガメ ピアス",
    "Cactus artificial maceta",
    "farba kość słoniowa 10l",
    "虎皮凤爪 零食",
    "虎须草盆栽",
    "猎豹皮带 男",
    "トラの敷物風 ラグ",
    "Lámpara de uva para tortugas",
    "Jaulas e viveiros para periquitos e araras",
    "Piso laminado jacarandá",
    "Fivela casco de tartaruga plástico",
    "Doniczka na storczyk",
    "Salon cuir ivoire",
    "Scarpe Lacoste coccodrillo",
    "котенок Пантера ищет дом",
    "кошеня бенгал 2 місяці",
]

# Found by the benchmark or a user and mended; what was wrong is behind the title.
BUGS_CAUGHT = [
    ("湾鳄 标本", "Crocodylus porosus", "a name in `zh-Hans` took no words in `zh`"),
    ("Rắn hổ mang chúa bán", "Ophiophagus hannah", "`bán` (sale) was Indonesian `ban`"),
    ("Sách: Chang Hoang Dã – Voi", "", "`dã` was taken for `da`, leather"),
    ("Túi da cá sấu giả", "", "the Vietnamese word for faux stands behind"),
    ("유황앵무 큰유황 분양", "Cacatua galerita", "its family hid the species"),
    ("オウムガイ 殻", "Nautilidae", "a material of the same word hid the name"),
    ("Boy bag Chanel", "", "`boy` was taken for a Polish form of boa"),
    ("Wader My First Truck Crane", "", "`crane` without accent was taken for French"),
    ("Rose Pink & Coral lip tint", "", "a name ran across the ampersand"),
    ("GENUINE CROCODILE WALLET COIN SLOT", "Crocodylia", "the coin slot was a coin"),
    (
        "Great white shark tooth, not fossil",
        "Carcharodon carcharias",
        "a negated decoy counted",
    ),
    (
        "ivory netsuke and ivory tusk",
        "Loxodonta africana",
        "two materials hid each other",
    ),
    (
        "Omega crocodile leather strap",
        "Crocodylia",
        "the watch brand lowered the strap",
    ),
    (
        "Water Monitor Lizard hide",
        "Varanus salvator",
        "the group's name hid the species",
    ),
    ("Nautilus gym machine", "", "a genus that is a brand stood for itself"),
    ("Petalochilus saccatus", "Caladenia saccata", "the genus fell apart: pet, aloe"),
    ("Vara python ballet flats", "Pythonidae", "ballet was the epithet python wallet"),
    (
        "Turbinicarpus valdezianus graines",
        "Turbinicarpus valdezianus",
        "a grained print",
    ),
    ("Agapornis fischeri mixed colours 8 available", "Agapornis fischeri", "a colour"),
    ("cardenal amarillo macho jaula", "Gubernatrix cristata", "its cage was goods"),
    ("オオタカ 剥製 ガラスケース", "Accipiter gentilis", "the glass case lowered it"),
    ("nautile nacré coquillage coupé", "Nautilidae", "`coupé` was an English coupe"),
    (
        "Shark fin dried hammerhead per kg",
        "Sphyrnidae",
        "the fin said nothing for the hammerhead",
    ),
]


@pytest.mark.parametrize(("title", "taxon", "words"), FINDS)
def test_names_are_found_where_they_stand(
    matcher: Matcher, title: str, taxon: str, words: str
) -> None:
    best = matcher.match(title, on=ON)[0]
    assert (best.taxon, best.matched_text) == (taxon, words)
    assert best.offer != "unlikely"


@pytest.mark.parametrize(("title", "taxon", "words"), TRICKS)
def test_a_misspelt_or_disguised_name_is_found_where_it_stands(
    matcher: Matcher, title: str, taxon: str, words: str
) -> None:
    best = matcher.match(title, on=ON)[0]
    assert (best.taxon, best.matched_text) == (taxon, words)
    assert best.offer != "unlikely"
    assert title[best.start : best.end] == words


@pytest.mark.parametrize("title", MUST_NOT_MATCH)
def test_look_alikes_are_no_offers(matcher: Matcher, title: str) -> None:
    raised = [m for m in matcher.match(title, on=ON) if m.offer != "unlikely"]
    assert raised == []


@pytest.mark.parametrize(("title", "taxon", "was"), BUGS_CAUGHT)
def test_bugs_stay_mended(matcher: Matcher, title: str, taxon: str, was: str) -> None:
    raised = [m.taxon for m in matcher.match(title, on=ON) if m.offer != "unlikely"]
    assert (raised[0] if raised else "") == taxon, was


def test_a_lowered_match_is_kept_with_its_reason(matcher: Matcher) -> None:
    best = matcher.match("Tiger print maxi dress", on=ON)[0]
    assert best.taxon == "Panthera tigris"
    assert best.offer == "unlikely"
    assert 'lowered by print "print" (en)' in best.reason


def test_the_reason_tells_what_an_investigator_asks(matcher: Matcher) -> None:
    best = matcher.match("dumrils boa adult female", on=ON)[0]
    assert best.reason == (
        '"dumrils boa": common name "dumeril boa" (en) (one letter differs); '
        'supported by sex and age term "adult" (en) beside the name; '
        "Acrantophis dumerili is listed in Appendix I."
    )


def test_a_genus_names_the_genus_and_not_a_species(matcher: Matcher) -> None:
    best = matcher.match("Brachypelma sling", on=ON)[0]
    assert (best.taxon, best.rank) == ("Brachypelma", "genus")


def test_a_synonym_resolves_to_the_accepted_taxon(matcher: Matcher) -> None:
    best = matcher.match("Python reticulatus 3 m", on=ON)[0]
    assert (best.taxon, best.kind) == ("Malayopython reticulatus", "synonym")


def test_the_longer_name_hides_the_shorter_one(matcher: Matcher) -> None:
    taxa = {m.name.casefold() for m in matcher.match("African grey parrot tame", on=ON)}
    assert "grey parrot" not in taxa
    assert "parrot" not in taxa


def test_signs_for_letters_count_as_a_disguise(matcher: Matcher) -> None:
    [plain, *_] = matcher.match("marfil", on=ON)
    [hidden, *_] = matcher.match("m@rfil", on=ON)
    assert (plain.offer, hidden.offer) == ("unlikely", "possible")
    assert "disguised spelling (signs for letters)" in hidden.reason


def test_a_longer_name_of_a_taxon_speaks_no_softer_than_one_of_its_words(
    matcher: Matcher,
) -> None:
    [soft, *_] = matcher.match("schildpad doosje", on=ON)
    [loud, *_] = matcher.match("echt schildpad doosje", on=ON)
    assert soft.taxon == loud.taxon == "Eretmochelys imbricata"
    assert (soft.offer, loud.offer) == ("unlikely", "possible")


def test_two_readings_of_the_same_words_are_kept_best_first(matcher: Matcher) -> None:
    found = matcher.match("raw elephant tusk", on=ON)
    assert [m.taxon for m in found] == ["Loxodonta africana", "Elephas maximus"]
    assert {(m.start, m.end) for m in found} == {(4, 17)}


def test_elephant_ivory_keeps_both_appendices_and_takes_the_first(
    matcher: Matcher,
) -> None:
    best = matcher.match("carved elephant ivory tusk", on=ON)[0]
    assert best.appendices == ("I", "II")
    assert best.appendix == "I"
    assert "population split I/II" in best.reason


@pytest.mark.parametrize("title", ["faux ivory netsuke", "ox bone carving netsuke"])
def test_code_words_are_a_tier_of_their_own(matcher: Matcher, title: str) -> None:
    assessment = matcher.assess(title, on=ON)
    assert "code_word" in {m.kind for m in assessment.matches}
    assert assessment.priority != "high"


def test_the_category_weighs_too(matcher: Matcher) -> None:
    plain = matcher.assess("African elephant", on=ON)
    toy = matcher.assess("African elephant", on=ON, category="Toys & Games > Figures")
    assert plain.offer == "possible"
    assert toy.offer == "unlikely"
    assert "in the category" in toy.matches[0].reason


def test_a_name_in_the_description_is_told_as_such(matcher: Matcher) -> None:
    assessment = matcher.assess(
        "Old box", "Made of Dalbergia nigra, Brazilian rosewood.", on=ON
    )
    assert {m.field for m in assessment.matches} == {"description"}
    assert assessment.priority == "high"


def test_what_the_title_says_weighs_on_the_description(matcher: Matcher) -> None:
    alone = matcher.assess("", "African elephant", on=ON)
    plush = matcher.assess("Plush toy", "African elephant", on=ON)
    assert plush.matches[0].score < alone.matches[0].score


@pytest.mark.parametrize(
    ("title", "offer", "priority", "appendix"),
    [
        ("Panthera tigris skull", "likely", "high", "I"),
        ("Python regius female", "likely", "normal", "II"),
        ("U. uncia rug", "likely", "high", "I"),  # a former name
        ("Tiger print dress", "unlikely", "low", "I"),
        ("Oak table", "unlikely", "low", ""),
        ("", "unlikely", "low", ""),
    ],
)
def test_priority_is_high_for_appendix_i_that_may_be_real(
    matcher: Matcher, title: str, offer: str, priority: str, appendix: str
) -> None:
    found = matcher.assess(title, on=ON)
    assert (found.offer, found.priority, found.appendix) == (offer, priority, appendix)
