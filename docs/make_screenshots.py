"""Make the pictures of the documentation from the real demo.

    python docs/make_screenshots.py [WORKSPACE]

Without a workspace the demo is run into a temporary folder first. Needs Chromium
(name it in the environment variable CHROMIUM if it is not on the path).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
LOGIN, PASSWORD = "pictures", "only for these pictures"
WIDTH, HEIGHT = 1280, 800
CITESWATCH = [sys.executable, "-m", "crawler"]


@contextmanager
def portal(workspace: Path) -> Iterator[str]:
    """Run the portal over *workspace* and give its address."""
    process = subprocess.Popen(
        [*CITESWATCH, "portal", "--workspace", str(workspace), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        if not found:
            sys.exit("the portal did not start")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@contextmanager
def user(workspace: Path) -> Iterator[None]:
    """Let a user of ours sign in for a while."""
    place = ["--workspace", str(workspace)]
    made = [*CITESWATCH, "user", "add", LOGIN, "--role", "investigator"]
    subprocess.run(
        [*made, "--password-stdin", *place],
        check=True,
        input=PASSWORD,
        text=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        removed = [*CITESWATCH, "user", "remove", LOGIN, *place]
        subprocess.run(removed, check=True, stdout=subprocess.DEVNULL)


def sign_in(page: Page, address: str) -> None:
    """Sign in to the portal at *address*."""
    page.goto(address)
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#charts figure img").first.wait_for()


def shoot(page: Page, address: str, name: str) -> None:
    """Picture the top of the page at *address*."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / name)
    print(IMAGES / name)


def picture_all(workspace: Path) -> None:
    """Picture the portal and the report of *workspace*."""
    IMAGES.mkdir(exist_ok=True)
    report = workspace / "reports" / "all" / "index.html"
    with (
        sync_playwright() as playwright,
        user(workspace),
        portal(workspace) as address,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        root = address.rstrip("/")
        sign_in(page, address)
        shoot(page, address, "portal.png")
        first = page.locator(".newest a").first.get_attribute("href")
        shoot(page, f"{root}{first}", "listing.png")
        shoot(page, f"{root}/review", "review.png")
        shoot(page, f"{root}/search?appendix=I&state=active", "search.png")
        shoot(page, report.absolute().as_uri(), "report.png")
        browser.close()


def main() -> None:
    """Take the pictures, after a demo if no workspace is given."""
    if len(sys.argv) > 1:
        picture_all(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "demo"
        demo = [*CITESWATCH, "demo", "--workspace", str(workspace)]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        picture_all(workspace)


if __name__ == "__main__":
    main()
