"""The same offer and the same seller are found again."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from benchmarks import bench_identity
from benchmarks.identity_pictures import draw
from crawler.identity.contacts import contacts, digests
from crawler.identity.judging import Offer, same_offer
from crawler.identity.linking import link_listings, note_picture
from crawler.identity.pictures import (
    BITS_APART,
    PictureError,
    bits_apart,
    phash,
    picture_bands,
)
from crawler.identity.texts import bands, fold, numbers
from crawler.store import MarketplaceFacts, Store, identity
from tests.crawler.store.samples import BIRDS, day, make_listing

KEY = b"k" * 32
PARROT = "African grey parrot, ring 8841, 2 years, cage 80 x 60 cm, talks. Call {}"


def picture(seed: int, size: int = 256, quality: int = 90) -> bytes:
    """Draw a picture that another seed draws otherwise."""
    image = Image.new("RGB", (256, 256), "white")
    draw = ImageDraw.Draw(image)
    for n in range(12):
        x, y = (seed * 37 + n * 61) % 200, (seed * 71 + n * 29) % 200
        draw.ellipse((x, y, x + 20 + n * 4, y + 50), fill=(n * 20, seed * 40 % 255, 90))
    out = io.BytesIO()
    image.resize((size, size)).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.slow
def test_the_benchmark_s_offers_are_found_again() -> None:
    told = bench_identity.score(bench_identity.read_offers())
    assert told["precision"] >= 0.95
    assert told["recall"] >= 0.9
    assert told["sellers"]["precision"] >= 0.95


DEALER = "Strap of sturgeon leather, {}, quick release, for watches, 115 mm long"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Oud oil 3 ml Cambodia", "Oud oil 6 ml Cambodia", False),
        ("Gecko female, reduced", "Gecko female, still available", True),
        ("Nepenthes rajah, seedling", "Nepenthes rajah x lowii, seedling", False),
        ("Sulcata 25cm", "Sulcata 25 cm, price drop", True),
        ("Chameleon male CB", "Chameleon female CB", False),
        ("Gecko #1 male", "Gecko #2 male", False),
        ("Papuga żako samiec", "Papugi żako, samiec", True),
        ("小叶紫檀笔筒", "笔筒小叶紫檀", True),
        ("小叶紫檀笔筒", "海南黄花梨笔筒", False),
        ("ขายงาช้างแกะ", "ลดราคา งาช้างแกะ", True),
    ],
)
def test_titles_of_one_seller_s_template_decide(
    one: str, other: str, is_same: bool
) -> None:
    text = "From my own stock, healthy, collection after work, cash, no swaps please"
    pair = [
        Offer(title, f"{title}. {text}", 20, "EUR", frozenset("s"))
        for title in (one, other)
    ]
    assert bool(same_offer(*pair)) is is_same


def test_a_template_filled_in_with_another_colour_is_another_thing() -> None:
    one = Offer("Strap 20 mm", DEALER.format("blue"), 59, "EUR", frozenset("s"))
    other = Offer("Strap 20 mm, red", DEALER.format("red"), 59, "EUR", frozenset("s"))
    again = Offer("Strap 20 mm", DEALER.format("blue, new"), 55, "EUR", frozenset("s"))
    assert same_offer(one, other) is None
    assert same_offer(one, again)


def test_one_picture_with_other_figures_is_a_stock_picture() -> None:
    one = Offer("Gold torch", "Coral of 3 heads", 300, "USD", pictures=(7,))
    other = Offer("Gold torch", "Coral of 1 head", 110, "USD", pictures=(7,))
    copy = Offer("Torch, gold", "Has 3 heads, this coral", 300, "USD", pictures=(6,))
    assert same_offer(one, other) is None
    assert same_offer(one, copy)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Call 0113 496 0123 now", "GB", {("phone", "+441134960123")}),
        ("tel. +44 (0)113 496 0123", "", {("phone", "+441134960123")}),
        ("Whatsapp 612 345 678", "ES", {("phone", "+34612345678")}),
        ("WA 0812-3456-7890", "ID", {("phone", "+6281234567890")}),
        ("Mail: Anna.B@Example.ORG", "", {("email", "anna.b@example.org")}),
        ("anna (at) example.org", "", {("email", "anna@example.org")}),
        ("Telegram: @Parrot_King", "", {("handle", "parrot_king")}),
        ("微信: hualifang88", "", {("handle", "hualifang88")}),
        ("t.me/parrotking", "", {("handle", "parrotking")}),
        ("Born 12/04/2024, ring 8841, 450 g, 80 x 60 cm", "GB", set()),
        ("Serial 209341, price 9,500", "US", set()),
    ],
)
def test_contacts_are_found_in_one_spelling(
    text: str, country: str, expected: set[tuple[str, str]]
) -> None:
    assert contacts(text, country) == expected


@given(st.text(max_size=300), st.sampled_from(["", "GB", "CN", "ES"]))
def test_any_text_is_read_for_contacts(text: str, country: str) -> None:
    for kind, digest in digests(KEY, text, country):
        assert kind in ("phone", "email", "handle")
        assert len(digest) == 32


@given(st.text(max_size=300))
def test_equal_texts_meet_in_every_band(text: str) -> None:
    assert bands(fold(text)) == bands(fold(fold(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 cm, 1.200 g, 06 39 98 12 34", {"14", "1200"}),
        ("12/04/2024 ring 0077", {"12", "4", "2024", "77"}),
        ("+44 113 496 0123", set()),
    ],
)
def test_numbers_leave_telephones_out(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_a_copy_of_a_picture_is_near_and_another_is_far() -> None:
    first, copy, other = picture(1), picture(1, size=180, quality=60), picture(5)
    assert bits_apart(phash(first), phash(copy)) <= 6
    assert bits_apart(phash(first), phash(other)) > 12
    assert set(picture_bands(phash(first))) & set(picture_bands(phash(copy)))


@pytest.mark.parametrize("name", ["bag1", "grey1", "herm1"])
def test_a_copy_that_was_mirrored_or_cropped_a_little_is_near(name: str) -> None:
    first = phash(draw(name))
    assert bits_apart(first, phash(draw(f"{name}:mirrored"))) <= 4
    for seed in range(1, 4):
        assert bits_apart(first, phash(draw(f"other{seed}"))) > BITS_APART
    with Image.open(io.BytesIO(draw(name))) as whole:
        wide, high = whole.size
        out = io.BytesIO()
        whole.crop((wide // 50, high // 50, wide, high)).save(out, "JPEG")
    assert bits_apart(first, phash(out.getvalue())) <= BITS_APART


@pytest.mark.parametrize("body", [b"", b"no picture", picture(1)[:200]])
def test_bytes_that_are_no_picture_are_told(body: bytes) -> None:
    with pytest.raises(PictureError):
        phash(body)


def test_a_picture_of_one_colour_is_like_no_other() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "grey").save(out, "PNG")
    with pytest.raises(PictureError, match="of one colour"):
        phash(out.getvalue())


def test_a_price_of_another_size_is_another_thing() -> None:
    one = Offer("Old clock", "Old clock of brass, 30 cm, works well", 20, "EUR")
    other = Offer("Old clock", "Old clock of brass, 30 cm, works well", 200, "EUR")
    assert same_offer(one, one)
    assert same_offer(one, other) is None


def store_two(store: Store, *texts: str) -> None:
    for number, (market, text) in enumerate(zip("ab", texts, strict=True)):
        crawl_id = store.begin_crawl(MarketplaceFacts(market), started_at=day(number))
        one = make_listing(str(number), marketplace=market, description=text)
        one.title, one.country = "Grey parrot", "GB"
        one.seller_pseudonym = f"seller {number}"
        store.write_batch(crawl_id, [one])
        store.finish_crawl(crawl_id, "finished")


def test_one_contact_under_two_names_is_one_seller_and_is_never_stored(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.db"
    with Store.open(path) as store:
        store_two(store, PARROT.format("0113 496 0123"), "Ring +44 113 496 0123")
        link_listings(store, KEY)
        rows = store.conn.execute("SELECT kind, contacts FROM same_sellers").fetchall()
        kept = store.conn.execute("SELECT * FROM listing_contacts").fetchall()
    assert rows == [("phone", 1)]
    assert len(kept) == 2
    assert all("4960123" not in str(row) for row in kept)


def test_pictures_link_what_words_do_not(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.db") as store:
        store_two(store, "Talks a little", "Bred in captivity, very tame")
        assert link_listings(store, KEY)["same"] == 0
        assert note_picture(store, 1, picture(1))
        assert note_picture(store, 2, picture(1, size=200, quality=70))
        assert not note_picture(store, 2, b"no picture")
        assert link_listings(store, KEY)["same"] == 2
        [(reason,)] = store.conn.execute("SELECT reason FROM same_offers").fetchall()
    assert reason == "a picture of both is the same"


def test_a_template_of_many_listings_does_not_hide_the_newest(tmp_path: Path) -> None:
    many = identity.MOST_CANDIDATES + 20
    with Store.open(tmp_path / "x.db") as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=day(0))
        text = "Canary of this year, sings, collection in Leeds only"
        listings = [
            make_listing(str(n), title="Canary", description=text) for n in range(many)
        ]
        store.write_batch(crawl_id, listings)
        link_listings(store, KEY)
        [(newest,)] = store.conn.execute("SELECT MAX(id) FROM listings")
        found = identity.candidates(store.conn, newest)
    assert found == set(range(newest - identity.MOST_CANDIDATES, newest))


def test_only_what_is_new_is_compared(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.db") as store:
        text = PARROT.format("0113 496 0123")
        store_two(store, text, text)
        assert link_listings(store, KEY) == {"compared": 2, "same": 2}
        assert link_listings(store, KEY) == {"compared": 0}
        crawl_id = store.begin_crawl(BIRDS, started_at=day(3))
        store.write_batch(crawl_id, [make_listing("9", title="Old clock")])
        assert link_listings(store, KEY)["compared"] == 1
