"""A page that keeps us out is a refusal: recorded, not got round, never "no offers"."""

from __future__ import annotations

import re

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

REFUSING = frozenset((401, 403, 407, 429, 451))
LARGEST_CHALLENGE = 64 * 1024
# Pages of the widespread bot walls, as seen in public bug reports of crawlers.
_CHALLENGE = re.compile(
    rb"cf-chl-|challenge-platform|cf_captcha_kind|Just a moment\.\.\.</title>"
    rb"|Attention Required! \| Cloudflare|captcha-delivery\.com|_Incapsula_Resource"
    rb"|px-captcha|perimeterx|Pardon Our Interruption|distil_r_captcha"
    rb"|/_sec/cp_challenge|sec-if-cpt-container|awswaf|aws-waf-token"
    rb"|geetest|g-recaptcha|h-captcha|validateCaptcha",
    re.IGNORECASE,
)
_WALL_TITLE = re.compile(
    rb"<title[^>]*>\s*(access (to this page )?(has been )?denied|attention required"
    rb"|[^<]*(captcha|are you (a )?(human|robot)|robot check|verify (that )?you are"
    rb"|security check|unusual traffic|(been|request|ip|access) blocked))",
    re.IGNORECASE,
)


class Refused(IgnoreRequest):
    """The site keeps us out; the text says how."""

    def __init__(self, url: str, how: str) -> None:
        super().__init__(f"{url}: {how}")
        self.how = how


class Refusals:
    """Keeps refusals from being read as pages."""

    def process_spider_input(self, response: Response) -> None:
        """Let only real pages through.

        Raises:
            Refused: *response* is a refusal.
        """
        how = refusal(response)
        if how:
            raise Refused(response.url, how)


def refusal(response: Response) -> str:
    """Say how *response* keeps us out, "" when it does not."""
    if response.status in REFUSING:
        request = response.request
        if response.status == 429 and request and request.meta.get("keyed"):
            return "answered 429: the key's quota is spent, or the pace is too high"
        return f"answered {response.status}"
    if response.status == 503 and b"Retry-After" not in response.headers:
        return "showed a challenge page" if is_challenge(response.body) else ""
    if response.status == 200 and is_wall(response.body):
        return "showed a captcha or challenge page"
    return ""


def is_challenge(body: bytes) -> bool:
    """Whether *body* is a challenge of a known bot wall."""
    return len(body) <= LARGEST_CHALLENGE and bool(_CHALLENGE.search(body))


def is_wall(body: bytes) -> bool:
    """Whether a page served as success is a wall: its title says so, and it is small.

    A captcha alone is not enough: many honest pages have one on a contact form.
    """
    if len(body) > LARGEST_CHALLENGE:
        return False
    return bool(_WALL_TITLE.search(body[:8192])) or (
        len(body) < 16 * 1024 and b"<h1" not in body and is_challenge(body)
    )
