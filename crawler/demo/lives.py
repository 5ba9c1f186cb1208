"""How a listing lives from week to week: born, changed, away, closed, relisted."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from crawler.demo.calendar import WEEK, Calendar
from crawler.demo.catalogue import Planted, SiteFacts, goods, names_of, phrases
from crawler.demo.offer import Offer

OLDEST_AT_START = 45  # days: nothing stands longer when the demo begins
PLANTED_NUMBERS = 80_000  # above the numbers of ordinary goods
PLANTED_LOT_WEEKS = 26  # a planted lot closes only when its row says so
ORDER_OF_KEYS = "WLBX"


@dataclass(frozen=True)
class Stage:
    """Where lives are lived: a marketplace, its calendar, and the seed."""

    facts: SiteFacts
    calendar: Calendar
    seed: int

    def chance(self, *names: object) -> random.Random:
        """Give the dice of one life; the same names give the same throws."""
        return random.Random("/".join(map(str, (self.seed, self.facts.name, *names))))  # noqa: S311 (a game)

    def born_on(self, week: int, dice: random.Random) -> date:
        """Choose the day on which a listing first seen in *week* was posted."""
        last = self.calendar.day(week)
        if week == 0:
            return last - timedelta(days=dice.randrange(OLDEST_AT_START))
        days = max((last - self.calendar.day(week - 1)).days, 1)
        return last - timedelta(days=dice.randrange(days))


def ordinary_life(stage: Stage, slot: int, week: int) -> Offer | None:
    """Give what stands in *slot* of the marketplace in *week*, None if nothing.

    When the listing of a slot goes for good, another takes its place, so that
    the marketplace keeps its size.
    """
    life = _OrdinaryLife(stage, slot)
    for number in range(1, week + 1):
        life.live_on(number)
    return None if life.away else life.offer


class _OrdinaryLife:
    """The listings of one slot, one after the other."""

    offer: Offer

    def __init__(self, stage: Stage, slot: int) -> None:
        self.stage = stage
        self.slot = slot
        self.dice = stage.chance("slot", slot)
        self.generation = -1
        self.away = False
        self.closes: int | None = None
        self._begin(0)

    def live_on(self, week: int) -> None:
        """Go from the week before to *week*."""
        facts, throw = self.stage.facts, self.dice.randrange(1000)
        if self.away:
            self.away = False
        elif self.offer.ended:
            self._after_the_close(week)
        elif self.closes == week:
            self._close(week)
        elif throw < facts.vanish:
            self._begin(week)
        elif throw < facts.vanish + facts.pause:
            self.away = True
        elif throw < facts.vanish + facts.pause + facts.reprice:
            self.offer = replace(self.offer, price=self._another_price())
        elif throw < facts.vanish + facts.pause + facts.reprice + facts.retitle:
            self.offer = replace(self.offer, title=self._another_title())

    def _begin(self, week: int) -> None:
        facts, dice = self.stage.facts, self.dice
        number = self._next_number()
        (language,) = dice.choices([*facts.shares], [*facts.shares.values()])
        good = dice.choice(goods()[language])
        words = phrases()[language]
        self.stem = f"{good.text} {dice.choice(good.details)}"
        self.conditions = dice.sample(words.conditions, 2)
        said = " ".join(dice.sample(words.sentences, dice.choice((2, 3))))
        self.offer = Offer(
            number=number,
            language=language,
            category=good.category,
            title=f"{self.stem} - {self.conditions[0]}",
            description=f"{self.stem}. {said} {words.reference} {number}",
            price=rounded(dice.uniform(good.low, good.high) * facts.rate),
            seller=dice.choice(names_of("seller")[facts.name]),
            place=dice.choice(names_of("place")[facts.name]),
            posted=self.stage.born_on(week, dice),
        )
        self._set_close(week)

    def _set_close(self, week: int) -> None:
        if not self.stage.facts.life:
            return
        shortest, longest = self.stage.facts.life
        lot_weeks = self.dice.randint(1 if week == 0 else shortest, longest)
        self.closes = week + lot_weeks
        early = timedelta(days=self.dice.randrange(7))
        ends = self.stage.calendar.day(week) + WEEK * lot_weeks - early
        self.offer = replace(self.offer, ends=ends)

    def _close(self, week: int) -> None:
        assert self.offer.ends is not None  # noqa: S101
        ends = min(self.offer.ends, self.stage.calendar.day(week))
        self.offer = replace(self.offer, ended=True, ends=ends)

    def _after_the_close(self, week: int) -> None:
        if self.dice.randrange(100) >= self.stage.facts.relist:
            self._begin(week)
            return
        self.offer = replace(
            self.offer,
            number=self._next_number(),
            relists=self.offer.number,
            ended=False,
            posted=self.stage.born_on(week, self.dice),
        )
        self._set_close(week)

    def _next_number(self) -> int:
        self.generation += 1
        return self.stage.facts.first_number + self.slot * 100 + self.generation

    def _another_price(self) -> Decimal:
        # In an auction a changed price is a bid.
        rise = self.stage.facts.life or self.dice.random() < 0.3
        factor = Decimal("1.15") if rise else Decimal("0.85")
        return max(rounded(float(self.offer.price * factor)), Decimal("1.50"))

    def _another_title(self) -> str:
        self.conditions.reverse()
        return f"{self.stem} - {self.conditions[0]}"


def planted_life(stage: Stage, planted: Planted, week: int) -> Offer | None:
    """Give a planted offer as it stands in *week*, None if it does not."""
    gone = planted.last is not None and week > planted.last
    if week < planted.first or gone or week == planted.absent:
        return None
    facts, relisted = stage.facts, planted.relist is not None and week >= planted.relist
    # A copy on another marketplace keeps nothing of the first but its words.
    dice = stage.chance("planted", planted.key)
    number = planted_number(facts, planted)
    born = stage.born_on(planted.first, dice)
    offer = Offer(
        number=number,
        language=planted.language,
        category=planted.category,
        title=planted.title,
        description=planted.description,
        price=planted_price(facts, planted, week),
        seller=dice.choice(names_of("seller")[facts.name]),
        place=dice.choice(names_of("place")[facts.name]),
        posted=born,
        ends=born + WEEK * PLANTED_LOT_WEEKS if facts.life else None,
        key=planted.key,
        fault=planted.fault,
    )
    if relisted:
        return replace(offer, number=number + 1, relists=number)
    if planted.relist == week + 1:
        return replace(offer, ended=True, ends=stage.calendar.day(week))
    return offer


def planted_number(facts: SiteFacts, planted: Planted) -> int:
    """Give the marketplace's number of a planted offer, before any relisting."""
    rank = ORDER_OF_KEYS.index(planted.key[0]) * 100 + int(planted.key[1:])
    return facts.first_number + PLANTED_NUMBERS + rank * 10


def planted_price(facts: SiteFacts, planted: Planted, week: int) -> Decimal:
    """Give the price of a planted offer; it falls by a fifth when it is cut."""
    cut = planted.cut is not None and week >= planted.cut
    return rounded(planted.price * facts.rate * (0.8 if cut else 1.0))


def rounded(amount: float) -> Decimal:
    """Round as sellers do: to fives from a hundred on, to halves below ten."""
    step = 5 if amount >= 100 else 1 if amount >= 10 else 0.5
    return Decimal(str(max(round(amount / step) * step, 1))).quantize(Decimal("0.01"))
