"""Traps by class, in many languages: a listed name on goods, and other species' names.

A class is a kind of goods or of other names, not one title; add a row to the class
that a new title belongs to.
"""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher

ON = date(2026, 4, 1)

LOWERED = {
    "goods for sport, travel and school": [
        "Красная панда рюкзак детский",
        "Червона панда рюкзак дитячий",
        "レッサーパンダ 水筒 新品",
        "레서판다 텀블러 새상품",
        "小熊猫 保温杯 全新",
        "Panda merah tas ransel anak",
        "แพนด้าแดง กระติกน้ำ",
        "Narval gourde enfant",
        "Нарвал термос детский",
    ],
    "goods that a German or Dutch compound ends with": [
        "Narwal Kinderbettwäsche",
        "Okapi Babyschlafsack 70 cm",
        "Narwal fietshelm maat S",
        "Königspython Terrarienlampe",
    ],
    "gifts, and what is put on a birthday table": [
        "Нарвал будильник детский",
        "Narval marque-page enfant",
        "レッサーパンダ マウスパッド",
        "Okapi magnes na lodówkę",
        "레서판다 가랜드 생일파티",
    ],
    "scents and washing": [
        "Living Type白麝香彈力緊緻沐浴乳1200ml",
        "Misk yumuşatıcı 3 litre",
    ],
    "places, trades and services": [
        "Elang perkasa ekspedisi",
        "Penyu restoran menu",
        "viaje a Galápagos, 8 días",
        "호랑이산 캠핑장 양도",
    ],
    "films, creams and balms": [
        "Челюсти двд акула",
        "Tiger balm kaplan merhemi",
        "鱼子酱面膜 10片",
        "कैवियार क्रीम",
    ],
    "paint in the colour of ivory": [
        "Sơn màu ngà voi 5 lít",
        "象牙白 乳胶漆 18升",
    ],
    "an imitation told behind its noun": [
        "سبحة عاج صناعي بلاستيك",
        "muñeca marfil sintético",
        "défense sculptée résine",
    ],
    "synthetic wool, mock fins": [
        "Vicuna brown acrylic DK wool 100g",
        "vi cá chay",
    ],
    "falconers' gear and video games": [
        "Falconry hood and jesses for Harris hawk",
        "Red Dead cougar pelt satchel guide",
        "Tiger tooth for AK47 CS2, stattrak, steam",
    ],
    "a saw and a fish of that name": [
        "Piła łańcuchowa",
    ],
    "red coral of the Mediterranean, which no Appendix lists": [
        "Orecchini corallo rosso Sciacca antico",
        "Collier corail rouge Méditerranée, fermoir or",
        "Sardinian coral beads, 19th century",
    ],
    "leather that is only like it": [
        "ワニ革風 型押し 牛革 長財布",
    ],
    "cancelled stamps": [
        "Марка СССР 1977 белый медведь гашеная",
    ],
    "roe of other fish": [
        "Kawior z tasza słoiki",
        "Имитированная икра осетровая Меридиан",
    ],
    "animals that are not listed": [
        "Bengalkatze Kitten",
        "Squalo pinne rosse 12 cm",
        "虎皮鱼10条",
        "玉米锦蛇 幼体",
        "ตุ๊กแกเสือดาว ตัวเมีย",
        "Tokek macan betina",
        "Tigergarnelen 1 kg",
    ],
    "two everyday words that keepers use for a taxon": [
        "Royal male voice choir CD",
        "Female ball gown, size 12",
        "Living rock fountain",
        "Meteor shower night light",
        "Arco violino 4/4",
        "Księżniczka Walii talerz",
        "Серый кардинал, роман",
    ],
    "plants and dishes named after animals": [
        "熊掌豆腐 预制菜",
        "جلد النمر نبات زينة",
        "Kerupuk kuku macan 250 g",
        "Bunga cendrawasih pot",
        "มะม่วงงาช้าง 5 กก.",
        "호랑이발톱꽃 씨앗",
    ],
}
RAISED = {
    "a species that ends with the first word of goods": [
        ("Eurasian otter taxidermy Victorian case", "Lutra lutra"),
        ("polar bear taxidermy", "Ursus maritimus"),
        ("clouded leopard fur coat 1950s", "Neofelis nebulosa"),
        ("Hornbill ivory snuff bottle carved", "Rhinoplax vigil"),
    ],
    "a taxon of Appendix I by a name of another language": [
        ("เต่ารัศมี ตัวเล็ก", "Astrochelys radiata"),
        ("żółw naleśnikowy para", "Malacochersus tornieri"),
        ("Rio Palisander Sideboard dänisch", "Dalbergia nigra"),
        ("犀牛蜥 幼体", "Cyclura cornuta"),
        ("악어도마뱀 CB", "Shinisaurus crocodilurus"),
        ("Ours lippu naturalisé", "Melursus ursinus"),
        ("tartaruga delle Galapagos cucciolo", "Chelonoidis niger"),
        ("Gefleckter Linsang", "Prionodon pardicolor"),
        ("loro corona lila, 2 años", "Amazona finschi"),
        ("蓝鹇 一对", "Lophura swinhoii"),
        ("スーパーカブト 実生 3cm", "Astrophytum asterias"),
        ("chà vá chân xám con", "Pygathrix cinerea"),
        ("قسط هندي مطحون", "Saussurea costus"),
        ("Défense sculptée africaine 60 cm", "Loxodonta africana"),
    ],
    "a part on goods or with a purpose": [
        ("alfombra piel tigre de bengala años 60", "Panthera tigris"),
        ("ковёр из белого медведя, 70-е, с документами", "Ursus maritimus"),
        ("Клык моржа с рисунком, Уэлен, 1974 г", "Odobenus rosmarus"),
        ("Okapi skin strip belt Congo 1930s", "Okapia johnstoni"),
    ],
    "a part whose former place is told further on": [
        ("P. onca skull, Bolivia 1961, university deaccession", "Panthera onca"),
    ],
    "a compound that is a product of the animal": [
        ("Narwalzahn Spazierstock", "Monodon monoceros"),
        ("Krokodilledertasche 60er", "Crocodylia"),
    ],
    "a word that only seems to end with goods": [
        ("Königspython Festpreis", "Python regius"),
        ("Goldfruchtpalme nein, Ariocarpus bewurzelt", "Ariocarpus"),
    ],
    "two everyday words, and what is only said of an animal or plant": [
        ("Blue and gold, hand reared baby", "Ara ararauna"),
        ("Indian star babies CB 2025", "Geochelone elegans"),
        ("living rock seedlings 2cm", "Ariocarpus"),
        ("Arco violino pernambuco", "Paubrasilia echinata"),
    ],
    "a fish for an aquarium": [
        ("akvaryum arowana kırmızı 25 cm sertifikalı", "Scleropages formosus"),
    ],
    "an animal whose seller moves, trains or feeds it": [
        ("会说话的灰机 红尾巴 两岁 亲人 因搬家出", "Psittacus erithacus"),
        ("コモンマーモセット 生後4ヶ月 ハーネス練習中", "Callithrix jacchus"),
        ("pareja BCI hypo het anery, 2024, ratón descongelado", "Boa constrictor"),
    ],
}


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(title, id=f"{name}: {title}")
        for name in LOWERED
        for title in LOWERED[name]
    ],
)
def test_a_listed_name_on_something_else_is_no_offer(
    matcher: Matcher, title: str
) -> None:
    assert not [m for m in matcher.match(title, on=ON) if m.offer != "unlikely"]


@pytest.mark.parametrize(
    ("title", "taxon"),
    [
        pytest.param(*row, id=f"{name}: {row[0]}")
        for name in RAISED
        for row in RAISED[name]
    ],
)
def test_words_of_goods_leave_a_specimen_an_offer(
    matcher: Matcher, title: str, taxon: str
) -> None:
    raised = [m.taxon for m in matcher.match(title, on=ON) if m.offer != "unlikely"]
    assert taxon in raised
