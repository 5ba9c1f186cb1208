"""Where alarms go: the table `[alarms]` of citeswatch.toml."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
Address = Annotated[
    str, StringConstraints(pattern=r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+$", max_length=254)
]


class EmailSettings(BaseModel):
    """The mail server; its password comes from CITESWATCH_SMTP_PASSWORD."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[list[Address], Field(min_length=1)]
    sender: Address
    host: Annotated[str, StringConstraints(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""

    @model_validator(mode="after")
    def _protected(self) -> EmailSettings:
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError(
                'security = "none" is for a mail server on this machine only; '
                'write "starttls" or "tls"'
            )
        return self


class AlarmSettings(BaseModel):
    """The channels of alarms; each one set is used."""

    model_config = ConfigDict(extra="forbid")

    file: str = "alarms.jsonl"
    """One JSON object a line, in the workspace; "" for none."""
    webhook: str = ""
    """Address that is sent each alarm as JSON; CITESWATCH_ALARM_WEBHOOK overrides."""
    email: EmailSettings | None = None

    @model_validator(mode="after")
    def _usable(self) -> AlarmSettings:
        if self.webhook:
            check_webhook(self.webhook)
        return self


def check_webhook(url: str) -> str:
    """Give *url* if alarms may be sent to it.

    Raises:
        ValueError: it is neither https nor on this machine.
    """
    parts = urlsplit(url)
    if parts.hostname and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    ):
        return url
    raise ValueError(f"webhook: {url!r} is no https:// address")
