"""Family `discourse`: for-sale boards on Discourse.

The shapes are documented at https://docs.discourse.org (listCategoryTopics,
getTopic): `/c/SLUG/ID.json` has `topic_list.topics` and, while there are more,
`topic_list.more_topics_url`; `/t/ID.json` has `post_stream.posts`, whose first post
is the offer, in HTML under `cooked`.
"""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
from scrapy import Request
from scrapy.http import Response

from crawler.families.json_pages import Item, JsonPagesSpider, dig, text_at
from crawler.families.listing_ids import join
from crawler.families.page import Offer
from crawler.families.schema_values import as_list, as_nodes, as_text
from crawler.page_text import html_to_text


class DiscourseSpider(JsonPagesSpider):
    """`start_urls` are the pages of categories, as a browser shows them."""

    source = "topic"

    def start_pages(self) -> list[str]:
        """Ask for the categories as JSON."""
        return [as_json(url) for url in self.marketplace.start_urls]

    def parse_results(self, response: Response) -> Iterator[Request]:
        """Follow a category to its topics, and to its next page."""
        listed = dig(self.value(response), "topic_list")
        if not isinstance(listed, dict):
            raise self.not_so(response, "has no list of topics")
        self.pages_read += 1
        for topic in as_nodes(listed.get("topics")):
            if topic.get("pinned_globally") is True or topic.get("pinned") is True:
                self.count("card/pinned")
                continue
            url = f"{self.marketplace.base}/t/{text_at(topic, 'id')}.json"
            yield from self.ask(url, self.parse_listing, "listing")
        if more := text_at(listed, "more_topics_url"):
            url = as_json(join(response.url, more))
            yield from self.ask(url, self.parse_results, "results")

    def items(self, response: Response) -> list[Item]:
        """Give the topic of a page."""
        topic = self.value(response)
        if not as_nodes(dig(topic, "post_stream", "posts")):
            raise self.not_so(response, "has no post of a topic")
        return [topic]

    def offer(self, item: Item) -> Offer:
        """Read a topic by its first post; one that is closed is no longer on offer."""
        post = dig(item, "post_stream", "posts", 0)
        cooked = text_at(post, "cooked")
        slug, number = text_at(item, "slug"), text_at(item, "id")
        ended = any(item.get(name) is True for name in ("closed", "archived"))
        tags = [
            text_at(one, "name") if isinstance(one, dict) else as_text(one)
            for one in as_list(item.get("tags"))
        ]
        fields = {
            "title": (text_at(item, "title"), "title"),
            "listing_id": (number, "id"),
            "url": (f"{self.marketplace.base}/t/{slug or '-'}/{number}", "slug, id"),
            "description": (html_to_text(cooked), "post_stream.posts.cooked"),
            "date": (text_at(post, "created_at"), "post_stream.posts.created_at"),
            "seller": (text_at(post, "username"), "post_stream.posts.username"),
            "category": (" > ".join(filter(None, tags)), "tags"),
            "availability": ("closed" if ended else "", "closed, archived"),
        }
        return self.found(fields, images_in(cooked), "post_stream.posts.cooked")


def as_json(url: str) -> str:
    """Give the address under which Discourse gives a page as JSON."""
    path, mark, query = url.partition("?")
    path = path.rstrip("/").removesuffix(".json")
    return f"{path}.json{mark}{query}"


def images_in(cooked: str) -> list[str]:
    """Give the pictures of a post, emoji apart."""
    if "<img" not in cooked:
        return []
    root = lxml.html.fragment_fromstring(cooked, "div")
    found = root.xpath(".//img[not(contains(@class, 'emoji'))]/@src")
    return [str(one) for one in found]
