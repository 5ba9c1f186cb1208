"""What two machines must have in common to crawl together."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from scrapy.settings import Settings

from crawler import __version__
from crawler.cluster.messages import Begun
from crawler.extensions.journal import read_with
from crawler.families.spider import MarketplaceSpider
from crawler.privacy.identities import identity_key
from crawler.secret_file import read_or_make_secret
from crawler.store.species_catalogue import version_of


def keys_of(settings: Settings) -> str:
    """Sum up the keys of sellers' names; the sum tells nothing of the keys.

    Raises:
        SecretFileError: a key cannot be read, or others can read it.
    """
    keys = [read_or_make_secret(Path(settings["CITESWATCH_SECRET_FILE"]))]
    if sealing := settings.get("CITESWATCH_IDENTITY_FILE"):
        keys.append(bytes(identity_key(Path(sealing).parent)))
    sums = [hmac.new(key, b"same keys", hashlib.sha256).hexdigest() for key in keys]
    return " ".join(one[:32] for one in sums)


def difference(
    begun: Begun, spider: type[MarketplaceSpider], settings: Settings
) -> str:
    """Say why this machine cannot take part in a crawl, with the mend; "": it can."""
    name = begun.facts.name
    if begun.version != __version__:
        return (
            f"{name}: the crawl is of citeswatch {begun.version}, here is "
            f"{__version__}; install the same version on every machine"
        )
    if begun.read_with != read_with(spider):
        return (
            f"{name}: marketplaces/{name}.toml differs from that of the machine which "
            "began the crawl; copy it from there"
        )
    if begun.species_list != version_of(Path(settings["CITESWATCH_SPECIES_LISTS"])):
        return (
            f"{name}: the species list differs from that of the machine which began "
            "the crawl; copy the folder species_lists of its workspace"
        )
    # A key that is missing is not made here: it would be another.
    has_key = Path(settings["CITESWATCH_SECRET_FILE"]).exists()
    if not has_key or begun.keys != keys_of(settings):
        return (
            f"{name}: seller.key differs from that of the machine which began the "
            "crawl; copy it from there (and identities.key, where it has one), or the "
            "same seller gets two pseudonyms"
        )
    if begun.clock and not spider.marketplace.on_loopback:
        return f"{name}: a crawl of a real marketplace is dated by the clock"
    return ""
