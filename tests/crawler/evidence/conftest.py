"""A crawl of a site on loopback with flagged offers, and its evidence."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crawler.workspace import Workspace, make_workspace, open_workspace
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import Outcome, results, run, write_market

TUSK = "African elephant ivory tusk, Loxodonta africana"


def picture(side: int = 60, kind: str = "JPEG", colour: str = "teal") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


def page(title: str, *images: str, price: str = "12 €") -> str:
    shown = "".join(f'<img src="{image}">' for image in images)
    return (
        f"<!doctype html><html><head><meta charset=utf-8></head><body><h1>{title}</h1>"
        f"<b class=price>{price}</b><p class=text>Sold because of moving house</p>"
        f"{shown}</body></html>"
    )


def chunked(body: bytes) -> object:
    """Answer in two chunks, without a length."""

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for part in (body[:100], body[100:], b""):
            request.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))

    return give


class Captured:
    """What was served, and what a crawl kept of it."""

    def __init__(self, site: Site, outcome: Outcome) -> None:
        self.site = site
        self.outcome = outcome

    @property
    def workspace(self) -> Workspace:
        return self.outcome.workspace


def serve(site: Site) -> None:
    """Fill the site: two flagged offers, a repeat, and an ordinary one."""
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    site.add("/results", results("/1", "/2", "/3", "/4"))
    site.pages["/1"] = answer(
        gzip.compress(
            page(f"{TUSK} one", "/a.jpg", "/b.png", "/private/c.jpg", "/d.svg").encode()
        ),
        Content_Encoding="gzip",
        X_Served_By="shelf 7",
    )
    site.pages["/2"] = chunked(page(f"{TUSK} two", "/a.jpg", "/not.jpg").encode())  # type: ignore[assignment]
    site.add("/3", page("Oak dining chair", "/a.jpg"))
    site.add("/4", page(f"{TUSK} four", "http://elsewhere.example/x.jpg", "/bomb.png"))
    site.add("/a.jpg", picture(), kind="image/jpeg")
    site.add("/b.png", picture(kind="PNG"), kind="image/png")
    site.add("/private/c.jpg", picture(), kind="image/jpeg")
    script = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    site.add("/d.svg", script, kind="image/svg+xml")
    site.add("/not.jpg", "<html><script>alert(1)</script></html>", kind="image/jpeg")
    site.add("/bomb.png", bomb(), kind="image/png")


def bomb() -> bytes:
    """A small file that claims to unpack to 40,000 x 40,000 pixels."""
    out = BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    content = bytearray(out.getvalue())
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Captured]:
    workspace = make_workspace(
        tmp_path_factory.mktemp("kept"), contact="me@example.org"
    )
    site = Site()
    serve(site)
    write_market(workspace, "shelf", site.home)
    yield Captured(site, run(workspace))
    site.close()


@pytest.fixture
def copy(crawled: Captured, tmp_path: Path) -> Workspace:
    """A workspace of one's own with the same evidence, to be harmed."""
    folder = tmp_path / "copy"
    shutil.copytree(crawled.workspace.folder, folder)
    return open_workspace(folder)
