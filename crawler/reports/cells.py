"""How the cells of the report's tables are written for a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, log10
from typing import Any
from unicodedata import category

from crawler.translation.words import Words

Row = Mapping[str, Any]
DASH = "–"


@dataclass(frozen=True)
class Reader:
    """Whom the cells are written for: the language, and the marketplaces' titles."""

    words: Words
    titles: Mapping[str, str]


Cell = Callable[[Row, Reader], str]


def number(value: float | None, words: Words, places: int = 1) -> str:
    """Write a count with thousands apart, a rate to *places*, none as a dash."""
    if value is None:
        return DASH
    return words.number(value, places if isinstance(value, float) else None)


def price(row: Row, no_price: str = "no price") -> str:
    """Write a price as published, with its currency if the text names none."""
    text = str(row["price_text"])
    bare = not any(sign.isalpha() or category(sign) == "Sc" for sign in text)
    return f"{text} {row['currency']}".strip() if text and bare else text or no_price


def published_price(row: Row, reader: Reader) -> str:
    """Write a price as published, or that there is none."""
    return price(row, reader.words.say("no price"))


def verbatim(name: str) -> Cell:
    """Show what the table says; nothing is a dash."""
    return lambda row, _: DASH if row[name] is None else str(row[name])


def term(name: str) -> Cell:
    """Show a word of `crawler.reports.terms` in the reader's language."""
    return lambda row, reader: (
        DASH
        if row[name] is None
        else reader.words.term(str(row[name]).replace("_", " "))
    )


def count(name: str) -> Cell:
    """Show a count, or a figure with one decimal."""
    return lambda row, reader: number(row[name], reader.words)


def money(name: str) -> Cell:
    """Show an amount with two decimals."""
    return lambda row, reader: number(row[name], reader.words, 2)


def day(name: str) -> Cell:
    """Show the day of a UTC time."""
    return lambda row, reader: reader.words.day(row[name]) if row[name] else DASH


def place(name: str) -> Cell:
    """Show a country by its name, or a word that stands in its place."""

    def text(row: Row, reader: Reader) -> str:
        code = str(row[name])
        return reader.words.country(code) if code.isupper() else reader.words.term(code)

    return text


def share(name: str) -> Cell:
    """Show a share as a percentage."""
    return lambda row, reader: (
        DASH if row[name] is None else reader.words.percent(row[name])
    )


def recorded(name: str, written: Cell | None = None) -> Cell:
    """Show a fact of a marketplace, or that none is recorded."""
    written = written or verbatim(name)
    return lambda row, reader: (
        written(row, reader) if row[name] else reader.words.say("none recorded")
    )


def market(row: Row, reader: Reader) -> str:
    """Show a marketplace by its title."""
    return reader.titles.get(row["marketplace"]) or str(row["marketplace"])


def interval(name: str, stem: str) -> Cell:
    """Show a rate with its interval."""

    def text(row: Row, reader: Reader) -> str:
        if row[name] is None:
            return DASH
        rate, low, high = (
            number(row[one], reader.words)
            for one in (name, f"{stem}_low", f"{stem}_high")
        )
        return f"{rate} ({low}–{high})"

    return text


def estimate_with(value: str, low: str, high: str, words: Words) -> str:
    """Write an estimate with the bounds of its interval."""
    return words.say("%(value)s (%(low)s to %(high)s)", value=value, low=low, high=high)


def some_of(some: int, every: int, words: Words) -> str:
    """Write how many of how many."""
    return words.say("%(some)s of %(all)s", some=some, all=every)


def change(row: Row, reader: Reader) -> str:
    """Show the yearly change with its interval."""
    if row["change_a_year"] is None:
        return DASH
    value, low, high = (
        reader.words.percent(row[name], signed=True)
        for name in ("change_a_year", "change_low", "change_high")
    )
    return estimate_with(value, low, high, reader.words)


def kendall(row: Row, reader: Reader) -> str:
    """Show the Mann-Kendall check."""
    if row["kendall_tau"] is None:
        return DASH
    tau = reader.words.number(row["kendall_tau"], 2)
    return f"τ {tau}, p {reader.words.number(row['kendall_p'], 3)}"


def share_between(*names: str) -> Cell:
    """Show a share with its interval; *names* are its columns and those of the bounds."""

    def text(row: Row, reader: Reader) -> str:
        if row[names[0]] is None:
            return DASH
        value, low, high = (reader.words.percent(row[name]) for name in names)
        return estimate_with(value, low, high, reader.words)

    return text


went = share_between("went_in_30_days", "went_low", "went_high")


def median_days(row: Row, reader: Reader) -> str:
    """Show the median life span, of whose bounds either may not be known."""
    words = reader.words
    if row["median_days"] is None:
        return words.say("not reached")
    value, low, high = (
        number(row[name], words)
        for name in ("median_days", "median_low", "median_high")
    )
    return estimate_with(value, low, high, words)


def estimate(row: Row, reader: Reader) -> str:
    """Show an estimate of what was missed: a share to three decimals, or a count."""
    values = [row["estimate"], row["estimate_low"], row["estimate_high"]]
    if values[0] is None:
        return DASH
    places = 0 if values[2] > 1 else 3
    value, low, high = (number(float(one), reader.words, places) for one in values)
    return estimate_with(value, low, high, reader.words)


def both(name: str) -> Cell:
    """Show a count and in brackets the flagged ones in it."""
    return lambda row, reader: (
        f"{number(row[name], reader.words)} "
        f"({number(row[f'flagged_{name}'], reader.words)})"
    )


def weeks_complete(row: Row, reader: Reader) -> str:
    """Show how many of the watched weeks were crawled to the end."""
    complete, missed = row["weeks_complete"], row["weeks_not_counted"]
    return some_of(complete, complete + missed, reader.words)


def markets_complete(row: Row, reader: Reader) -> str:
    """Show how many of the watched marketplaces were crawled to the end."""
    complete, watched = row["marketplaces_complete"], row["marketplaces_watched"]
    return some_of(complete, watched, reader.words)


def extent_value(row: Row, reader: Reader) -> str:
    """Show a value of the extent by what it is a value of."""
    value, words = str(row["value"]), reader.words
    if row["dimension"] == "marketplace":
        return reader.titles.get(value) or value
    if row["dimension"] == "country" and value.isupper():
        return words.country(value)
    if row["dimension"] == "language" and value != "not told":
        return words.language_name(value)
    return value if row["dimension"] == "taxon" else words.term(value)


def share_of(count: str, share: str) -> Cell:
    """Show a count and in brackets the share that it is."""

    def text(row: Row, reader: Reader) -> str:
        if row[share] is None:
            return number(row[count], reader.words)
        told = reader.words.percent(row[share])
        return f"{number(row[count], reader.words)} ({told})"

    return text


def share_difference(row: Row, reader: Reader) -> str:
    """Show by how much a share changed, with its interval."""
    if row["difference"] is None:
        return DASH
    value, low, high = (
        reader.words.percent(row[name], signed=True)
        for name in ("difference", "difference_low", "difference_high")
    )
    return estimate_with(value, low, high, reader.words)


def probability(name: str) -> Cell:
    """Show a p value with three decimals."""

    def text(row: Row, reader: Reader) -> str:
        if row[name] is None:
            return DASH
        if row[name] < 0.001:
            return f"< {reader.words.number(0.001, 3)}"
        return reader.words.number(row[name], 3)

    return text


def route(row: Row, reader: Reader) -> str:
    """Show a value of the extent, or both ends of a route by name."""
    if row["dimension"] != "route":
        return extent_value(row, reader)
    ends = str(row["value"]).split("→")
    return " → ".join(
        reader.words.country(end) if end.isupper() else reader.words.term(end)
        for end in ends
    )


def worth(name: str) -> Cell:
    """Show an amount with its currency."""
    return lambda row, reader: (
        DASH
        if row[name] is None
        else f"{number(row[name], reader.words, 2)}\u00a0{row['currency']}"
    )


def days(row: Row, reader: Reader) -> str:
    """Show the first and the last day of the rates that were used."""
    first, last = row["first_rate_on"], row["last_rate_on"]
    if not first:
        return DASH
    if first == last:
        return reader.words.day(first)
    return f"{reader.words.day(first)} – {reader.words.day(last)}"


def rate_range(row: Row, reader: Reader) -> str:
    """Show the lowest and the highest rate."""
    low, high = row["lowest_rate"], row["highest_rate"]
    if low is None:
        return DASH
    places = max(2, 2 - floor(log10(low)))
    texts = [reader.words.number(one, places) for one in (low, high)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]}–{texts[1]}"


def said(name: str) -> Cell:
    """Show a text that was marked for translation."""
    return lambda row, reader: reader.words.term(str(row[name])) or DASH


def market_or_all(row: Row, reader: Reader) -> str:
    """Show a marketplace by its title, or that it is all of them."""
    all_of_them = row["marketplace"] == "all"
    return reader.words.term("all") if all_of_them else market(row, reader)


def out_of(some: str, every: str) -> Cell:
    """Show how many of how many."""
    return lambda row, reader: some_of(row[some], row[every], reader.words)


def times_as_fast(row: Row, reader: Reader) -> str:
    """Show a hazard ratio with its interval."""
    if row["times_as_fast"] is None:
        return DASH
    value, low, high = (
        number(row[name], reader.words, 2)
        for name in ("times_as_fast", "times_low", "times_high")
    )
    return estimate_with(value, low, high, reader.words)


def market_and_country(row: Row, reader: Reader) -> str:
    """Show a marketplace by its title, with the country of its offers."""
    title = market(row, reader)
    return f"{title} ({place('country')(row, reader)})" if row["country"] else title


def rules(row: Row, reader: Reader) -> str:
    """Show the address of a marketplace's rules, and from when those kept hold."""
    address = recorded("wildlife_policy_url")(row, reader)
    if not row["rules_since"]:
        return address
    return reader.words.say(
        "%(address)s, as of %(day)s",
        address=address,
        day=day("rules_since")(row, reader),
    )
