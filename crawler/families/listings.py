"""From the fields found in a page to a `Listing`."""

from __future__ import annotations

from crawler.families.listing_ids import join, listing_id, without_tracking
from crawler.families.page import Found, Offer, PageFault
from crawler.items import Listing
from crawler.marketplace import Marketplace

MOST_IMAGES = 40
NOTHING = Found("", "")
# [select] name -> attribute of Listing
TEXTS = {
    "title": "title",
    "description": "description",
    "price": "price_text",
    "currency": "currency_text",
    "date": "date_text",
    "ends": "ends_text",
    "place": "place_text",
    "shipping": "shipping_text",
    "seller": "seller_text",
    "category": "category_text",
    "availability": "availability_text",
}


def make_listing(
    marketplace: Marketplace, page_url: str, offer: Offer, *, mend: str
) -> Listing:
    """Make a listing of *offer*, found on the page *page_url*.

    *mend* says what the operator can do when the title is missing.

    Raises:
        PageFault: the offer has no title, without which it is no offer.
    """
    fields = offer.fields
    if not fields.get("title", NOTHING).text.strip():
        raise PageFault("no_title", page_url, "no title was found", mend)
    url = _address(fields.get("url", NOTHING).text, page_url)
    listing = Listing(
        marketplace=marketplace.name,
        listing_id=listing_id(
            marketplace,
            url,
            fields.get("listing_id", NOTHING).text,
            fields.get("stated_id", NOTHING).text,
        ),
        url=url,
        title="",
        language=marketplace.languages[0] if len(marketplace.languages) == 1 else "",
        image_urls=_images(offer.images, page_url),
    )
    for name, found in fields.items():
        attribute = TEXTS.get(name)
        if attribute and found.text:
            setattr(listing, attribute, found.text)
            listing.provenance[name] = found.where
    if listing.image_urls:
        listing.provenance["images"] = fields.get("images", NOTHING).where
    return listing


def _address(found: str, page_url: str) -> str:
    # Never store javascript: or data: as the place of a listing.
    url = join(page_url, found) if found else ""
    return without_tracking(url or page_url)


def _images(urls: tuple[str, ...], page_url: str) -> list[str]:
    joined = (join(page_url, url) for url in urls[:MOST_IMAGES])
    return list(dict.fromkeys(url for url in joined if url))
