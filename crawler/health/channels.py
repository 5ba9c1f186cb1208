"""Sending one alarm by file, e-mail or webhook."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from crawler import __version__
from crawler.health.naming import KINDS
from crawler.health.settings import AlarmSettings, EmailSettings, check_webhook
from crawler.store.alarms import Message
from crawler.workspace import Workspace

SECONDS = 20.0
FAULTS = (OSError, smtplib.SMTPException, ValueError, urllib.error.URLError)
"""What sending raises when it does not work."""


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: what is sent is for the address in the settings alone."""


def channels_of(settings: AlarmSettings) -> list[str]:
    """Name the channels that are set up."""
    wanted = {
        "file": settings.file,
        "email": settings.email,
        "webhook": webhook_of(settings),
    }
    return [name for name, value in wanted.items() if value]


def webhook_of(settings: AlarmSettings) -> str:
    """Give the webhook's address: of the environment, else of the settings."""
    return os.environ.get("CITESWATCH_ALARM_WEBHOOK") or settings.webhook


def send(workspace: Workspace, message: Message) -> None:
    """Send *message* by its channel.

    Raises:
        OSError, smtplib.SMTPException, ValueError: it was not sent.
    """
    told = as_dict(workspace, message)
    _SENDERS[message.channel](workspace, told)


def as_dict(workspace: Workspace, message: Message) -> dict[str, str]:
    """Give what is told of an alarm; `text` says it in one line."""
    alarm = message.alarm
    unit = workspace.settings.unit or workspace.folder.name
    if message.event == "raised":
        said = f"{KINDS[alarm.kind]}: {alarm.said}"
    else:
        said = f"well again ({alarm.ended_by}); it was: {KINDS[alarm.kind]}"
    return {
        "text": f"citeswatch, {unit}: {alarm.marketplace}: {said}",
        "event": message.event,
        "marketplace": alarm.marketplace,
        "kind": alarm.kind,
        "said": alarm.said,
        "raised_at": alarm.raised_at,
        "at": message.made_at,
    }


def _to_file(workspace: Workspace, told: dict[str, str]) -> None:
    path: Path = workspace.folder / workspace.settings.alarms.file
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _by_webhook(workspace: Workspace, told: dict[str, str]) -> None:
    request = urllib.request.Request(  # noqa: S310 (checked: https or this machine)
        check_webhook(webhook_of(workspace.settings.alarms)),
        json.dumps(told).encode(),
        {
            "Content-Type": "application/json",
            "User-Agent": f"citeswatch/{__version__}",
        },
    )
    opener = urllib.request.build_opener(_StayHere)
    with opener.open(request, timeout=SECONDS):
        return


def _by_email(workspace: Workspace, told: dict[str, str]) -> None:
    settings = workspace.settings.alarms.email
    if settings is None:
        raise ValueError("no e-mail is set up any more in citeswatch.toml")
    mail = EmailMessage()
    word = "alarm" if told["event"] == "raised" else "recovered"
    mail["Subject"] = f"[citeswatch] {told['marketplace']}: {word}: {told['kind']}"
    mail["From"] = settings.sender
    mail["To"] = ", ".join(settings.to)
    mail.set_content(
        f"{told['text']}\n\nSince: {told['raised_at']}\n"
        f"Workspace: {workspace.folder}\nSee: citeswatch status\n"
    )
    _post(settings, mail)


def _post(settings: EmailSettings, mail: EmailMessage) -> None:
    safe = ssl.create_default_context()
    place = (settings.host, settings.port)
    server = (
        smtplib.SMTP_SSL(*place, timeout=SECONDS, context=safe)
        if settings.security == "tls"
        else smtplib.SMTP(*place, timeout=SECONDS)
    )
    with server:
        if settings.security == "starttls":
            server.starttls(context=safe)
        if settings.user:
            server.login(settings.user, os.environ.get("CITESWATCH_SMTP_PASSWORD", ""))
        server.send_message(mail)


_SENDERS: dict[str, Callable[[Workspace, dict[str, str]], None]] = {
    "file": _to_file,
    "webhook": _by_webhook,
    "email": _by_email,
}
