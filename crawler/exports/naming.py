"""Sellers' names in an export, where the unit keeps them: on the record, each of them."""

from __future__ import annotations

from dataclasses import replace

from crawler.exports.offers import record_sha256
from crawler.exports.package import Package
from crawler.privacy.identities import identity_key, reveal_seller
from crawler.store import Store
from crawler.store.privacy_queries import sealed_identity, seller_of
from crawler.workspace import Workspace


def with_names(
    package: Package, workspace: Workspace, store: Store, actor: str
) -> Package:
    """Add the published name of each seller that is kept, as `seller`.

    Raises:
        IdentityError: a name cannot be read with the key of the workspace.
        SecretFileError: there is no key.
    """
    key = identity_key(workspace.folder)
    names: dict[int, str] = {}
    records = []
    for record in package.records:
        seller = seller_of(store.conn, record["id"])
        if seller is None or sealed_identity(store.conn, seller) is None:
            records.append(record)
            continue
        if seller not in names:
            names[seller] = reveal_seller(store, key, seller, actor)
        named = {**record, "seller": names[seller]}
        records.append({**named, "sha256": record_sha256(named)})
    return replace(package, records=records)
