"""Selectors: CSS or XPath, compiled once, text as a reader sees it."""

import lxml.html
import pytest

from crawler.page_text import element_text, html_to_text
from crawler.selection import SelectorFault, compile_selector

PAGE = lxml.html.fromstring(
    """<html><body><div class=card><h2>Green  <b>tree</b>
    python</h2><a href="/1">Look</a><p>One</p><p>Two<br>Three</p><script>x()</script>
    <span class=price>12 €</span><span class=price>15 €</span></div>
    <div class=card><h2></h2><a href="/2">Look</a></div></body></html>"""
)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("h2", "Green tree python"),
        ("h2::text", "Green"),
        (".price", "12 €"),
        ("a::attr(href)", "/1"),
        ("//a/@href", "/1"),
        ("//h2", "Green tree python"),
        ("(//span)[2]", "15 €"),
        ("./body//p", "One"),
        ("//p[2]", "Two\nThree"),
        ("div.card", "Green tree python\nLook\nOne\nTwo\nThree\n12 €15 €"),
        (".nothing", ""),
    ],
)
def test_the_first_text_found_counts(written: str, first: str) -> None:
    assert compile_selector(written).first(PAGE) == first


@pytest.mark.parametrize("written", ["a::attr(href)", "//a/@href"])
def test_inside_a_card_a_selector_does_not_leave_it(written: str) -> None:
    [_, second] = compile_selector(".card").elements(PAGE)
    assert compile_selector(written).texts(second) == ["/2"]


@pytest.mark.parametrize("written", ["", "  ", "h1[", "//h1[", "h1::foo", "h1 > > a"])
def test_what_is_no_selector_is_told(written: str) -> None:
    with pytest.raises(SelectorFault):
        compile_selector(written)


@pytest.mark.parametrize(
    ("published", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>a<!-- x -->b</p><script>c</script>", "ab"),
        ("2 < 3 and I <3 pythons", "2 < 3 and I <3 pythons"),
        ("no mark-up &amp; such", "no mark-up &amp; such"),
        ("<p>broken <b>mark-up", "broken mark-up"),
        ("<br>", ""),
    ],
)
def test_mark_up_in_a_text_is_read(published: str, text: str) -> None:
    assert html_to_text(published) == text


def test_deeply_nested_mark_up_does_not_break_reading() -> None:
    nested = "<div>" * 5000 + "ivory" + "</div>" * 5000
    assert "ivory" in html_to_text(nested)


def test_an_element_alone_gives_its_text() -> None:
    assert element_text(lxml.html.fromstring("<h1>  A   title </h1>")) == "A title"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("//a[document('file:///etc/passwd')]", r"uses document\(\), which is not of"),
        ("//a[re:test(@href, '(a+)+$')]", r"uses re:test\(\), which is not of"),
        ("//a[str:tokenize(@href)]", r"uses str:tokenize\(\)"),
        ("//a[unparsed-text('/etc/passwd')]", r"uses unparsed-text\(\)"),
        ("//a[system-property('xsl:vendor')]", r"uses system-property\(\)"),
        ("//a[@href = $secret]", "uses a variable"),
        ("//*[count(//*[count(//*) > 1]) > 1]", "searches the page within a search"),
        ("//*[count(following::*[count(preceding::*) > 1]) > 1]", "within a search"),
        ("//a" * 400, "has at most 1000 characters"),
    ],
)
def test_a_selector_is_a_place_and_no_program(written: str, said: str) -> None:
    with pytest.raises(SelectorFault, match=said):
        compile_selector(written)


@pytest.mark.parametrize(
    "written",
    [
        "//dt[text() = 'Price (EUR)']/following-sibling::dd[1]",
        "//p[contains(concat(' ', @class, ' '), ' price ')]/text()",
        "(//article[.//time])[1]//p[not(contains(., 'document('))]",
        "//li[position() < 3 and (starts-with(@id, 'a') or @rel)]",
        "//a[.//img]/@href",
    ],
)
def test_what_xpath_1_0_knows_may_be_used(written: str) -> None:
    assert compile_selector(written).texts(PAGE) is not None
