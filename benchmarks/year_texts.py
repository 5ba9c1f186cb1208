"""What stands in the rows of the invented year, and the SQL that makes them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.big_store import SCRIPTS, SYLLABLES
from benchmarks.year_history import TAXA, Crawl
from crawler.store.times import utc_text

COUNTRIES = ("DE", "FR", "ES", "KE", "JP", "CN", "US", "BR", "TH", "ID", "ZA", "RU")
LANGUAGES = ("de", "fr", "es", "en", "ja", "zh", "en", "pt", "th", "id", "en", "ru")
CURRENCIES = ("EUR", "EUR", "EUR", "KES", "JPY", "CNY", "USD", "BRL", "THB", "", "ZAR")
SHIPPING = (
    *("Worldwide shipping", "Versand nach Deutschland, Österreich und Frankreich"),
    *("Nur Abholung", "Livraison par Mondial Relay en France", "", ""),
    *("Envío a España y Portugal por correo", "Ships by courier within Kenya"),
    *("discreet packaging, DHL worldwide", "送料無料 日本郵便", ""),
)
GROUPS = ("mammals", "birds", "reptiles", "corals", "orchids", "timber and trees")
APPENDICES = ("I", "II", "II", "III")
SPECIMENS = ("ivory", "skin", "live animal", "timber", "shell", "horn", "medicine")
FAILURES = (
    *(("interrupted", "cut off"), ("failed", "error"), ("refused", "refused: 403")),
    ("finished", "finished"),
)
"""How crawls end that are not complete; the last one lost a page of results."""
LISTS = ("2025-11-20.0aa1", "2026-03-05.ab12")
NEW_LIST = "2026-03-05"

PLAN = """
CREATE TEMP TABLE looks (market INTEGER, crawl INTEGER, hour TEXT, ended TEXT,
    complete INTEGER, PRIMARY KEY (market, crawl)) WITHOUT ROWID;
CREATE TEMP TABLE pool (id INTEGER PRIMARY KEY, title TEXT, description TEXT);
CREATE TEMP TABLE seconds (id INTEGER PRIMARY KEY, text TEXT);
CREATE TEMP TABLE goods (taxon INTEGER PRIMARY KEY, name TEXT, appendix TEXT,
    words TEXT, explanation TEXT);
CREATE TEMP TABLE made (id INTEGER PRIMARY KEY, market INTEGER, first INTEGER,
    last INTEGER, gone INTEGER, changed INTEGER, root INTEGER, relisted_from INTEGER,
    same_as INTEGER, seller INTEGER, offer INTEGER, taxon INTEGER);
"""

MARKETPLACE = """INSERT INTO marketplaces (name, title, home, country, languages,
    facts_sha256) VALUES (?, ?, ?, ?, '[]', ?)"""
CRAWL = """INSERT INTO crawls (id, marketplace, started_at, finished_at, outcome, reason,
    software_version, species_list_version, facts_sha256)
    VALUES (?, ?, ?, ?, ?, ?, '3.0.0', ?, ?)"""
TAXON = """INSERT INTO taxa (id, scientific_name, rank, genus, taxon_group,
    species_list_version) VALUES (?, ?, 'species', ?, ?, ?)"""
REVIEW = """INSERT INTO reviews (listing, version, reviewed_at, reviewer, verdict)
    SELECT id, version, '2026-12-31T12:00:00Z', 'ana', ? FROM listings WHERE id = ?"""

_OFFER = "CASE m.offer WHEN 0 THEN 'likely' WHEN 1 THEN 'possible' WHEN 2 THEN 'unlikely' ELSE '' END"
_JUDGED = f"""{_OFFER}, CASE WHEN m.offer = 3 THEN '' WHEN m.offer = 2 THEN 'low'
        WHEN g.appendix = 'I' THEN 'high' ELSE 'normal' END,
    CASE WHEN m.offer = 3 THEN '' ELSE g.appendix END,
    CASE WHEN m.offer = 3 THEN '' ELSE g.name END"""
_TITLE = """CASE WHEN m.offer = 3 THEN p.title ELSE g.words || ' ' || p.title END
    || ' ' || m.root"""
_PRICE = "(5 + m.root % 4989)"
_SHA256 = "printf('%064x', 2 * m.id + {changed})"


def _price(changed: str) -> str:
    """Give price text, amount and currency; a changed offer costs one more."""
    amount = f"({_PRICE} + {changed})"
    return f"""{amount} || ' ' || c.currency,
        CASE WHEN m.root % 9 THEN CAST({amount} AS REAL) END, c.currency"""


# CROSS JOIN keeps SQLite from taking another order: the large table comes first.
_BESIDE = """CROSS JOIN temp.pool p ON p.id = m.root % 5000
    CROSS JOIN temp.goods g ON g.taxon = m.taxon
    CROSS JOIN temp.seconds s ON s.id = m.id % 3600
    CROSS JOIN temp.places c ON c.market = m.market"""
_CHANGED = "(m.changed > 0)"

LISTINGS = (
    f"""CREATE TEMP TABLE places AS SELECT DISTINCT market,
        json_extract('{json.dumps(CURRENCIES)}', '$[' || (market % {len(CURRENCIES)}) || ']')
            AS currency,
        json_extract('{json.dumps(COUNTRIES)}', '$[' || (market % {len(COUNTRIES)}) || ']')
            AS country,
        json_extract('{json.dumps(LANGUAGES)}', '$[' || (market % {len(LANGUAGES)}) || ']')
            AS language FROM temp.looks""",
    "CREATE UNIQUE INDEX temp.places_market ON places(market)",
    """CREATE TEMP TABLE owners (id INTEGER PRIMARY KEY, market INTEGER, seller INTEGER,
        UNIQUE (market, seller))""",
    """INSERT INTO temp.owners (market, seller) SELECT market, seller
        FROM temp.made GROUP BY market, seller ORDER BY MIN(id)""",
    """INSERT INTO sellers (id, marketplace, pseudonym)
        SELECT id, printf('market%02d', market), printf('%032x', seller)
        FROM temp.owners""",
    # The writer numbers versions as it meets them.
    """CREATE TEMP TABLE wordings AS SELECT listing, crawl, second FROM (
        SELECT id AS listing, first AS crawl, 0 AS second FROM temp.made UNION ALL
        SELECT id, changed, 1 FROM temp.made WHERE changed > 0) ORDER BY crawl, listing""",
    """CREATE TEMP TABLE versions (listing INTEGER PRIMARY KEY, first INTEGER,
        last INTEGER)""",
    """INSERT INTO temp.versions SELECT listing, MIN(rowid), MAX(rowid)
        FROM temp.wordings GROUP BY listing""",
    f"""INSERT INTO listings (id, marketplace, listing_id, url, title, description,
            price_text, price_amount, currency, place_text, country, shipping_text,
            language, seller_id, content_sha256, text_fingerprint, version, state,
            state_since, first_seen_at, last_seen_at, first_crawl_id, last_crawl_id,
            relisted_from, same_as, offer, priority, appendix, taxon, match_count)
        SELECT m.id, printf('market%02d', m.market), printf('n%08d', m.id),
            printf('https://market%02d.example/offer/%d', m.market, m.id),
            {_TITLE}, p.description, {_price(_CHANGED)}, 'somewhere', c.country,
            json_extract('{json.dumps(SHIPPING)}', '$[' || (m.root % {len(SHIPPING)}) || ']'),
            c.language, o.id, {_SHA256.format(changed=_CHANGED)},
            printf('%032x', m.root), v.last, CASE WHEN m.gone THEN 'gone' ELSE 'active' END,
            CASE WHEN m.gone THEN e.ended ELSE a.hour || s.text END, a.hour || s.text,
            z.hour || s.text, m.first, m.last, NULLIF(m.relisted_from, 0),
            NULLIF(m.same_as, 0), {_JUDGED}, m.offer < 3
        FROM temp.made m {_BESIDE} CROSS JOIN temp.versions v ON v.listing = m.id
        CROSS JOIN temp.owners o ON o.market = m.market AND o.seller = m.seller
        CROSS JOIN temp.looks a ON a.market = m.market AND a.crawl = m.first
        CROSS JOIN temp.looks z ON z.market = m.market AND z.crawl = m.last
        LEFT JOIN temp.looks e ON e.market = m.market AND e.crawl = m.gone
        ORDER BY m.id""",
    f"""INSERT INTO listing_versions (id, listing, crawl, seen_at, title, description,
            price_text, price_amount, currency, content_sha256, offer, priority, appendix,
            taxon)
        SELECT w.rowid, m.id, w.crawl, a.hour || s.text, {_TITLE}, p.description,
            {_price("w.second")}, {_SHA256.format(changed="w.second")}, {_JUDGED}
        FROM temp.wordings w CROSS JOIN temp.made m ON m.id = w.listing {_BESIDE}
        CROSS JOIN temp.looks a ON a.market = m.market AND a.crawl = w.crawl
        ORDER BY w.rowid""",
)
SIGHTINGS = (
    """INSERT INTO sightings (listing, crawl, seen_at, version, event)
        SELECT m.id, a.crawl, CASE a.crawl WHEN m.gone THEN a.ended ELSE a.hour || s.text END,
            CASE WHEN m.changed AND a.crawl >= m.changed THEN v.last ELSE v.first END,
            CASE a.crawl WHEN m.gone THEN 'gone'
                WHEN m.first THEN CASE WHEN m.relisted_from THEN 'relisted' ELSE 'new' END
                WHEN m.changed THEN 'changed' ELSE 'seen' END
        FROM temp.made m CROSS JOIN temp.looks a ON a.market = m.market
            AND a.crawl BETWEEN m.first AND MAX(m.last, m.gone)
        CROSS JOIN temp.versions v ON v.listing = m.id
        CROSS JOIN temp.seconds s ON s.id = m.id % 3600
        WHERE a.crawl = m.gone OR a.crawl <= m.last
            AND (a.complete OR (7 * m.id + 13 * a.crawl) % 10 < 4)""",
)
_MATCH = f"""(listing, version, taxon_id, taxon, rank, taxon_group, appendix, appendices,
        kind, name, language, matched_text, "end", score, offer, reason,
        species_list_version, explanation, matched_at)
    SELECT m.id, w.version, CAST(m.taxon AS TEXT), g.name, 'species', t.taxon_group,
        g.appendix, '["' || g.appendix || '"]', 'accepted', g.name, 'la', g.name,
        length(g.name), 20.0 + m.root % 80, {_OFFER}, '"' || g.name || '": scientific name',
        r.species_list_version, g.explanation, a.hour || s.text
    FROM (SELECT *, MAX(crawl) OVER (PARTITION BY listing) AS newest FROM temp.readings) w
    CROSS JOIN temp.made m ON m.id = w.listing
    CROSS JOIN temp.goods g ON g.taxon = m.taxon
    CROSS JOIN taxa t ON t.id = CAST(m.taxon AS TEXT)
    CROSS JOIN temp.seconds s ON s.id = m.id % 3600
    CROSS JOIN temp.looks a ON a.market = m.market AND a.crawl = w.crawl
    CROSS JOIN crawls r ON r.id = w.crawl
    WHERE w.crawl {{which}} w.newest ORDER BY w.crawl, w.listing"""
MATCHES = (
    # A text is matched when it is new, when it changed, and by a new species list.
    """CREATE TEMP TABLE readings (listing INTEGER, crawl INTEGER, version INTEGER,
        PRIMARY KEY (listing, crawl)) WITHOUT ROWID""",
    """INSERT INTO temp.readings SELECT w.listing, w.crawl, w.rowid
        FROM temp.wordings w CROSS JOIN temp.made m ON m.id = w.listing WHERE m.offer < 3""",
    f"""INSERT OR IGNORE INTO temp.readings SELECT listing, crawl, version FROM (
        SELECT s.listing, MIN(s.crawl) AS crawl, s.version
        FROM temp.made m CROSS JOIN sightings s ON s.listing = m.id
        CROSS JOIN crawls c ON c.id = s.crawl
        WHERE m.offer < 3 AND s.event <> 'gone' AND c.started_at >= '{NEW_LIST}'
        GROUP BY s.listing)""",
    "INSERT INTO matches " + _MATCH.format(which="="),
    "INSERT INTO past_matches " + _MATCH.format(which="<"),
)
EFFORT = (
    """INSERT INTO effort (crawl_id, listings_seen, listings_new, listings_changed,
            listings_gone, listings_relisted, refusals, errors, complete)
        SELECT c.id, COALESCE(s.seen, 0), COALESCE(s.new, 0), COALESCE(s.changed, 0),
            COALESCE(s.gone, 0), COALESCE(s.relisted, 0), 3 * (c.outcome = 'refused'),
            c.outcome = 'finished' AND NOT l.complete, l.complete
        FROM crawls c JOIN temp.looks l ON l.crawl = c.id LEFT JOIN
            (SELECT crawl, SUM(event <> 'gone') AS seen, SUM(event = 'new') AS new,
                SUM(event = 'changed') AS changed, SUM(event = 'gone') AS gone,
                SUM(event = 'relisted') AS relisted
             FROM sightings INDEXED BY sightings_crawl GROUP BY crawl) s
            ON s.crawl = c.id ORDER BY c.id""",
    """UPDATE effort SET pages_requested = 10 + listings_seen / 20,
            pages_fetched = 10 + listings_seen / 20""",
)


def marketplace(number: int) -> tuple[object, ...]:
    """Give the row of a marketplace."""
    name = f"market{number:02}"
    home = f"https://{name}.example/"
    country = COUNTRIES[number % len(COUNTRIES)]
    return name, f"Market {number}", home, country, f"{number:08x}"


def crawl(one: Crawl) -> tuple[object, ...]:
    """Give the row of a crawl."""
    failure = FAILURES[one.id % len(FAILURES)]
    outcome, reason = ("finished", "finished") if one.complete else failure
    begun = utc_text(one.begun)
    return (
        *(one.id, f"market{one.market:02}", begun),
        *(utc_text(one.begun + timedelta(hours=1)), outcome, reason),
        *(LISTS[begun >= NEW_LIST], f"{one.market:08x}"),
    )


def name_of(number: int) -> str:
    """Give the scientific name of an invented taxon."""
    letters = "abcdefghijklmnopqrst"
    return f"Genus{letters[number // 20]} species{letters[number % 20]}"


def taxon(number: int) -> tuple[object, ...]:
    """Give the row of a taxon."""
    name = name_of(number)
    group = GROUPS[number % len(GROUPS)]
    return str(number), name, name.split()[0], group, LISTS[1]


def goods() -> Iterator[tuple[object, ...]]:
    """Give for each taxon its name, Appendix, the words of offers, the explanation."""
    for number in range(TAXA):
        name, specimen = name_of(number), SPECIMENS[number % len(SPECIMENS)]
        steps = [
            {
                "kind": "name",
                "points": 60.0,
                "reason": f'scientific name "{name}": 60 points',
                "words": name,
                "start": 0,
                "end": len(name),
                "field": "title",
                "rule": f'names.csv: "{name}"',
                "source": "checklist",
            },
            {
                "kind": "supports",
                "points": 20.0,
                "reason": f'{specimen} term "{specimen}" (en) beside the name: +20',
                "words": specimen,
                "start": len(name) + 1,
                "end": len(name) + 1 + len(specimen),
                "field": "title",
                "rule": f'specimens.csv: "{specimen}" (en), {specimen} term',
            },
        ]
        words = f"{name} {specimen}"
        appendix = APPENDICES[number % len(APPENDICES)]
        yield number, name, appendix, words, json.dumps(steps, ensure_ascii=False)


def pool(seed: int) -> Iterator[tuple[object, ...]]:
    """Give 5,000 titles of seven words with descriptions of forty."""
    dice = random.Random(seed)
    words = [
        "".join(dice.choices(SYLLABLES, k=dice.randrange(2, 6))) for _ in range(9000)
    ]
    words += SCRIPTS * 20
    for number in range(5000):
        title, text = (" ".join(dice.choices(words, k=k)) for k in (7, 40))
        yield number, title, text
