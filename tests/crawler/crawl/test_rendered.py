"""Pages that a script builds, shown by a real Chromium that is fenced in."""

import importlib.util
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.marketplace import read_marketplace
from crawler.rendering import lacks_browser
from crawler.workspace import Workspace, make_workspace
from tests.crawler.browser import needs_chromium
from tests.crawler.crawl.loopback import Site, redirect
from tests.crawler.crawl.running import QUICK, Outcome, offer, run

pytestmark = needs_chromium
RESULTS = """<html><body><ul></ul><script>
const other = "OTHER";
for (const path of ["fetch", "xhr"]) fetch(other + path, {mode: "no-cors"}).catch(() => 0);
new Image().src = other + "picture.png";
const frame = document.createElement("iframe");
frame.src = other + "frame"; document.body.append(frame);
try { new WebSocket(other.replace("http", "ws") + "socket"); } catch (error) {}
window.open(other + "popup");
navigator.sendBeacon(other + "beacon", "x");
document.cookie = "seen=1";
if (window.RTCPeerConnection) fetch("/webrtc");
fetch("/away").catch(() => 0);
fetch("/api/items").then(answer => answer.json()).then(items => {
  for (const item of items) {
    const row = document.createElement("li");
    row.innerHTML = `<a class=item href="/item/${item}">x</a>`;
    document.querySelector("ul").append(row);
  }
});
</script></body></html>"""
LISTING = """<html><head><link rel=stylesheet href=/style.css></head><body>
<img src=/photo.jpg><script>setTimeout(() => {
document.body.innerHTML += "<h1>Grey parrot TITLE</h1><b class=price>900 €</b>";
}, 150);</script></body></html>"""
BUSY = "<html><body><h1 class=other>x</h1></body></html>"
FACTS = """title = "Shown"
home = "HOME"
family = "selectors"
languages = ["en"]
render = true
wait_for = "h1, .item"
start_urls = ["HOMEresults"]
[follow]
listings = "a.item"
[select]
title = "h1:not(.other)"
price = ".price"
"""


@dataclass
class World:
    """A site that scripts build, one that it may not reach, and the crawl."""

    site: Site
    other: Site
    outcome: Outcome


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    site, other = Site(), Site()
    workspace = make_workspace(tmp_path_factory.mktemp("shown"), contact="me@unit.org")
    site.add("/results", RESULTS.replace("OTHER", other.home))
    site.add("/api/items", json.dumps([1, 2, 3, 4]), kind="application/json")
    for n in (1, 2):
        site.add(f"/item/{n}", LISTING.replace("TITLE", str(n)))
    site.add("/item/3", BUSY)
    site.pages["/item/4"] = redirect(f"{other.home}item")
    site.pages["/away"] = redirect(f"{other.home}away")
    site.add("/robots.txt", "User-agent: *\nAllow: /\n")
    other.add("/item", offer("Not of this site"))
    text = FACTS.replace("HOME", site.home) + QUICK
    (workspace.marketplaces / "shown.toml").write_text(text)
    yield World(site, other, run(workspace))
    site.close()
    other.close()


def test_what_the_scripts_built_is_read(world: World) -> None:
    assert world.outcome.by_name["shown"]["outcome"] == "finished"
    assert world.outcome.titles("shown") == ["Grey parrot 1", "Grey parrot 2"]


def test_the_browser_reaches_no_other_host_or_port(world: World) -> None:
    assert not world.other.asked
    assert world.site.asked["/webrtc"] == 0
    assert world.outcome.count("shown", "offsite/filtered") >= 3


def test_pictures_and_style_sheets_are_not_fetched(world: World) -> None:
    assert world.site.asked["/photo.jpg"] == 0
    assert world.site.asked["/style.css"] == 0


def test_the_browser_says_who_it_is_and_robots_txt_is_read(world: World) -> None:
    assert {agent.partition("/")[0] for agent in world.site.agents} == {"citeswatch"}
    assert all("me@unit.org" in agent for agent in world.site.agents)
    assert world.site.asked["/robots.txt"] == 1


def test_a_page_that_shows_no_title_is_a_fault(world: World) -> None:
    assert world.outcome.count("shown", "page/failed/no_title") == 1


@pytest.mark.slow
def test_a_page_that_never_shows_what_is_waited_for_is_told(tmp_path: Path) -> None:
    site = Site()
    workspace = make_workspace(tmp_path / "unit")
    site.add("/results", "<html><body><p>Nothing here</p></body></html>")
    text = FACTS.replace("HOME", site.home) + QUICK
    (workspace.marketplaces / "shown.toml").write_text(text)
    outcome = run(workspace)
    site.close()
    assert outcome.by_name["shown"]["outcome"] == "failed"
    assert "did not show 'h1, .item' within 20 s; check wait_for" in outcome.log
    assert site.asked["/results"] == 1


def test_without_the_extra_the_operator_is_told(
    monkeypatch: pytest.MonkeyPatch, workspace_of_shown: Workspace
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        "crawler.rendering.find_spec",
        lambda name: None if name == "scrapy_playwright" else real(name),
    )
    assert "pip install 'citeswatch[browser]'" in lacks_browser()


def test_without_chromium_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CITESWATCH_CHROMIUM", raising=False)
    assert "apt-get install chromium, or name it in CITESWATCH_CHROMIUM" in (
        lacks_browser()
    )


@pytest.fixture
def workspace_of_shown(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('wait_for = "//h1"', "a CSS selector of an element is needed here"),
        ('wait_for = "h1::text"', "a CSS selector of an element is needed here"),
        ('wait_for = "h1"', "wait_for: only with render = true"),
    ],
)
def test_what_is_waited_for_is_an_element(change: str, said: str) -> None:
    text = FACTS.replace("HOME", "http://127.0.0.1:1/")
    text = text.replace('render = true\nwait_for = "h1, .item"', change)
    with pytest.raises(Exception, match=said):
        read_marketplace(text, Path("shown.toml"))


def test_chromium_is_gone_when_the_crawl_is_over(world: World) -> None:
    processes = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout
    port = str(world.site.server.server_port)
    assert [one for one in processes.splitlines() if f":{port} " in one and "host-resolver-rules" in one] == []  # fmt: skip
