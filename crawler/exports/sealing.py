"""An export for one contact: only what it takes, readable by it alone, and noted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.exports.package import Package
from crawler.sharing.contacts import Contact
from crawler.sharing.encryption import EncryptionError, encrypt_for
from crawler.store import Store
from crawler.store.write_audit import write_audit
from crawler.store.write_exports import ExportedFile, record_export
from crawler.store.write_handovers import Handover, record_handover

SEALED = ".age"


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom an export is made, by whom, and whether with sellers' names."""

    contact: Contact
    made_by: str
    with_sellers: bool = False


def for_recipient(package: Package, recipient: Recipient) -> tuple[Package, list[str]]:
    """Leave out what the contact does not take; tell how much that was.

    Raises:
        EncryptionError: the contact has no key.
    """
    contact = recipient.contact
    if not contact.age:
        raise EncryptionError(
            f"the contact {contact.id!r} has no key; ask it for its age public key and "
            'write it into contacts.toml: age = "age1…"'
        )
    taken = [record for record in package.records if contact.takes(record)]
    left = len(package.records) - len(taken)
    told = [f"{left} offers are left out: {contact.name} does not take them"]
    filters = {**package.filters, "contact": contact.id}
    return replace(package, records=taken, filters=filters), told if left else []


class Noting:
    """Encrypts the files of an export where it has a recipient, and notes them."""

    def __init__(
        self, store: Store, package: Package, recipient: Recipient | None
    ) -> None:
        self.store = store
        self.package = package
        self.recipient = recipient
        self._plain: dict[str, str] = {}

    def seal(self, path: Path, draft: Path) -> None:
        """Put the encrypted file in the place of *draft*, which will be *path*.

        Raises:
            EncryptionError: the contact's key is none.
        """
        if self.recipient is None:
            return
        with draft.open("rb") as file:
            self._plain[str(path)] = hashlib.file_digest(file, "sha256").hexdigest()
        sealed = draft.with_name(f"{draft.name}.sealed")
        encrypt_for(draft, sealed, self.recipient.contact.age)
        sealed.replace(draft)

    def note(self, file: ExportedFile) -> None:
        """Note, in the caller's transaction, what was made, for whom, by whom."""
        conn, package = self.store.conn, self.package
        export = record_export(conn, package.made_at, package.filters, file)
        if self.recipient is None:
            return
        contact, made_by = self.recipient.contact, self.recipient.made_by
        handover = Handover(
            export=export,
            contact=contact.id,
            contact_name=contact.name,
            key=contact.age,
            made_at=package.made_at,
            made_by=made_by,
            plain_sha256=self._plain[file.path],
        )
        subject = f"handover {record_handover(conn, handover)}"
        told = {"contact": contact.id, "sha256": file.sha256, "offers": file.rows}
        write_audit(
            conn, made_by, "export handed over", subject, told, at=package.made_at
        )
