"""A time stamp after a crawl, where the workspace names an authority."""

from __future__ import annotations

import logging

from crawler.workspace import Workspace

logger = logging.getLogger(__name__)


def stamp_after_crawl(workspace: Workspace) -> None:
    """Have the chain stamped; a failure is told in the log, and the crawl stands.

    The next crawl's stamp binds what this one left without.
    """
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
