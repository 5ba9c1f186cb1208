"""Who the unit is: set in `citeswatch.toml` where it is empty, never overwritten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from shlex import quote

from crawler.workspace import SETTINGS_FILE, Workspace, WorkspaceError, open_workspace

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


def set_unit_facts(
    workspace: Workspace, facts: Mapping[str, str]
) -> tuple[Workspace, list[str]]:
    """Write *facts* (unit, contact, country) into the settings where these are empty.

    Gives the workspace as it is then, and what was kept because it said something
    else. Every other line of the file stays as it is.

    Raises:
        WorkspaceError: a value cannot be used; the file is as it was.
    """
    path = workspace.folder / SETTINGS_FILE
    before = text = path.read_text(encoding="utf-8")
    kept = []
    for key, value in facts.items():
        had = str(getattr(workspace.settings, key))
        if not value or value == had:
            continue
        if had:
            kept.append(f'{key} = "{had}"')
        else:
            text = _with(text, key, value)
    if text == before:
        return workspace, kept
    path.write_text(text, encoding="utf-8")
    try:
        return open_workspace(workspace.folder), kept
    except WorkspaceError:
        path.write_text(before, encoding="utf-8")
        raise


def lacks_contact(workspace: Workspace) -> str:
    """Say that no marketplace can reach the unit, with the mend; "" when it can."""
    if workspace.settings.contact:
        return ""
    return (
        "the user agent bears no contact of your unit, so no marketplace can reach "
        "you; set one: citeswatch init --workspace "
        f"{quote(str(workspace.folder))} --contact YOU@EXAMPLE.ORG"
    )


def _with(text: str, key: str, value: str) -> str:
    """Set *key* above the first table of the TOML *text*."""
    table = _TABLE.search(text)
    end = table.start() if table else len(text)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    line = f'{key} = "{escaped}"'
    own = re.compile(rf"^\s*{key}\s*=.*$", re.MULTILINE)
    top, count = own.subn(lambda _: line, text[:end], count=1)
    return (top if count else f"{line}\n{top}") + text[end:]
