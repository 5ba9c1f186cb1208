"""A browser without a screen: keeps cookies, sends forms with their token."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup

PASSWORD = "a long and odd password 7"


class Client:
    """What a signed-in user sees and sends."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return self.http.get(path, params=parameters or None)

    def page(self, path: str, **parameters: str) -> BeautifulSoup:
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return BeautifulSoup(answer.text, "lxml")

    def text(self, path: str, **parameters: str) -> str:
        return " ".join(self.page(path, **parameters).get_text(" ").split())

    def token(self) -> str:
        soup = BeautifulSoup(self.http.get("/search").text, "lxml")
        found = soup.find("input", {"name": "form_token"})
        assert found is not None
        return str(found["value"])

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data={"form_token": self.token(), **fields})

    def rows(self, path: str, **parameters: str) -> list[dict[str, Any]]:
        """Ask the tables a ready-made question, or SQL, and give its rows."""
        answer = self.get(
            f"/data/citeswatch{path}.json", **{**parameters, "_shape": "array"}
        )
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = json.loads(answer.text)
        return found

    def number_of(self, listing_id: str) -> int:
        sql = "select id from listings where listing_id = :name"
        (row,) = self.rows("", sql=sql, name=listing_id)
        number: int = row["id"]
        return number


@contextmanager
def signed_in(address: str, login: str, password: str = PASSWORD) -> Iterator[Client]:
    """Sign in at *address*."""
    # Plain HTTP on loopback: certificates are not worth the time to load them.
    with httpx.Client(base_url=address, timeout=30, verify=False) as http:
        client = Client(http)
        answer = client.http.get("/sign-in")
        token = BeautifulSoup(answer.text, "lxml").find("input", {"name": "form_token"})
        assert token is not None
        fields = {"login": login, "password": password, "form_token": token["value"]}
        answer = http.post("/sign-in", data=fields)
        assert answer.status_code == 303, answer.text
        yield client


def stored(database: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the database past the portal."""
    with closing(sqlite3.connect(database)) as conn:
        return conn.execute(sql, values).fetchall()
