"""Telling partners at once of what was newly flagged: signed messages by webhook.

A message is queued in the transaction that notes how far the contact was told, and
stays in the outbox until the contact's server says that it has it. So nothing is lost
when that server is down; a message may come twice, and bears a key to tell it by.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler import __version__
from crawler.exports.formats import bearing_match
from crawler.exports.offers import Record, records_of
from crawler.exports.package import NOTICE
from crawler.sharing.contacts import Contact, read_contacts
from crawler.sharing.signing import public_text, sign, signing_key
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.outbox import (
    Message,
    newly_flagged,
    note_attempt,
    queue_message,
    set_mark,
    waiting,
)
from crawler.store.times import utc_text
from crawler.workspace import Workspace

SCHEMA = "citeswatch-alert-1"
MOST_OFFERS = 50
SECONDS = 20
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


def queue_alerts(workspace: Workspace, store: Store) -> int:
    """Queue what each contact with a webhook is to be told; give the messages' number.

    Raises:
        ContactError: the contacts' file is wrong.
        StoreError: nothing was queued for a contact, nor its mark moved.
    """
    queued = 0
    for contact in read_contacts(workspace.folder).values():
        if contact.webhook:
            with explaining(store.path), transaction(store.conn):
                queued += _queue(workspace, store, contact)
    return queued


def deliver(
    workspace: Workspace,
    store: Store,
    *,
    now: datetime | None = None,
    all_: bool = False,
) -> tuple[int, int]:
    """Send what is due, or with *all_* whatever waits; give delivered and failed.

    Raises:
        ContactError: the contacts' file is wrong.
        SecretFileError: there is no key to sign with.
    """
    moment = now or datetime.now(UTC)
    contacts = read_contacts(workspace.folder)
    key = signing_key(workspace.folder)
    signed_by = public_text(key)
    delivered = failed = 0
    for message in waiting(store.conn, "" if all_ else utc_text(moment)):
        contact = contacts.get(message.contact)
        url = contact.webhook if contact else ""
        signature = sign(key, message.body.encode())
        fault = (
            _post(url, message, signature, signed_by) if url else "no webhook is set"
        )
        delivered, failed = delivered + (not fault), failed + bool(fault)
        with explaining(store.path), transaction(store.conn):
            note_attempt(
                store.conn,
                message.id,
                delivered_at="" if fault else utc_text(moment),
                next_at=utc_text(moment + _pause(message.attempts)),
                answer=fault or "accepted",
            )
    return delivered, failed


def _queue(workspace: Workspace, store: Store, contact: Contact) -> int:
    versions, mark = newly_flagged(store.conn, contact.id, contact.appendices)
    records = [one for one in records_of(store, versions) if contact.takes(one)]
    at = utc_text(datetime.now(UTC))
    batches = range(0, len(records), MOST_OFFERS)
    for begin in batches:
        key = str(uuid.uuid4())
        told = {
            "schema": SCHEMA,
            "id": key,
            "made_at": at,
            "unit": workspace.settings.unit,
            "software_version": __version__,
            "notice": NOTICE,
            "offers": [_told(one) for one in records[begin : begin + MOST_OFFERS]],
        }
        body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()
        queue_message(store.conn, key, contact.id, at, body)
    set_mark(store.conn, contact.id, mark)
    return len(batches)


def _told(record: Record) -> dict[str, Any]:
    names = (
        *("title", "taxon", "appendix", "offer", "listing_id", "url", "price"),
        *("place_text", "country", "first_seen_at", "content_sha256"),
    )
    return {
        **{name: record[name] for name in names},
        "marketplace": record["marketplace"]["name"],
        "reason": bearing_match(record).get("reason", ""),
    }


def _pause(attempts: int) -> timedelta:
    longer: timedelta = FIRST_PAUSE * 2 ** min(attempts, 12)
    return min(longer, LONGEST_PAUSE)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message is for the address that the contact gave, and for no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, message: Message, signature: str, signed_by: str) -> str:
    """Send a message; give what went wrong, "" when the server has it."""
    request = urllib.request.Request(  # noqa: S310 (checked when the file is read)
        url,
        message.body.encode(),
        {
            "Content-Type": "application/json",
            "User-Agent": f"citeswatch/{__version__}",
            "Idempotency-Key": message.idempotency_key,
            "Citeswatch-Key": signed_by,
            "Citeswatch-Signature": f"ed25519={signature}",
        },
    )
    try:
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(request, timeout=SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return f"answered {error.code}"
    except OSError as error:
        return f"not reached: {error}"
