"""Every format of an export, and what writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawler.exports.package import Package
from crawler.store import Store
from crawler.workspace import Workspace

Writer = Callable[[Package, Store, Workspace, Path], list[str]]
"""Writes a package to a path; gives what could not be put into it."""


def _csv(package: Package, store: Store, workspace: Workspace, path: Path) -> list[str]:
    from crawler.exports.formats import offers_csv

    path.write_bytes(offers_csv(package.records))
    return []


def _json(
    package: Package, store: Store, workspace: Workspace, path: Path
) -> list[str]:
    from crawler.exports.formats import offers_json

    path.write_bytes(offers_json(package))
    return []


def _xlsx(
    package: Package, store: Store, workspace: Workspace, path: Path
) -> list[str]:
    from crawler.exports.workbook import offers_xlsx

    path.write_bytes(offers_xlsx(package))
    return []


def _bag(package: Package, store: Store, workspace: Workspace, path: Path) -> list[str]:
    from crawler.exports.bag import write_bag

    return write_bag(package, store, workspace, path)


def _misp(
    package: Package, store: Store, workspace: Workspace, path: Path
) -> list[str]:
    from crawler.exports.misp import misp_event

    path.write_bytes(misp_event(package))
    return []


def _stix(
    package: Package, store: Store, workspace: Workspace, path: Path
) -> list[str]:
    from crawler.exports.stix import stix_bundle

    path.write_bytes(stix_bundle(package))
    return []


def _ftm(package: Package, store: Store, workspace: Workspace, path: Path) -> list[str]:
    from crawler.exports.ftm import ftm_entities

    path.write_bytes(ftm_entities(package))
    return []


WRITERS: dict[str, tuple[str, Writer]] = {
    "csv": (".csv", _csv),
    "json": (".json", _json),
    "xlsx": (".xlsx", _xlsx),
    "bag": (".zip", _bag),
    "misp": (".misp.json", _misp),
    "stix": (".stix.json", _stix),
    "ftm": (".ftm.json", _ftm),
}
"""Format: the ending of its file, and its writer."""
DEFAULT = ("csv", "json")
