"""Guessing links of a results page from how they stand there."""

import lxml.html
import pytest

from crawler.inspection.links import common_path, listing_links
from crawler.inspection.paging import next_page

HOME = "https://shop.example/results"
MENU = "".join(f'<li><a href="/category/{n}">Category {n}</a></li>' for n in range(9))


def page(body: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(
        f"<html><body><nav><ul>{MENU}</ul></nav>{body}"
        '<footer><a href="/about">About</a></footer></body></html>'
    )


def offers(link: str) -> str:
    return "".join(f"<li class='card'>{link.format(n=1000 + n)}</li>" for n in range(8))


@pytest.mark.parametrize(
    ("link", "selector"),
    [
        ('<a class="title" href="/item/{n}">A nice thing</a>', "a.title"),
        ('<h2><a href="/item/{n}">A nice thing</a></h2>', "li.card > h2 > a"),
        ('<a class="css-1x2y3z" href="/item/{n}">A nice thing</a>', "li.card > a"),
    ],
)
def test_the_list_of_offers_is_found_by_where_its_links_stand(
    link: str, selector: str
) -> None:
    root = page(f"<ul>{offers(link)}</ul>")
    best = listing_links(root, HOME)[0]
    assert best.selector == selector
    assert best.urls[0] == "https://shop.example/item/1000"
    assert len(root.cssselect(selector)) == 8


def test_links_to_sellers_come_after_links_to_offers() -> None:
    both = (
        '<a class="who" href="/seller/{n}">Some seller of things</a>'
        '<a class="what" href="/item/{n}">Some thing</a>'
    )
    assert listing_links(page(offers(both)), HOME)[0].selector == "a.what"


def test_a_page_without_a_list_has_no_links_to_offers() -> None:
    assert listing_links(page("<p>Welcome</p>"), HOME) == []


@pytest.mark.parametrize(
    ("body", "selector"),
    [
        ('<a rel="next" href="?page=2">2</a>', "a[rel~=next]"),
        ('<li class="next"><a href="?page=2">2</a></li>', "li.next a"),
        ('<a class="weiter" href="?page=2">Weiter »</a>', "a.weiter"),
        ('<p class="pages"><a href="?page=2">Suivant</a></p>', "p.pages > a"),
        ('<a rel="next" href="#">2</a>', ""),
        ('<a href="?page=2">2</a><a href="?page=3">3</a>', 'a[href*="page="]'),
        ('<a class="later" href="?page=2">Older lots</a>', 'a.later[href*="page="]'),
        ('<a class="p" href="?seite=2">Mehr</a>', 'a[href*="seite="]'),
        ('<p class="pages"><a href="?z=2">2</a></p>', 'p.pages > a[href*="z="]'),
        ('<p class="pages"><a href="?z=1">2</a></p>', 'p.pages > a[href*="z="]'),
        ('<a href="/results/page/2">2</a>', 'a[href*="/page/"]'),
        ('<p class="pages"><a href="?page=2">下一页</a></p>', "p.pages > a"),
        ('<p class="pages"><a href="?page=2">الصفحة التالية ←</a></p>', "p.pages > a"),
        ('<p class="pages"><a href="?page=2">Tiếp theo</a></p>', "p.pages > a"),
        ('<a href="/results?sort=price">Cheapest</a>', ""),
        ('<a href="/results?category=2">Furniture</a>', ""),
        ('<a href="/other?page=2">2</a>', ""),
        ('<a href="https://else.example/results?page=2">2</a>', ""),
        ("", ""),
    ],
)
def test_the_link_to_the_next_page_is_found_by_usual_signs(
    body: str, selector: str
) -> None:
    assert next_page(page(body), HOME) == selector


def test_a_home_page_leads_to_the_second_page_of_its_list() -> None:
    root = page('<a class="later" href="/lots?page=2">Older lots</a>')
    assert next_page(root, "https://shop.example/") == 'a.later[href*="page="]'


@pytest.mark.parametrize(
    ("paths", "begin"),
    [
        (("/annonce/10", "/annonce/11", "/annonce/12", "/members/top"), "/annonce/"),
        (("/lot/1/clock", "/lot/2/chair", "/lot/3/belt"), "/lot/"),
        (("/clock-1", "/chair-2", "/belt-3"), ""),
    ],
)
def test_addresses_of_listings_begin_alike(paths: tuple[str, ...], begin: str) -> None:
    urls = tuple(f"https://shop.example{path}" for path in paths)
    assert common_path(urls) == begin
