"""A captured page is painted from what was captured, without scripts or network."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from crawler.evidence.reading import read_payload, unpacked
from crawler.store import Store
from crawler.store.evidence_queries import kept_of
from crawler.workspace import Workspace, make_workspace
from tests.crawler.browser import needs_chromium
from tests.crawler.crawl.loopback import Site
from tests.crawler.crawl.running import citeswatch, results, run, write_market
from tests.crawler.evidence.conftest import TUSK, picture

PAGE = f"""<!doctype html><html><head><meta charset=utf-8>
<link rel=stylesheet href=/style.css><link rel=stylesheet href=http://elsewhere.example/x.css>
</head><body><h1>{TUSK}</h1><b class=price>12 €</b><p class=text>Old</p>
<img src=/a.png width=200 height=200><img src=/never-listed.png>
<script>document.body.style.background = "blue"; fetch("/spy")</script>
<iframe src=/frame></iframe></body></html>"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    running = Site()
    running.add("/results", results("/1"))
    running.add("/1", PAGE)
    running.add("/style.css", "body { background: rgb(200, 10, 10) }", kind="text/css")
    running.add("/a.png", picture(200, "PNG", "rgb(10,200,10)"), kind="image/png")
    yield running
    running.close()


@pytest.fixture(scope="module")
def painted(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("painted"))
    path = workspace.folder / "citeswatch.toml"
    text = path.read_text("utf-8").replace("# capture = true", "screenshots = true")
    path.write_text(text, "utf-8")
    write_market(workspace, "shelf", site.home)
    outcome = run(workspace)
    assert outcome.code == 0, outcome.errors
    return workspace


def payload(workspace: Workspace, kind: str) -> bytes:
    with Store.open(workspace.database, read_only=True) as store:
        [kept] = [
            one
            for one in kept_of(store.conn, "shelf", "/1")
            if one.link.facts.kind == kind
        ]
        return read_payload(workspace.evidence, store, kept).payload


@needs_chromium[0]
@needs_chromium[1]
def test_a_page_is_painted_as_it_was_captured(painted: Workspace, site: Site) -> None:
    with Image.open(BytesIO(payload(painted, "screenshot"))) as image:
        colours = {
            colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []
        }
    assert (200, 10, 10) in colours, "its style sheet was not used"
    assert (10, 200, 10) in colours, "its picture was not used"
    assert (0, 0, 255) not in colours, "its script was run"
    text = PdfReader(BytesIO(payload(painted, "print"))).pages[0].extract_text()
    assert TUSK in " ".join(text.split())
    for path in ("/spy", "/frame"):
        assert site.asked[path] == 0
    assert site.asked["/style.css"] == 1
    done = citeswatch("evidence", "verify", "--workspace", str(painted.folder))
    assert "no faults" in done.stdout


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "", "odd"])
def test_a_body_is_unpacked_as_the_crawl_does(coding: str) -> None:
    import gzip
    import zlib

    import brotli

    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    if coding == "zstd":
        zstd = pytest.importorskip("backports.zstd")
        pack["zstd"] = zstd.compress
    body = b"<html>tusk</html>" * 50
    assert unpacked(pack.get(coding, bytes)(body), coding) == body
    if coding != "deflate":  # of which any bytes may be a beginning
        assert unpacked(b"damaged", coding) == b"damaged"
