"""What must be so before a site is crawled: terms read, a contact, keys there."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.crawl_summary import CrawlSummary
from crawler.families.spider import MarketplaceSpider
from crawler.keyrings import keyring_of
from crawler.marketplace import Marketplace
from crawler.panel.frozen import PanelError
from crawler.panel.planning import plan_for, usual_panel
from crawler.panel.query import Panel, Plan
from crawler.rendering import lacks_browser
from crawler.secrets import SECRETS_FILE, SecretError
from crawler.store import Store
from crawler.store.write_queries import last_asked
from crawler.unit_facts import lacks_contact
from crawler.workspace import Workspace


def obstacle(workspace: Workspace, marketplace: Marketplace) -> str:
    """Say why *marketplace* may not be crawled yet, with the mend; "" when it may."""
    if marketplace.policy.terms_reviewed_on is None and not marketplace.on_loopback:
        terms = marketplace.policy.terms_url or marketplace.home
        return (
            f"nobody has recorded reading its terms of use ({terms}); read them, then: "
            f"citeswatch marketplace reviewed {marketplace.name}"
        )
    if not marketplace.on_loopback and (lack := lacks_contact(workspace)):
        return lack
    try:
        keyring_of(marketplace, workspace.folder / SECRETS_FILE)
    except SecretError as error:
        return str(error)
    return lacks_browser() if marketplace.render else ""


def keep_back(
    workspace: Workspace,
    spiders: dict[str, type[MarketplaceSpider]],
    panel: Panel | None,
    *,
    named: bool,
) -> list[CrawlSummary]:
    """Give the spiders their queries, and take out those that cannot be crawled.

    Gives a summary of each that was taken out, with the reason. One that only has no
    part in *panel* is told of when it was *named*.
    """
    kept_back = []
    for name, spider in list(spiders.items()):
        reason = obstacle(workspace, spider.marketplace)
        apart = False
        if not reason:
            reason, apart = _plan(workspace, spider, panel)
        if reason:
            del spiders[name]
            if named or not apart:
                kept_back.append(CrawlSummary(name, "failed", reason))
    return kept_back


def _plan(
    workspace: Workspace, spider: type[MarketplaceSpider], panel: Panel | None
) -> tuple[str, bool]:
    """Give *spider* its plan, or say why not and whether it only has no part in it."""
    marketplace = spider.marketplace
    chosen = panel or usual_panel(marketplace)
    if chosen != "catalogue" and marketplace.search is None:
        return "it has no [search] in its file, so there is no panel to ask", True
    if chosen == "catalogue" and not marketplace.has_catalogue:
        return "its file names no list of the site; crawl it with --panel sweep", True
    try:
        spider.plan = plan_of(workspace, marketplace, chosen)
    except PanelError as error:
        return str(error), chosen == "fixed"
    return "", False


def plan_of(
    workspace: Workspace, marketplace: Marketplace, panel: Panel
) -> Plan | None:
    """Give the queries of the next crawl of *marketplace*."""
    asked: Mapping[str, str] = {}
    if panel == "sweep" and workspace.database.exists():
        with Store.open(workspace.database, read_only=True) as store:
            asked = last_asked(store.conn, marketplace.name)
    return plan_for(workspace.folder, marketplace, panel, asked)
