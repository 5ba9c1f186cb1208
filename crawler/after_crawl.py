"""What follows a crawl: the chain is stamped, and partners are told.

What cannot be done is told in the log, and done after the next crawl; the crawl stands.
"""

from __future__ import annotations

import logging

from crawler.workspace import Workspace

logger = logging.getLogger(__name__)


def stamp_chain(workspace: Workspace) -> None:
    """Have the chain of evidence stamped, where the workspace names an authority."""
    if not workspace.settings.evidence.timestamp_authority:
        return
    from crawler.evidence.chain import EvidenceError
    from crawler.evidence.stamps import read_authority, stamp_head
    from crawler.store import Store, StoreError

    try:
        authority = read_authority(workspace.settings.evidence, workspace.folder)
        with Store.open(workspace.database) as store:
            if authority is not None:
                stamp_head(store, authority)
    except (EvidenceError, StoreError, OSError) as error:
        logger.error("no time stamp: %s", error)


def tell_partners(workspace: Workspace) -> None:
    """Send what was newly flagged to the contacts that have a webhook."""
    if not (workspace.folder / "contacts.toml").exists():
        return
    from crawler.secret_file import SecretFileError
    from crawler.sharing.alerts import deliver, queue_alerts
    from crawler.sharing.contacts import ContactError
    from crawler.store import Store, StoreError

    try:
        with Store.open(workspace.database) as store:
            queue_alerts(workspace, store)
            deliver(workspace, store)
    except (ContactError, SecretFileError, StoreError, OSError) as error:
        logger.error("partners are not told: %s", error)
