"""Pages that keep us out are told from pages."""

import pytest
from scrapy.http import HtmlResponse

from crawler.middlewares.refusals import LARGEST_CHALLENGE, Refusals, Refused, refusal

WALLS = {
    "cloudflare": '<html><head><title>Just a moment...</title></head><body><script src="/cdn-cgi/challenge-platform/x"></script></body></html>',
    "datadome": '<html><head></head><body><script src="https://geo.captcha-delivery.com/c"></script></body></html>',
    "perimeterx": '<html><body><div id="px-captcha"></div></body></html>',
    "incapsula": '<html><head></head><body><iframe src="/_Incapsula_Resource?x"></iframe></body></html>',
    "title": "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1></body></html>",
    "human": "<html><head><title>Are you a human?</title></head><body>x</body></html>",
    "unusual": "<html><head><title>Unusual traffic from your network</title></head></html>",
}
PAGES = {
    "listing with a captcha on its form": "<html><head><title>Ball python</title></head><body><h1>Ball python</h1><div class='g-recaptcha'></div></body></html>",
    "results": "<html><head><title>For sale</title></head><body>Blocked drains? Buy rods</body></html>",
    "long page on captchas": f"<html><body><h1>x</h1>{'captcha ' * 20000}</body></html>",
    "listing with a telling title": "<title>Blocked drain rods - access denied sticker</title><h1>x</h1>",
    "empty": "",
}


def page(body: str, status: int = 200, **headers: str) -> HtmlResponse:
    return HtmlResponse(
        "https://shop.example/", status=status, body=body.encode(), headers=headers
    )


@pytest.mark.parametrize("status", [401, 403, 407, 429, 451])
def test_an_answer_that_keeps_us_out_is_a_refusal(status: int) -> None:
    assert refusal(page("x", status)) == f"answered {status}"
    with pytest.raises(Refused):
        Refusals().process_spider_input(page("x", status))


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_served_as_success_is_a_refusal(wall: str) -> None:
    assert refusal(page(WALLS[wall])) == "showed a captcha or challenge page"


@pytest.mark.parametrize("kind", PAGES)
def test_an_honest_page_is_none(kind: str) -> None:
    assert refusal(page(PAGES[kind])) == ""
    Refusals().process_spider_input(page(PAGES[kind]))


@pytest.mark.parametrize("status", [200, 301, 404, 500])
def test_other_answers_are_none(status: int) -> None:
    assert refusal(page("<h1>Oops</h1>", status)) == ""


def test_a_challenge_served_as_unavailable_is_a_refusal() -> None:
    assert refusal(page(WALLS["cloudflare"], 503)) == "showed a challenge page"
    assert refusal(page("<h1>Maintenance</h1>", 503)) == ""


def test_a_large_page_is_no_wall() -> None:
    assert refusal(page(WALLS["perimeterx"] + "x" * LARGEST_CHALLENGE)) == ""
