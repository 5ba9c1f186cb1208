"""`citeswatch notice`: what marketplaces were told, and what they answered."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import crawled_or_exit, opened, workspace_option
from crawler.cli.terminal_text import json_line, printable
from crawler.store.write_notices import ANSWERS, CHANNELS

if TYPE_CHECKING:
    from crawler.store.notice_queries import NoticeRow

_DAY = click.DateTime(["%Y-%m-%d"])
_login = click.option("--as", "login", default="", help="Your login [default: you].")
_note = click.option("--note", default="", help="Your words.")


@click.group()
def notice() -> None:
    """Keep the notices sent to marketplaces and what came of them.

    Citeswatch sends nothing by itself: write to the marketplace, then note it here.
    The report tells how soon offers go after a notice.

    Example: citeswatch notice add bazaar/12345 --channel form
    """


@notice.command()
@click.argument("listings", nargs=-1, required=True, metavar="LISTING...")
@click.option("--channel", type=click.Choice(CHANNELS), required=True)
@click.option("--on", "sent", type=_DAY, help="Day of sending [default: today, UTC].")
@_note
@_login
@workspace_option
def add(
    *,
    listings: tuple[str, ...],
    channel: str,
    sent: datetime | None,
    note: str,
    login: str,
    folder: Path | None,
) -> None:
    """Note that a marketplace was told of listings of its.

    LISTING is the number of a listing, its address, or MARKETPLACE/ITS-ID.

    Example: citeswatch notice add 1234 1240 --channel email --on 2026-11-24
    """
    from crawler.store.connection import transaction
    from crawler.store.listing_lookup import find_listing
    from crawler.store.write_notices import Notice, NoticeError, write_notice

    day = _past(sent)
    with opened(folder, NoticeError, read_only=False) as (_, store):
        found = [find_listing(store.conn, named) for named in listings]
        told = Notice(
            found[0].marketplace, [one.id for one in found], day, channel, note
        )
        with transaction(store.conn):
            number = write_notice(store.conn, told, login or getpass.getuser(), _now())
    click.echo(
        f"Notice {number} to {told.marketplace}: {len(set(told.listings))} listings."
    )
    click.echo(f"When it answers: citeswatch notice answer {number} --answer removed")


@notice.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--answer", type=click.Choice(ANSWERS), required=True, help="removed: all of it; partly; refused; asked: for more; acknowledged: no more than that.")  # fmt: skip
@click.option("--on", "answered", type=_DAY, help="Day of it [default: today, UTC].")
@_note
@_login
@workspace_option
def answer(
    *,
    number: int,
    answer: str,
    answered: datetime | None,
    note: str,
    login: str,
    folder: Path | None,
) -> None:
    """Note what a marketplace answered. A later answer replaces an earlier one.

    Example: citeswatch notice answer 3 --answer removed --on 2026-11-26
    """
    from crawler.store.connection import transaction
    from crawler.store.write_notices import NoticeError, write_answer

    day = _past(answered)
    with (
        opened(folder, NoticeError, read_only=False) as (_, store),
        transaction(store.conn),
    ):
        write_answer(
            store.conn,
            number,
            answer,
            day,
            note=note,
            login=login or getpass.getuser(),
            at=_now(),
        )
    click.echo(f"Notice {number}: {answer}, {day}.")


@notice.command("list")
@click.option("--marketplace", "names", multiple=True, help="Its short name.")
@click.option("--json", "form", flag_value="json", help="One JSON object a line, a listing each.")  # fmt: skip
@click.option("--csv", "form", flag_value="csv", help="For a spreadsheet.")
@workspace_option
def list_notices(
    *, names: tuple[str, ...], form: str | None, folder: Path | None
) -> None:
    """Show the notices, their answers, and whether crawls still see the listings.

    Example: citeswatch notice list --marketplace bazaar
    """
    from crawler.store.notice_queries import notices

    with opened(folder, read_only=True) as (_, store):
        crawled_or_exit(store, names)
        rows = notices(store.conn, names)
    if form == "json":
        for row in rows:
            click.echo(json_line(row._asdict()))
    elif form == "csv":
        click.echo(_as_csv(rows), nl=False)
    else:
        for line in _told(rows):
            click.echo(line)
        if not rows:
            click.echo("No notice is noted.")


def _told(rows: list[NoticeRow]) -> Iterator[str]:
    for _, group in groupby(rows, lambda row: row.notice):
        listings = list(group)
        first = listings[0]
        replied = (
            f"{first.answer}, {first.answered_on}" if first.answer else "not answered"
        )
        yield (
            f"{first.notice}  {first.marketplace}, sent {first.sent_on} "
            f"({first.channel}): {replied}"
        )
        for row in listings:
            seen = (
                f"still there on {row.last_seen_at[:10]}"
                if row.state == "active"
                else f"{row.state} since {row.state_since[:10]}"
            )
            title = printable(row.title) or "no title"
            yield f"    {row.listing}  {title}: {seen}"


def _as_csv(rows: list[NoticeRow]) -> bytes:
    from crawler.exports.spreadsheet import as_csv
    from crawler.store.notice_queries import NoticeRow

    strange = {"listing_id", "title", "note", "answer_note"}
    own = set(NoticeRow._fields) - strange
    return as_csv(list(NoticeRow._fields), [row._asdict() for row in rows], own=own)


def _past(given: datetime | None) -> date:
    today = datetime.now(UTC).date()
    day = given.date() if given else today
    if day > today:
        raise click.UsageError(f"{day} is yet to come")
    return day


def _now() -> str:
    from crawler.store.times import utc_text

    return utc_text(datetime.now(UTC))
