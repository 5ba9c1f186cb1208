"""Sentences of ours with words of any script in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from crawler.quoting import quoted


@pytest.mark.parametrize(
    ("sentence", "page"),
    [
        ('"عاج فيل": specimen term', '"<bdi>عاج فيل</bdi>": specimen term'),
        ('"a" beside "b".', '"<bdi>a</bdi>" beside "<bdi>b</bdi>".'),
        ('"<script>" near it', '"<bdi>&lt;script&gt;</bdi>" near it'),
        ('one mark " alone <b>', "one mark &#34; alone &lt;b&gt;"),
        ("", ""),
    ],
)
def test_quoted_words_keep_their_own_direction(sentence: str, page: str) -> None:
    assert quoted(sentence) == Markup(page)


@given(st.text(alphabet="<>&\"'ab ع", max_size=40))
def test_any_sentence_is_escaped_and_whole(sentence: str) -> None:
    page = quoted(sentence)
    assert page.replace("<bdi>", "").replace("</bdi>", "").unescape() == sentence
    assert "<" not in page.replace("<bdi>", "").replace("</bdi>", "")
    assert escape(page) == page
