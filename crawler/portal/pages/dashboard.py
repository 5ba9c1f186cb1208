"""The front page: what is new, what waits, how the marketplaces do, trend and map."""

from __future__ import annotations

import time
from typing import Any

from starlette.responses import Response

from crawler.portal.alerts import new_in
from crawler.portal.asking import subjects
from crawler.portal.charts import across_borders, by_country, darkened
from crawler.portal.desk.searches import searches_of
from crawler.portal.guard import IMAGE_POLICY
from crawler.portal.notices import URGENCIES
from crawler.portal.visit import NotFoundError, Portal, Visit
from crawler.store.queue_queries import queue_lengths

RATES_SHOWN = 26
ALERT_SECONDS = 60


def show(visit: Visit) -> Response:
    """Show the front page."""
    quick = visit.portal.snapshots.quick()
    with visit.portal.databases.reading() as conn:
        queue = queue_lengths(conn)
        markets = subjects.marketplaces(conn)
        alarms = subjects.open_alarms(conn)
    with visit.portal.desk.reading() as conn:
        saved = searches_of(conn, visit.user.login)
    return visit.page(
        "dashboard.html",
        quick=quick,
        queue=[(URGENCIES[number], queue.get(number, 0)) for number in range(4)],
        markets=markets,
        alarms=alarms,
        ailing=[market for market in markets if not market["complete"]],
        saved=[(one, _new_in(visit.portal, one.query, one.looked_at)) for one in saved],
        **_charts(visit),
    )


def charts(visit: Visit) -> Response:
    """Show the charts alone, for a page that waits for them."""
    return visit.page(
        "_charts.html", quick=visit.portal.snapshots.quick(), **_charts(visit)
    )


def picture(visit: Visit) -> Response:
    """Give a chart as SVG."""
    drawn = visit.portal.snapshots.charts()
    name, dash, scheme = str(visit.request.path_params["name"]).partition("-")
    charts = {"trend": drawn.trend, "map": drawn.map} if drawn else {}
    found = charts.get(name, {}).get(visit.language)
    if not found or (dash and scheme != "dark"):
        raise NotFoundError
    if scheme == "dark":
        found = darkened(found)
    headers = {"content-security-policy": IMAGE_POLICY}
    return Response(found, media_type="image/svg+xml", headers=headers)


def _charts(visit: Visit) -> dict[str, Any]:
    quick = visit.portal.snapshots.quick()
    return {
        "charts": visit.portal.snapshots.charts(),
        "rates_shown": RATES_SHOWN,
        "by_country": by_country(quick.places),
        "routes": across_borders(quick.places),
    }


def _new_in(portal: Portal, query: str, looked_at: str) -> int:
    """Count what is new in a kept search, anew every minute."""

    def count() -> int:
        with portal.databases.reading() as conn:
            return new_in(conn, query, looked_at)

    minute = int(time.time() / ALERT_SECONDS)
    return portal.shared.get(("new", query, looked_at, minute), count)
