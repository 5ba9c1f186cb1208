"""A marketplace of realistic pages, served from memory for the crawl benchmark.

`python -m benchmarks.crawl_site LISTINGS` serves on a free loopback port and
prints it; with a second number, each listing has so many pictures on the site, and the
one in fifty that names a taxon names one of Appendix I. Every page is made before the first request, so that the server costs
the crawler as little as it can.
"""

from __future__ import annotations

import asyncio
import html
import io
import json
import random
import sys

from PIL import Image

PER_PAGE = 50
# Titles as on a general marketplace; one in fifty names a listed taxon.
ORDINARY = (
    "Bosch Akku-Bohrschrauber 18V mit zwei Akkus",
    "Vélo de route carbone taille 56, révisé",
    "Women's winter coat size M, worn twice",
    "Mesa de comedor de madera maciza con 6 sillas",
    "iPhone 13 128GB blue, very good condition",
    "Kinderwagen Bugaboo Fox, Komplettset",
    "Sofá cama gris de tres plazas, poco uso",
    "Jaguar XF 2.0 brake pads front set new",
    "Lot de livres de poche policiers x30",
    "Gaming PC Ryzen 7 RTX 3070 32GB RAM",
)
WILDLIFE = (
    "Ball python female CB24, with papers",
    "Antique carved ivory figurine, 19th century",
    "Perroquet gris du Gabon, né en élevage",
)
SENTENCES = (
    "Sold because of moving house, pick-up preferred.",
    "Shipping possible at the buyer's cost.",
    "Non-smoking household, no returns, no warranty.",
    "Photos are part of the description, please look closely.",
    "Gekauft vor zwei Jahren, kaum benutzt, Rechnung vorhanden.",
    "Très bon état général, quelques traces d'usage.",
    "Se vende por no usar, precio negociable.",
    "Comes with the original box and the charger.",
    "Maße etwa 120 x 80 x 60 cm, Gewicht 12 kg.",
    "Answer within a day; first come, first served.",
)


def words(number: int) -> str:
    """Give the description of listing *number*: some 400 characters, none like it."""
    chosen = (SENTENCES[(number * 7 + n * n) % len(SENTENCES)] for n in range(8))
    return f"Ref. {number}. {' '.join(chosen)}"


def title(number: int, *, flagged: bool = False) -> str:
    """Give the title of listing *number*; *flagged*: Appendix I where wildlife is."""
    if number % 50 == 7 and flagged:
        return f"{WILDLIFE[2]} no. {number}"
    if number % 50 == 7:
        return f"{WILDLIFE[number // 50 % len(WILDLIFE)]} no. {number}"
    return f"{ORDINARY[number % len(ORDINARY)]} no. {number}"


def listing_page(number: int, pictures: int | None = None) -> bytes:
    """Give the page of listing *number*, some 30 kB as such pages are."""
    images = [f"https://pictures.example/{number}/{n}.jpg" for n in range(4)]
    if pictures is not None:
        images = [f"/picture/{number}/{n}.jpg" for n in range(pictures)]
    heading = title(number, flagged=pictures is not None)
    offer = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": heading,
        "description": words(number),
        "image": images,
        "offers": {
            "@type": "Offer",
            "price": f"{number % 900 + 5}.00",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
            "validFrom": "2026-11-12T10:00:00+01:00",
            "seller": {"@type": "Person", "name": f"seller{number % 97}"},
        },
    }
    return page(
        heading,
        f'<script type="application/ld+json">{json.dumps(offer)}</script>',
        f"<main><h1>{html.escape(heading)}</h1><p>{words(number)}</p></main>",
    )


def results_page(number: int, listings: int) -> bytes:
    """Give results page *number* with its links."""
    first = number * PER_PAGE
    links = "".join(
        f'<li class="card"><a class="offer" href="/offer/{n}">{title(n)}</a></li>'
        for n in range(first, min(first + PER_PAGE, listings))
    )
    later = (number + 1) * PER_PAGE < listings
    link = f'<a rel="next" href="/results/{number + 1}">Next</a>' if later else ""
    return page(f"Results {number}", "", f"<main><ul>{links}</ul>{link}</main>")


def page(heading: str, head: str, body: str) -> bytes:
    """Frame *body* with the menus, styles and scripts of a usual page."""
    style = "".join(f".c{n}{{margin:{n}px;padding:{n}px}}" for n in range(150))
    menu = "".join(
        f'<li class="m{n}"><a href="/category/{n}">Category {n}</a></li>'
        for n in range(150)
    )
    script = "var t=[" + ",".join(f'"{n:08x}"' for n in range(600)) + "];"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{html.escape(heading)}</title><style>{style}</style>{head}"
        f"</head><body><nav><ul>{menu}</ul></nav>{body}"
        f"<script>{script}</script></body></html>"
    ).encode()


def picture(number: int) -> bytes:
    """Give a picture of some 40 kB, as marketplaces show them; none like it."""
    chance = random.Random(number)
    image = Image.frombytes("RGB", (40, 30), chance.randbytes(3600))
    out = io.BytesIO()
    image.resize((800, 600), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


def site(listings: int, pictures: int | None = None) -> dict[bytes, bytes]:
    """Give every page by its path."""
    pages = {b"/robots.txt": b"User-agent: *\nDisallow: /account/\n"}
    for path in paths(listings):
        kind, number = path.strip("/").split("/")
        results = kind == "results"
        page = (
            results_page(int(number), listings)
            if results
            else listing_page(int(number), pictures)
        )
        pages[path.encode()] = page
    for number in range(7, listings, 50):
        for n in range(pictures or 0):
            pages[f"/picture/{number}/{n}.jpg".encode()] = picture(number * 100 + n)
    return pages


def paths(listings: int) -> list[str]:
    """Give the path of every page."""
    results = [f"/results/{n}" for n in range(-(-listings // PER_PAGE))]
    return results + [f"/offer/{n}" for n in range(listings)]


class Server(asyncio.Protocol):
    """Answers each request with the page of its path."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.answers = answers
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        *whole, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        for request in whole:
            path = request.split(b" ", 2)[1]
            self.send(self.answers.get(path, self.answers[b"404"]))

    def send(self, answer: bytes) -> None:
        """Send *answer*."""
        self.transport.write(answer)  # type: ignore[attr-defined]


def answers_of(pages: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Put a header before each page."""
    answers = {
        path: b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        for path, body in pages.items()
    }
    return answers | {b"404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"}


async def serve(answers: dict[bytes, bytes]) -> None:
    """Serve *answers*, by path, until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(answers_of(site(*map(int, sys.argv[1:3])))))
