"""A frozen page holds no seller's name, e-mail address or telephone number."""

import pytest

from crawler.inspection.private_details import remove_private


@pytest.mark.parametrize(
    "detail",
    [
        "anna.smith+x@mail.example.co.uk",
        "anna&#64;mail.example",
        "tel:+254712345678",
        "+254 712 345 678",
        "0049 (30) 1234567",
        "030 / 1234 567",
        "0712-345-678",
        "https://wa.me/254712345678",
        '"telephone":"0712 345678"',
        '"telephone": "call Anna"',
    ],
)
def test_an_address_or_number_is_taken_out(detail: str) -> None:
    body, removed = remove_private(f"<p>Ask {detail} today</p>".encode(), set())
    assert removed == 1
    for part in ("smith", "712", "1234", "Anna", "anna"):
        assert part.encode() not in body
    assert body.startswith(b"<p>Ask ")
    assert body.endswith(b" today</p>")


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-12T10:00:00+01:00",
        "12.11.2026 18:05",
        "1.500.000 Rp",
        "€ 1 234,56",
        "/item/20260112345678",
        "0.5 mm",
        "120 x 80 x 60 cm",
        "id=00123456",
        "#00ff00",
    ],
)
def test_prices_dates_and_ids_stay(harmless: str) -> None:
    body = f"<p>{harmless}</p>".encode()
    assert remove_private(body, set()) == (body, 0)


@pytest.mark.parametrize(
    "written", ["Zoë O'Neil", "Zo\\u00eb O'Neil", "Zoë O&#x27;Neil"]
)
def test_a_name_is_taken_out_however_it_is_written(written: str) -> None:
    body = f'{{"name": "{written}"}} by {written}'.encode()
    cleaned, removed = remove_private(body, {"Zoë O'Neil"})
    assert cleaned == b'{"name": "Seller"} by Seller'
    assert removed == 2


def test_a_very_short_name_is_left_for_it_is_part_of_words() -> None:
    assert remove_private(b"an ivory fan", {"an"}) == (b"an ivory fan", 0)
