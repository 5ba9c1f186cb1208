"""Contact points: who takes what, and the key that it is encrypted with.

They stand in `contacts.toml` of the workspace, one table a contact.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from crawler.exports.offers import Record
from crawler.marketplace.addresses import host_of, is_loopback
from crawler.sharing.encryption import EncryptionError, read_recipient

FILE = "contacts.toml"
EXAMPLE = """\
[contacts.ke_ma]
name = "CITES Management Authority of Kenya"
kind = "management_authority"
country = "KE"
appendices = ["I"]
taxa = ["Elephantidae", "birds"]
age = "age1…"
"""
KINDS = {
    "management_authority": "Management Authority",
    "enforcement_authority": "Enforcement Authority",
    "interpol_ncb": "INTERPOL National Central Bureau",
    "customs": "customs",
    "contributor": "authorised contributor",
}
_RANKS = ("taxon", "genus", "family", "order", "class", "phylum", "kingdom")


class ContactError(Exception):
    """A contact cannot be used; the text names the file and the mend."""


def _key(text: str) -> str:
    if text:
        try:
            read_recipient(text)
        except EncryptionError as error:
            raise ValueError(str(error)) from error
    return text


def _webhook(text: str) -> str:
    if text:
        secure = text.startswith("https://") or (
            text.startswith("http://") and is_loopback(host_of(text))
        )
        if not secure or urlsplit(text).username:
            raise ValueError("must begin with https:// and hold no name or password")
    return text


class Contact(BaseModel):
    """A contact point, as its table says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    name: Annotated[str, Field(min_length=1)]
    """The organisation, as people know it."""
    kind: Literal[
        "management_authority",
        "enforcement_authority",
        "interpol_ncb",
        "customs",
        "contributor",
    ]
    """What kind of organisation it is."""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    """ISO 3166-1 alpha-2; empty for an international one."""
    appendices: list[Literal["I", "II", "III"]] = ["I"]
    """Appendices whose offers it takes."""
    taxa: list[str] = []
    """Taxa of any rank, or groups, whose offers it takes; empty: all."""
    age: Annotated[str, AfterValidator(_key)] = ""
    """Its age public key, or an SSH public key; without it nothing can be sent."""
    webhook: Annotated[str, AfterValidator(_webhook)] = ""
    """Address that is told of newly flagged offers at once."""

    def takes(self, record: Record) -> bool:
        """Whether *record* is one that this contact takes."""
        if record["appendix"] not in self.appendices:
            return False
        wanted = {taxon.casefold() for taxon in self.taxa}
        named = {record["taxon"].casefold()}
        for match in record["matches"]:
            if match["taxon"] == record["taxon"]:
                named |= {match[rank].casefold() for rank in (*_RANKS, "taxon_group")}
        return not wanted or bool(wanted & named)


def read_contacts(workspace: Path) -> dict[str, Contact]:
    """Read the contact points of a workspace; none if there is no file.

    Raises:
        ContactError: the file is wrong; the text names each fault.
    """
    path = workspace / FILE
    if not path.exists():
        return {}
    try:
        facts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContactError(f"{path}: not valid TOML: {error}") from error
    tables = facts.pop("contacts", {})
    if facts or not isinstance(tables, dict):
        raise ContactError(f"{path}: write each contact as a table, such as\n{EXAMPLE}")
    return {name: _read(path, name, table) for name, table in tables.items()}


def find_contact(workspace: Path, name: str) -> Contact:
    """Give the contact *name*.

    Raises:
        ContactError: there is none; the text names those that there are.
    """
    known = read_contacts(workspace)
    if name not in known:
        names = (
            ", ".join(sorted(known)) or f"none yet; write {FILE}, such as\n{EXAMPLE}"
        )
        raise ContactError(f"there is no contact {name!r}; there are: {names}")
    return known[name]


def _read(path: Path, name: str, table: object) -> Contact:
    try:
        facts = table if isinstance(table, dict) else {"table": table}
        return Contact.model_validate({"id": name, **facts})
    except ValidationError as error:
        faults = [
            f"{path}: contacts.{name}.{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors()
        ]
        raise ContactError("\n".join(faults)) from error
