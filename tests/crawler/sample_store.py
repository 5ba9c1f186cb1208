"""Real databases for the tests of reports, exports and portal, made by the store."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from crawler.items import Listing
from crawler.matching.match import Match
from crawler.store import Effort, MarketplaceFacts, Store

LIST_VERSION = "2026-03-05.ab12cd34"
MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
"""Start of ISO week 2026-W41."""

TAXA = {
    # name: (id, Appendix, group, words in a title, language)
    "Loxodonta africana": ("6344", "I", "ivory tusk", "en"),
    "Panthera tigris": ("9790", "I", "peau de tigre", "fr"),
    "Ara macao": ("9044", "I", "scarlet macaw", "en"),
    "Eretmochelys imbricata": ("4411", "I", "べっ甲", "ja"),
    "Python regius": ("7284", "II", "ball python", "en"),
    "Dalbergia nigra": ("19093", "I", "Rio-Palisander", "de"),
    "Hippocampus kuda": ("5011", "II", "caballito de mar", "es"),
    "Macrochelys temminckii": ("8103", "III", "alligator snapping turtle", "en"),
}
GROUPS = {
    "6344": "mammals",
    "9790": "mammals",
    "9044": "birds",
    "4411": "reptiles",
    "7284": "reptiles",
    "19093": "timber and trees",
    "5011": "other fish",
    "8103": "reptiles",
}
SHOPS = {
    "bazaar": ("Bazaar Classifieds", "KE", ("en", "sw")),
    "rinku": ("リンク市場", "JP", ("ja",)),
    "tienda": ("Tienda del Sur", "MX", ("es",)),
    "auktionshaus": ("Auktionshaus Nord", "DE", ("de",)),
}
ORDINARY = [
    "Oak dining chair",
    "Jaguar XF brake pads, front",
    "Tiger print dress, size M",
    "Bicicleta de montaña",
    "Kinderwagen, gut erhalten",
    "中古カメラ レンズ付き",
    "Ivory silk wedding dress",
    "Vélo pliant 20 pouces",
]


class _Groups:
    """A species list that knows the taxa above and nothing of their names."""

    version = LIST_VERSION

    def taxon(self, taxon_id: str) -> Any:
        from crawler.species.model import Taxon

        names = {facts[0]: name for name, facts in TAXA.items()}
        if taxon_id not in names:
            return None
        name = names[taxon_id]
        return Taxon(
            taxon_id, name, "species", "", "", "", "", "", "", name.split()[0], "", ""
        )

    def group(self, taxon_id: str) -> str:
        return GROUPS.get(taxon_id, "")

    def listings_of(self, taxon_id: str) -> Iterable[Any]:
        return []

    def names_of(self, taxon_id: str) -> Iterable[Any]:
        return []


def open_store(path: Path) -> Store:
    return Store.open(path, catalogue=_Groups)


def match(
    taxon: str,
    *,
    title: str,
    appendix: str | None = None,
    offer: Literal["likely", "possible", "unlikely"] = "likely",
    score: float = 97.5,
) -> Match:
    taxon_id, own, words, language = TAXA[taxon]
    start = max(title.find(words), 0)
    return Match(
        taxon=taxon,
        taxon_id=taxon_id,
        rank="species",
        appendix=appendix or own,
        appendices=(appendix or own,),
        kind="common",
        name=words,
        language=language,
        matched_text=title[start : start + len(words)],
        start=start,
        end=start + len(words),
        score=score,
        offer=offer,
        reason=f"“{words}” is a name of {taxon}; no word speaks against it",
    )


def listing(
    marketplace: str,
    listing_id: str,
    seen_at: datetime,
    *,
    taxon: str = "",
    title: str = "",
    appendix: str | None = None,
    offer: Literal["likely", "possible", "unlikely"] = "likely",
    price: str = "120.00",
    text_fingerprint: str = "",
    seller: str = "",
    url: str = "",
    **facts: Any,
) -> Listing:
    """Make a listing; with *taxon* it carries a match and its assessment."""
    title = title or (
        f"Antique {TAXA[taxon][2]} no. {listing_id}" if taxon else "Oak chair"
    )
    matches = (
        [match(taxon, title=title, appendix=appendix, offer=offer)] if taxon else []
    )
    content = hashlib.sha256(f"{title}\n{price}".encode()).hexdigest()
    return Listing(
        marketplace=marketplace,
        listing_id=listing_id,
        url=url or f"https://{marketplace}.example/item/{listing_id}",
        title=title,
        price_text=f"€ {price}",
        price_amount=Decimal(price),
        currency="EUR",
        seen_at=seen_at,
        content_sha256=content,
        text_fingerprint=text_fingerprint,
        seller_pseudonym=seller,
        matches=matches,
        offer=offer if taxon else "",
        appendix=(matches[0].appendix if taxon else ""),
        priority="high"
        if taxon and offer != "unlikely" and matches[0].appendix == "I"
        else "",
        **facts,
    )


def crawl(
    store: Store,
    marketplace: str,
    start: datetime,
    listings: Iterable[Listing],
    *,
    outcome: Literal["finished", "interrupted", "failed", "refused"] = "finished",
    reason: str = "finished",
    pages: int = 20,
    refusals: int = 0,
    errors: int = 0,
    min_listings: int = 1,
    species_list_version: str = LIST_VERSION,
) -> int:
    """Run one crawl through the store and give its id."""
    title, country, languages = SHOPS.get(marketplace, (marketplace.title(), "", ()))
    crawl_id = store.begin_crawl(
        MarketplaceFacts(
            marketplace,
            title=title,
            home=f"https://{marketplace}.example/",
            country=country,
            languages=languages,
            family="schema_org",
            min_listings=min_listings,
        ),
        started_at=start,
        clock="demo",
        software_version="0.1.0",
        species_list_version=species_list_version,
    )
    store.write_batch(crawl_id, listings)
    effort = Effort(
        pages_requested=pages + refusals + errors,
        pages_fetched=pages,
        listing_pages=pages // 2,
        refusals=refusals,
        errors=errors,
    )
    store.finish_crawl(
        crawl_id, outcome, reason, effort, finished_at=start + timedelta(minutes=20)
    )
    return crawl_id


def make_season(path: Path, weeks: int = 8) -> None:
    """Fill a database with weeks of four marketplaces, gaps and refusals.

    `tienda` was not run in the fourth week and cut off in the fifth; `rinku`
    began in the third week and refused in the sixth.
    """
    chance = random.Random(1557)
    stock = {name: _stock(name, chance) for name in SHOPS}
    with open_store(path) as store:
        for week in range(weeks):
            start = MONDAY + timedelta(weeks=week)
            for number, name in enumerate(SHOPS):
                if (name, week) in {("rinku", 0), ("rinku", 1), ("tienda", 3)}:
                    continue
                _season_crawl(
                    store, name, start + timedelta(hours=number), week, stock[name]
                )
                stock[name] = _next_week(name, stock[name], week, chance)


def _season_crawl(
    store: Store, name: str, start: datetime, week: int, facts: list[dict[str, Any]]
) -> None:
    listings = [listing(name, seen_at=start, **each) for each in facts]
    if name == "rinku" and week == 5:
        crawl(
            store,
            name,
            start,
            listings[:10],
            outcome="refused",
            reason="the site answered 403",
            pages=2,
            refusals=5,
        )
    elif name == "tienda" and week == 4:
        crawl(
            store,
            name,
            start,
            listings[:20],
            outcome="interrupted",
            reason="stopped by the user",
            pages=4,
        )
    else:
        crawl(store, name, start, listings, pages=len(listings) + 5)


def _stock(name: str, chance: random.Random) -> list[dict[str, Any]]:
    ordinary = [
        {"listing_id": f"{name[0]}{n:04d}", "title": chance.choice(ORDINARY)}
        for n in range(chance.randint(90, 130))
    ]
    wild = [
        {
            "listing_id": f"{name[0]}w{n:03d}",
            "taxon": chance.choice(list(TAXA)),
            "offer": chance.choice(["likely", "likely", "possible", "unlikely"]),
            "price": f"{chance.randint(20, 900)}.00",
        }
        for n in range(chance.randint(5, 9))
    ]
    if name in ("bazaar", "rinku"):
        wild.append(
            {
                "listing_id": f"{name[0]}-twin",
                "taxon": "Loxodonta africana",
                "title": "Carved ivory tusk, 1.2 kg, pair",
                "text_fingerprint": "twin",
            }
        )
    if name == "bazaar":
        wild.append(
            {
                "listing_id": "b-script",
                "taxon": "Panthera tigris",
                "title": '<script>document.title="gotcha"</script> peau de tigre',
                "url": "javascript:document.title='gotcha'",
            }
        )
        wild.append(
            {
                "listing_id": "12345678901234567890",
                "taxon": "Ara macao",
                "title": '=HYPERLINK("http://evil.example","scarlet macaw")',
            }
        )
    return ordinary + wild


def _next_week(
    name: str, facts: list[dict[str, Any]], week: int, chance: random.Random
) -> list[dict[str, Any]]:
    kept = [dict(each) for each in facts if chance.random() > 0.06]
    for each in kept:
        if "price" in each and chance.random() < 0.1:
            each["price"] = f"{chance.randint(20, 900)}.00"
    fresh = [
        {"listing_id": f"{name[0]}{week}{n:03d}", "title": chance.choice(ORDINARY)}
        for n in range(chance.randint(3, 9))
    ]
    fresh += [
        {
            "listing_id": f"{name[0]}w{week}{n:02d}",
            "taxon": chance.choice(list(TAXA)),
            "price": f"{chance.randint(20, 900)}.00",
        }
        for n in range(chance.randint(0, 2))
    ]
    return kept + fresh
