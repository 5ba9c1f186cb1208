"""From schema.org nodes to offers: which nodes are goods, where each field stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.families.listing_ids import without_tracking
from crawler.families.page import Found, Offer
from crawler.families.schema_values import (
    Node,
    as_list,
    as_nodes,
    as_text,
    first_text,
    image_urls,
    last_part,
    place_of,
    types_of,
)

# https://schema.org/Product and its subtypes, and what classifieds use beside it.
GOODS = {"Product", "ProductGroup", "ProductModel", "IndividualProduct"}
GOODS |= {"SomeProducts", "Vehicle", "Book", "VisualArtwork", "DietarySupplement"}
OFFERS = {"Offer", "AggregateOffer", "OfferForPurchase", "OfferForLease"}
NOT_GOODS = {"Event", "JobPosting", "Course", "LocalBusiness", "Organization"}
NOT_GOODS |= {"Person", "Service", "Accommodation", "SoftwareApplication"}
# Properties in which a page nests the thing that it is about.
INSIDE = ("mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasVariant")
DEEPEST = 8
COUNTRY = "addressCountry"
MOST_NODES = 2000


def offers_in(nodes: list[Node], syntax: str) -> list[Offer]:
    """Give the offers among *nodes*, in the page's order; *syntax* names the source.

    Those with a title come first.
    """
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    breadcrumb = _breadcrumb(nodes)
    offers = []
    for node in _walk(nodes):
        if _is_goods(node):
            offers.append(_of_product(node, by_id, syntax, breadcrumb))
        elif types_of(node) & OFFERS:
            offers.append(_of_offer(node, by_id, syntax, breadcrumb))
    return sorted(offers, key=lambda offer: "title" not in offer.fields)


def main_offer(offers: list[Offer], page_url: str) -> Offer:
    """Give the offer that the page is about: others are what it recommends."""
    wanted = without_tracking(page_url).rstrip("/")
    for offer in offers:
        url = offer.fields.get("url")
        if url and without_tracking(url.text).rstrip("/") == wanted:
            return offer
    return offers[0]


def linked_items(nodes: list[Node]) -> list[str]:
    """Give the addresses of an ItemList that only links to its items."""
    return [
        url
        for node in _walk(nodes)
        if "ListItem" in types_of(node)
        for url in as_list(node.get("url") or node.get("item"))
        if isinstance(url, str)
    ]


def _walk(nodes: list[Any], depth: int = 0) -> Iterator[Node]:
    for node in as_nodes(nodes)[:MOST_NODES]:
        yield node
        if depth < DEEPEST and not _is_goods(node) and not types_of(node) & OFFERS:
            for name in INSIDE:
                if name in node and "BreadcrumbList" not in types_of(node):
                    yield from _walk(as_list(node[name]), depth + 1)


def _is_goods(node: Node) -> bool:
    types = types_of(node)
    if types & GOODS:
        return True
    return "offers" in node and "name" in node and not types & (NOT_GOODS | OFFERS)


def _of_offer(
    node: Node, by_id: dict[str, Node], syntax: str, breadcrumb: str
) -> Offer:
    """Read an Offer that stands alone; the thing offered is in `itemOffered`."""
    thing = next(iter(_resolve(node.get("itemOffered"), by_id)), {})
    whole = {**node, **{key: value for key, value in thing.items() if value}}
    whole["offers"] = node
    return _of_product(whole, by_id, syntax, breadcrumb)


def _of_product(
    node: Node, by_id: dict[str, Node], syntax: str, breadcrumb: str
) -> Offer:
    fields: dict[str, Found] = {}

    def take(field: str, text: str, where: str) -> None:
        if text and field not in fields:
            fields[field] = Found(text, f"{syntax}: {where}")

    for field, names in _OF_PRODUCT.items():
        take(field, *first_text(node, names))
    if isinstance(node.get("url"), str):
        take("url", node["url"], "url")
    for offer in _resolve(node.get("offers"), by_id)[:1]:
        _read_offer(offer, take)
    for name in ("contentLocation", "location", "availableAtOrFrom", "areaServed"):
        take("place", *_place(node.get(name), name))
    take("category", breadcrumb, "BreadcrumbList")
    images = tuple(image_urls(node.get("image")))
    if images:
        fields["images"] = Found("", f"{syntax}: image")
    return Offer(fields, images)


_OF_PRODUCT = {
    "title": ("name", "headline"),
    "description": ("description", "articleBody"),
    "stated_id": ("productID", "sku", "identifier", "serialNumber"),
    "date": ("datePosted", "datePublished", "dateCreated", "releaseDate"),
    "seller": ("seller", "offeredBy"),
    "category": ("category",),
}


def _read_offer(offer: Node, take: Any) -> None:
    _read_price(offer, take)
    url = as_text(offer.get("url"))
    take("url", url, "offers.url")
    availability = as_text(offer.get("availability"))
    take("availability", last_part(availability), "offers.availability")
    for field, names in _OF_OFFER.items():
        text, name = first_text(offer, names)
        take(field, text, f"offers.{name}")
    for name in ("availableAtOrFrom", "areaServed", "eligibleRegion"):
        take("place", *_place(offer.get(name), f"offers.{name}"))
    for seller in as_nodes(offer.get("seller") or offer.get("offeredBy")):
        take("place", *_place(seller.get("address"), "offers.seller.address"))
    take("shipping", _shipping(offer), "offers.shippingDetails")
    for nested in as_nodes(offer.get("offers"))[:1]:
        _read_offer(nested, take)


_OF_OFFER = {
    "stated_id": ("sku", "identifier", "serialNumber"),
    "date": ("validFrom", "availabilityStarts", "datePosted"),
    # Not priceValidUntil: many shops leave it in the past, and the offer stands.
    "ends": ("availabilityEnds", "validThrough"),
    "seller": ("seller", "offeredBy"),
    "category": ("category",),
}


def _read_price(offer: Node, take: Any) -> None:
    places = [(offer, "offers")]
    places += [
        (one, "offers.priceSpecification")
        for one in sorted(as_nodes(offer.get("priceSpecification")), key=_crossed_out)
    ]
    for node, where in places:
        price, name = first_text(node, ("price", "lowPrice", "minPrice"))
        if price:
            take("price", price, f"{where}.{name}")
            currency = as_text(node.get("priceCurrency") or offer.get("priceCurrency"))
            take("currency", currency, f"{where}.priceCurrency")
            return


def _crossed_out(specification: Node) -> bool:
    # https://schema.org/PriceTypeEnumeration: these are not what is asked today.
    kind = last_part(as_text(specification.get("priceType")))
    return kind in {"ListPrice", "StrikethroughPrice", "MSRP", "SRP", "RegularPrice"}


def _shipping(offer: Node) -> str:
    said = []
    for details in as_nodes(offer.get("shippingDetails")):
        to = place_of(details.get("shippingDestination")).text
        rate = as_nodes(details.get("shippingRate"))
        cost = " ".join(
            as_text(one.get(k)) for one in rate for k in ("value", "currency")
        )
        said.append(" ".join(part for part in (to, cost.strip()) if part))
    methods = [
        last_part(as_text(one)) for one in as_list(offer.get("availableDeliveryMethod"))
    ]
    return "; ".join(part for part in [*said, *methods] if part)


def _place(value: Any, where: str) -> tuple[str, str]:
    place = place_of(value)
    # What is known to be a country need not be told from a state later.
    return place.text, f"{where}.{COUNTRY}" if place.ends_in_country else where


def _breadcrumb(nodes: list[Node]) -> str:
    for node in nodes:
        lists = [node, *as_nodes(node.get("breadcrumb"))]
        for one in lists:
            if "BreadcrumbList" in types_of(one):
                steps = as_nodes(one.get("itemListElement"))
                names = [as_text([s.get("name"), s.get("item")]) for s in steps]
                return " > ".join(name for name in names if name)
    return ""


def _resolve(value: Any, by_id: dict[str, Node]) -> list[Node]:
    """Give the nodes in *value*; a bare `@id` stands for the node that has it."""
    nodes = []
    for one in as_list(value):
        known = one
        if isinstance(one, str):
            known = by_id.get(one)
        elif isinstance(one, dict) and set(one) == {"@id"}:
            known = by_id.get(str(one["@id"]))
        if isinstance(known, dict):
            nodes.append(known)
    return nodes
