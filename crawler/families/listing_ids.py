"""The id of a listing: the same for ever, whatever else changes on its page."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from crawler.marketplace import Marketplace
from crawler.marketplace.addresses import host_of

LONGEST = 200
# Parameters that only say where a visitor came from. Others that often do, such as
# `ref`, `page` or `source`, are the item itself on some sites and so are kept.
_TRACKING = re.compile(
    r"^(utm_.*|_ga|gclid|fbclid|msclkid|yclid|dclid|gbraid|wbraid|igshid|mc_[ce]id|spm"
    r"|scm|_hsenc|_hsmi|mkt_tok|phpsessid|jsessionid|aspsessionid.*)$",
    re.IGNORECASE,
)


def listing_id(marketplace: Marketplace, url: str, chosen: str, stated: str) -> str:
    """Give the id of the listing at *url*.

    *chosen* is what the operator's `[select] listing_id` found; it is the id.
    Else the first group of `listing_id_pattern` in the address; else *stated*,
    an id in the page's own metadata, if it also stands in the address (a seller's
    stock number alone is not unique); else the stable part of the address.
    """
    if chosen:
        return _short(chosen)
    if marketplace.id_pattern and (found := marketplace.id_pattern.search(url)):
        return _short(next(filter(None, found.groups()), found[0]))
    if stated and _stands_in(stated, url):
        return _short(stated)
    return _short(stable_part(url, marketplace.home_host))


def stable_part(url: str, home_host: str) -> str:
    """Give the path and query of *url* without what changes from visit to visit.

    The host is kept only when it is not the home page's: shops of sellers often
    have a subdomain each.
    """
    parts = urlsplit(url)
    query = sorted(
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(key)
    )
    host = host_of(url).removeprefix("www.")
    path = re.sub(r";jsessionid=[^/?]*", "", unquote(parts.path), flags=re.IGNORECASE)
    stable = path.rstrip("/") or "/"
    if host != home_host:
        stable = host + stable
    return f"{stable}?{urlencode(query)}" if query else stable


def join(base: str, href: str) -> str:
    """Give *href* as a web address, "" when it is none."""
    href = href.strip()
    if href.startswith(("http://", "https://")) and "[" not in href:
        return href
    try:
        url = urljoin(base, href)
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def without_tracking(url: str) -> str:
    """Give *url* without tracking parameters and without its fragment."""
    if "?" not in url and "#" not in url:
        return url
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKING.match(pair.partition("=")[0])
    ]
    return parts._replace(query="&".join(kept), fragment="").geturl()


def _stands_in(stated: str, url: str) -> bool:
    if len(stated) < 3:
        return False
    return bool(re.search(rf"(?<![^\W_]){re.escape(stated)}(?![^\W_])", unquote(url)))


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}~{hashlib.sha256(text.encode()).hexdigest()[:16]}"
