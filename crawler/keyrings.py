"""How each keyed family's key is sent: as a header, or as a token that it buys.

Values stay in this module's objects, in memory; no error, log line or request object
of the crawl holds one.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.marketplace import Marketplace
from crawler.marketplace.addresses import host_of, origin_of
from crawler.secrets import read_secret

Fetch = Callable[[Request], Awaitable[Response]]
EARLY = 60.0
"""Seconds before its end at which a token is renewed."""
EBAY_SCOPE = "https://api.ebay.com/oauth/api_scope"


class KeyRefused(IgnoreRequest):
    """The site does not take our key; the text says what it answered."""


class KeyWouldLeak(IgnoreRequest):
    """A request that needs the key leads to another host than the documented one."""


class Keyring:
    """The key of one marketplace, and where it may be sent."""

    def __init__(self, marketplace: Marketplace, secrets: Path | None) -> None:
        self.origin = origin_of(marketplace.endpoint)
        self.host = host_of(marketplace.endpoint)
        self.endpoint = marketplace.endpoint
        names = marketplace.auth.model_dump()
        self.values = {
            key: read_secret(name, secrets) for key, name in names.items() if name
        }

    def check(self, url: str) -> None:
        """Refuse an address that is not the interface's own.

        Raises:
            KeyWouldLeak: it is another's.
        """
        if origin_of(url) != self.origin:
            raise KeyWouldLeak(f"{host_of(url)} is not {self.host}: no key is sent")

    async def headers(self, fetch: Fetch) -> dict[str, str]:
        """Give the headers that open the interface."""
        return {"x-api-key": self.values["api_key"]}

    def forget(self) -> bool:
        """Drop a token that was not taken; give whether another can be had."""
        return False


class TokenKeyring(Keyring):
    """Buys a token with client id and secret (RFC 6749, section 4.4)."""

    path = "/oauth/token"

    def __init__(self, marketplace: Marketplace, secrets: Path | None) -> None:
        super().__init__(marketplace, secrets)
        self.token = ""
        self.ends = 0.0

    async def headers(self, fetch: Fetch) -> dict[str, str]:
        """Give the token, a new one when the old one ends."""
        if not self.token or monotonic() > self.ends - EARLY:
            await self._renew(fetch)
        return {"Authorization": f"Bearer {self.token}"}

    def forget(self) -> bool:
        """Drop the token; the next request gets a new one."""
        self.token = ""
        return True

    def token_request(self) -> Request:
        """Make the request for a token, as Mercado Libre documents it."""
        form = {"grant_type": "client_credentials", **self.values}
        return self._form(form, {})

    def _form(self, form: dict[str, str], headers: dict[str, str]) -> Request:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        url = f"{self.endpoint}{self.path}"
        accept = {"Accept": "application/json"}
        return Request(
            url, method="POST", body=urlencode(form), headers=kind | accept | headers
        )

    async def _renew(self, fetch: Fetch) -> None:
        request = self.token_request()
        self.check(request.url)
        response = await fetch(request)
        try:
            answer = json.loads(response.body)
        except ValueError:
            answer = {}
        answer = answer if isinstance(answer, dict) else {}
        token, lasts = answer.get("access_token"), answer.get("expires_in")
        if response.status != 200 or not isinstance(token, str) or not token:
            # Only a word of RFC 6749: a free text might repeat what was sent.
            word = str(answer.get("error", ""))
            said = f" ({word})" if re.fullmatch(r"[a-z_]{1,40}", word) else ""
            raise KeyRefused(f"gave no token: answered {response.status}{said}")
        self.token = token
        self.ends = monotonic() + (lasts if isinstance(lasts, int) else 3600)


class EbayKeyring(TokenKeyring):
    """As eBay documents its client credentials grant: id and secret in a header."""

    path = "/identity/v1/oauth2/token"

    def token_request(self) -> Request:
        """Make the request for a token."""
        pair = f"{self.values['client_id']}:{self.values['client_secret']}"
        basic = b64encode(pair.encode()).decode()
        form = {"grant_type": "client_credentials", "scope": EBAY_SCOPE}
        return self._form(form, {"Authorization": f"Basic {basic}"})


KEYRINGS = {
    "ebay_browse": EbayKeyring,
    "etsy_open_api": Keyring,
    "mercado_libre": TokenKeyring,
}


def keyring_of(marketplace: Marketplace, secrets: Path | None) -> Keyring | None:
    """Give the keyring of *marketplace*, None when it needs no key.

    Raises:
        SecretError: a key is not there.
    """
    kind = KEYRINGS.get(marketplace.family)
    return kind(marketplace, secrets) if kind else None
