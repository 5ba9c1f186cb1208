"""The demo marketplaces of one week, asked without a server."""

from datetime import date

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.demo.sites import MAKES
from crawler.demo.world import World

WORLD = World(Calendar.ending(date(2026, 11, 24), 3))
SITES = sorted(sites())
WEEK = 1


def site_of(name, week=WEEK):
    facts = sites()[name]
    return MAKES[name](
        facts, WORLD.offers(name, week), f"http://127.0.0.1:{facts.port}"
    )


SHOWN = {name: site_of(name) for name in SITES}


def get(name, path, **query):
    page = SHOWN[name].page(path, query)
    assert page.status == 200, path
    return page.body.decode()


def offer_of(name, key):
    (offer,) = [offer for offer in SHOWN[name].offers if offer.key == key]
    return offer


def sound(name):
    return [offer for offer in SHOWN[name].offers if not offer.fault]
