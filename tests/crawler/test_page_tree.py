"""A page that was read leaves nothing behind."""

import gc
import weakref

from scrapy.http import HtmlResponse

from crawler.page_tree import tree_of

PAGE = b"<html><body><a class='offer' href='/offer/1'>Ball python</a></body></html>"


def page() -> HtmlResponse:
    return HtmlResponse("https://shop.example/", body=PAGE, encoding="utf-8")


def test_a_page_is_parsed_once() -> None:
    one = page()
    assert tree_of(one) is tree_of(one)
    assert tree_of(one).findtext(".//a") == "Ball python"


def test_a_page_that_nobody_holds_goes_at_once_with_its_tree() -> None:
    gc.disable()
    try:
        one = page()
        tree_of(one)
        selector = weakref.ref(one.selector)
        held = weakref.ref(one)
        del one
        assert held() is None and selector() is None
    finally:
        gc.enable()
