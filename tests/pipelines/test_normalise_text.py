"""100: text is made safe to keep, and says the same as before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise_text import LONGEST, NormaliseTextPipeline
from tests.pipelines.steps import listing, take


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("  Ball \n python ", "Ball python"),
        ("Ivory &amp; jade", "Ivory & jade"),
        ("&lt;b&gt;Ivory&lt;/b&gt;", "<b>Ivory</b>"),
        ("a\x00b\x1b[31mc", "a\ufffdb\ufffd[31mc"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("🐘🦷 ivory", "🐘🦷 ivory"),
        ("слоновая кость", "слоновая кость"),
        ("nbsp\u00a0and\u3000wide", "nbsp and wide"),
        ("I <3 pythons & boas", "I <3 pythons & boas"),
        ("=SUM(1)", "=SUM(1)"),
    ],
)
def test_a_title_is_one_line_of_clean_text(published: str, kept: str) -> None:
    one = listing(title=published)
    take(NormaliseTextPipeline, one)
    assert one.title == kept


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("One\r\n\r\n  two  three\n", "One\ntwo three"),
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("a < b and c > d", "a < b and c > d"),
        ("<script>alert(1)</script><p>Ivory</p>", "Ivory"),
    ],
)
def test_a_description_keeps_its_lines_and_loses_its_mark_up(
    published: str, kept: str
) -> None:
    one = listing(description=published)
    take(NormaliseTextPipeline, one)
    assert one.description == kept


def test_what_was_mended_is_counted() -> None:
    one = listing(title="a\x00 &amp; b", description="<p>x</p>")
    counted = take(NormaliseTextPipeline, one)
    assert counted["text/markup"] == 2
    assert counted["text/broken_characters"] == 1


def test_a_text_of_absurd_length_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    one = listing(title="x" * 100_000, description="y " * 200_000)
    counted = take(NormaliseTextPipeline, one)
    assert len(one.title) == LONGEST["title"]
    assert len(one.description) <= LONGEST["description"]
    assert counted["text/cut"] == 2
    assert "its title has 100000 characters; the first 2000 are kept" in caplog.text


@given(st.text(max_size=300), st.text(max_size=300))
def test_normal_text_stays_as_it_is_and_can_be_stored(title: str, text: str) -> None:
    one = listing(title=title, description=text)
    take(NormaliseTextPipeline, one)
    for kept in (one.title, one.description):
        kept.encode("utf-8")
        assert "\x00" not in kept
    once = (one.title, one.description)
    if "&" not in title + text and "<" not in title + text:
        take(NormaliseTextPipeline, one)
        assert (one.title, one.description) == once
