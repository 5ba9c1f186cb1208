"""Shipping terms as sellers write them, in their languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.shipping.reading import METHODS, Shipping, read_shipping

TERMS = [
    ("Paketdienst, auch ins Ausland", Shipping(("courier",), (), "worldwide")),
    ("Nur Abholung in Kassel", Shipping(("hand",))),
    ("Tierversand nach Österreich und in die Schweiz", Shipping(("freight",), ("AT", "CH"))),
    ("Royal Mail or DHL, ships to Germany, France and the Netherlands", Shipping(("post", "courier"), ("DE", "FR", "NL"))),
    ("Collection only, cash", Shipping(("hand",))),
    ("Worldwide shipping by EMS, discreet packaging", Shipping(("post", "concealed"), (), "worldwide")),
    ("Envoi discret par Chronopost, toute la France", Shipping(("courier", "concealed"), ("FR",), "domestic")),
    ("Remise en main propre ou Mondial Relay", Shipping(("courier", "hand"))),
    ("Envíos internacionales a México y España", Shipping((), ("ES", "MX"), "worldwide")),
    ("Entrega em mãos ou Sedex para todo o Brasil", Shipping(("post", "hand"), ("BR",), "domestic")),
    ("Kurier InPost lub odbiór osobisty", Shipping(("courier", "hand"))),
    ("Отправка СДЭК или самовывоз, по всей России", Shipping(("courier", "hand"), (), "domestic")),
    ("Нова пошта або самовивіз", Shipping(("courier", "hand"))),
    ("顺丰快递，保密发货", Shipping(("courier", "concealed"))),
    ("同城面交，不发快递", Shipping(("courier", "hand"))),
    ("宅急便で全国発送", Shipping(("courier",), (), "domestic")),
    ("직거래 또는 택배", Shipping(("courier", "hand"))),
    ("นัดรับ หรือส่งไปรษณีย์ ทั่วประเทศ", Shipping(("post", "hand"), (), "domestic")),
    ("Giao hàng nhanh toàn quốc", Shipping(("courier",), (), "domestic")),
    ("Kirim JNE atau COD Jakarta", Shipping(("courier", "hand"))),
    ("تسليم باليد أو شحن جوي إلى قطر", Shipping(("hand", "freight"), ("QA",))),
    ("Türkiye geneli kargo", Shipping(("courier",), ("TR",), "domestic")),
    ("HONG KONG post, air cargo to Viet Nam", Shipping(("post", "freight"), ("HK", "VN"))),
]  # fmt: skip

NOTHING = [
    "",
    "Ask the seller",
    "postage stamps of birds",
    "outposts and compost",
    "a jersey, a turkey and some china",
    "Fedexpress",
]


@pytest.mark.parametrize(("text", "told"), TERMS)
def test_terms_are_read(text: str, told: Shipping) -> None:
    assert read_shipping(text) == told


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_told_is_not_guessed(text: str) -> None:
    assert read_shipping(text) == Shipping()


@given(st.text(max_size=200))
def test_any_text_is_read_and_the_answer_is_closed(text: str) -> None:
    told = read_shipping(text)
    assert set(told.methods) <= set(METHODS)
    assert all(len(code) == 2 and code.isupper() for code in told.countries)
    assert told == read_shipping(text)
