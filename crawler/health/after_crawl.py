"""What is done after crawls: judged, alarms raised, messages sent, offers linked."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.health.channels import FAULTS, channels_of, send
from crawler.health.judge import News, judge_crawls
from crawler.identity.kept_pictures import note_kept_pictures
from crawler.identity.linking import link_listings
from crawler.secret_file import read_or_make_secret
from crawler.store import Store, alarms
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.times import utc_text
from crawler.workspace import Workspace

MOST_LINKED = 5_000
"""Listings compared after one crawl; a first time with more goes on after the next."""


def after_crawl(workspace: Workspace) -> list[News]:
    """Judge what was crawled, tell of it, link what is the same; give the news.

    A message that cannot be sent waits for the next time; `citeswatch status`
    says so.

    Raises:
        StoreError: the database cannot be used.
        SecretFileError: the workspace's key cannot be used.
    """
    with Store.open(workspace.database) as store:
        news = judge_crawls(store, channels_of(workspace.settings.alarms))
        send_waiting(workspace, store)
        key = read_or_make_secret(workspace.folder / "seller.key")
        note_kept_pictures(workspace, store, MOST_LINKED)
        link_listings(store, key, MOST_LINKED)
    return news


def send_waiting(workspace: Workspace, store: Store) -> None:
    """Send every message that waits, each noted by itself."""
    for message in alarms.unsent_messages(store.conn):
        fault = ""
        try:
            send(workspace, message)
        except FAULTS as error:
            fault = f"{type(error).__name__}: {error}"
        with explaining(store.path), transaction(store.conn):
            if fault:
                alarms.note_unsent(store.conn, message.id, fault)
            else:
                now = utc_text(datetime.now(UTC))
                alarms.note_sent(store.conn, message.id, now)
