"""Names of public sites never resolve to this machine or a private network."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.marketplace.addresses import is_loopback, is_private_number

logger = logging.getLogger(__name__)


class PrivateAddress(DNSLookupError):
    """A public name resolved to an address that is not public."""


class PublicResolver(CachingThreadedResolver):
    """Refuses a name that resolves to a private address.

    Otherwise a site, or whoever answers for its name, could send the crawler to
    services inside the unit's network. Names of this machine itself pass: only a
    marketplace whose home is there may ask for them (see `StayOnSite`).
    """

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Resolve *name*, then look at what it resolved to."""
        resolving = super().getHostByName(name, timeout)
        if not is_loopback(name):
            resolving.addCallback(_refuse_private, name)
        return resolving


def _refuse_private(address: str, name: str) -> str:
    if is_private_number(address):
        said = f"{name} resolves to {address}, which is not public: it is not asked"
        logger.warning(said)
        raise PrivateAddress(said)
    return address
