"""The tables `[api]` and `[auth]`: a site's interface for programs, and its keys.

A key never stands in the file: it is named there, and lies in the environment or
in the workspace's secrets file (see `crawler.secrets`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

from crawler.marketplace.addresses import host_of
from crawler.marketplace.facts import Facts, Url
from crawler.marketplace.values import check_product_page, check_secret_name

KEYED = {
    "ebay_browse": "https://api.ebay.com",
    "etsy_open_api": "https://api.etsy.com",
    "mercado_libre": "https://api.mercadolibre.com",
}
"""Families that need a key, and where the documentation says that it is sent."""
KEY_HOSTS = {
    "ebay_browse": ("api.ebay.com", "api.sandbox.ebay.com"),
    "etsy_open_api": ("api.etsy.com", "openapi.etsy.com"),
    "mercado_libre": ("api.mercadolibre.com",),
}
NEEDS = {
    "ebay_browse": ("client_id", "client_secret"),
    "etsy_open_api": ("api_key",),
    "mercado_libre": ("client_id", "client_secret"),
}
"""The keys of `[auth]` that a family needs."""
HAS_OWN_CATALOGUE = frozenset(
    ("storefront_json", "woocommerce", "magento_graphql", "saleor_graphql")
) | {"vendure_graphql", "feed"}
"""Families that know where to begin; `feed` has a message of its own."""
SecretName = Annotated[str, AfterValidator(check_secret_name)]


class Api(Facts):
    """Which part of an interface for programs to ask."""

    endpoint: Url | None = None
    """Its address, when it is not where the software puts it."""
    site: str = ""
    """Which national site: EBAY_DE, MLB."""
    categories: list[str] = []
    """The site's own numbers of categories to read as its catalogue."""
    channel: str = ""
    """Saleor: the slug of the sales channel."""
    product_page: Annotated[str, AfterValidator(check_product_page)] = ""
    """Saleor, Vendure: a product's address in the shop, with {slug} in it."""


class Auth(Facts):
    """Names of keys, written as `secret:NAME`."""

    client_id: SecretName = ""
    client_secret: SecretName = ""
    api_key: SecretName = ""


def api_faults(family: str, api: Api, auth: Auth, *, loopback: bool) -> Iterator[str]:
    """Say what is wrong with the two tables for *family*."""
    needed = NEEDS.get(family, ())
    for key in needed:
        if not getattr(auth, key):
            yield f'auth.{key}: missing; name it as {key} = "secret:NAME" and put the key itself into the environment as CITESWATCH_SECRET_NAME'
    for key in Auth.model_fields:
        if getattr(auth, key) and key not in needed:
            yield f"auth.{key}: family {family!r} uses no such key; remove it"
    hosts = KEY_HOSTS.get(family, ())
    if hosts and api.endpoint and not loopback and host_of(api.endpoint) not in hosts:
        yield f"api.endpoint: keys of {family} are sent to {' or '.join(hosts)} only"
    if family in KEYED and not loopback and (api.endpoint or "").startswith("http:"):
        yield "api.endpoint: a key is sent over https only"
    if family in {"ebay_browse", "mercado_libre"} and not api.site:
        example = "EBAY_DE" if family == "ebay_browse" else "MLB"
        yield f'api.site: which national site? for example site = "{example}"'
    if family == "saleor_graphql" and not api.channel:
        yield 'api.channel: Saleor needs a channel, for example channel = "default-channel"'
