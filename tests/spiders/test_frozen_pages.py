"""Every frozen page is still read as it was when a person looked at it.

A page is frozen with `citeswatch marketplace freeze NAME --into tests/spiders`; no
code is written for it.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.inspection.freeze import expected
from crawler.marketplace import (
    find_marketplaces,
    load_marketplace,
    marketplace_folder,
)
from crawler.spider_loader import load_spider

FOLDER = Path(__file__).parent
FROZEN = sorted(FOLDER.glob("*/*.expected.json"))


def frozen_page(facts: dict[str, Any], folder: Path) -> Response:
    headers = {"Content-Type": facts["content_type"]}
    body = (folder / facts["page"]).read_bytes()
    kind = responsetypes.from_args(headers=headers, url=facts["url"], body=body)
    request = Request(facts["url"], meta={"kind": facts["kind"], "depth": 0})
    return kind(facts["url"], body=body, headers=headers, request=request)


@pytest.mark.parametrize(
    "path", FROZEN, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_frozen_page_is_read_as_before(path: Path) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))
    toml = find_marketplaces(marketplace_folder(None))[path.parent.name]
    spider = load_spider(toml)()
    page = frozen_page(facts, path.parent)
    assert expected(list(spider.read_listings(page))) == facts["listings"]


def recorded() -> list[str]:
    files = find_marketplaces(marketplace_folder(None))
    facts = {name: load_marketplace(path) for name, path in files.items()}
    return [name for name, one in facts.items() if one.proof.how == "recorded_shape"]


@pytest.mark.parametrize("name", recorded())
def test_every_marketplace_that_was_recorded_has_a_frozen_page(name: str) -> None:
    assert list((FOLDER / name).glob("*.expected.json")), (
        f"freeze one with: citeswatch marketplace freeze {name} --into tests/spiders"
    )
