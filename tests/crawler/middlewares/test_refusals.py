"""Pages that keep us out are told from pages."""

import pytest
from scrapy.http import HtmlResponse, Request

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


LOGINS = (
    "<title>Log in | Birds</title><form><input type=password></form>",
    '<title>Вход — Птицы</title><input name=p type="password">',
    "<title>Iniciar sesión</title><input type='password'>",
    "<title>ログイン</title><input type='password'>",
)
NO_LOGINS = (
    "<title>Ball python</title><form>Log in <input type=password></form>",
    "<title>How to log in</title><h1>Help</h1>",
)


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


@pytest.mark.parametrize("body", LOGINS)
def test_a_page_to_log_in_is_a_refusal(body: str) -> None:
    assert refusal(page(body)) == "showed a page to log in"


@pytest.mark.parametrize("body", NO_LOGINS)
def test_a_form_to_log_in_beside_a_listing_is_none(body: str) -> None:
    assert refusal(page(body)) == ""


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("/item/1", "/login?next=/item/1", "led to a page to log in"),
        ("/item/1", "/users/sign_in", "led to a page to log in"),
        ("/item/1", "/Account/Login.aspx", "led to a page to log in"),
        ("/item/1", "/item/login-board", ""),
        ("/login", "/login/", ""),
    ],
)
def test_a_way_that_ends_at_a_login_is_a_refusal(
    first: str, last: str, expected: str
) -> None:
    home = "https://shop.example"
    request = Request(home + last, meta={"redirect_urls": [home + first]})
    came = HtmlResponse(home + last, body=b"<h1>Hello</h1>", request=request)
    assert refusal(came) == expected


def test_one_page_for_different_listings_is_a_refusal() -> None:
    wall = Refusals()

    def see(path: str, body: str) -> None:
        url = f"https://shop.example{path}"
        request = Request(url, meta={"kind": "listing"})
        came = HtmlResponse(url, body=body.encode(), request=request)
        wall.process_spider_input(came)

    for number in range(5):
        see(f"/item/1?from={number}", "<h1>One item under many queries</h1>")
    for number in range(500):
        see(f"/item/{number}", f"<h1>Item {number}</h1>")
    see("/item/501", "<h1>Please enable scripts</h1>")
    see("/item/502", "<h1>Please enable scripts</h1>")
    for number in range(503, 506):
        with pytest.raises(Refused, match="the same page for different listings"):
            see(f"/item/{number}", "<h1>Please enable scripts</h1>")


def test_a_page_that_a_script_builds_is_no_refusal() -> None:
    wall = Refusals()
    for number in range(20):
        url = f"https://shop.example/item/{number}"
        request = Request(url, meta={"kind": "listing"})
        shell = b"<div id=app></div><script src=/app.js></script>"
        wall.process_spider_input(HtmlResponse(url, body=shell, request=request))
