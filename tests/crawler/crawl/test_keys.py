"""A site's key goes to its own host alone and is never written down.

A site on loopback stands in for eBay's interface, in the shape that it documents.
"""

import gzip
import json
import os
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.secrets import SecretError, read_secret
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer, redirect
from tests.crawler.crawl.running import QUICK, Outcome, run

JSON = "application/json"
CANARY = "canary-7f3a91-secret-value"
FIRST, SECOND = "token-first-51c2", "token-second-9d0e"
ID = "canary-client-id-22"


class Interface(Site):
    """A token that is taken for one page only; then another is needed."""

    def __init__(self, *, lasts: int = 1) -> None:
        super().__init__()
        self.tokens = iter([FIRST, SECOND])
        self.lasts = lasts
        self.uses: list[str] = []
        self.basic: list[str] = []
        self.pages["/identity/v1/oauth2/token"] = self._token
        self.pages["/buy/browse/v1/item_summary/search"] = self._search

    def _token(self, request: BaseHTTPRequestHandler) -> None:
        self.basic.append(request.headers["Authorization"])
        facts = {"access_token": next(self.tokens), "expires_in": 7200}
        answer(json.dumps(facts), kind=JSON)(request)

    def _search(self, request: BaseHTTPRequestHandler) -> None:
        key = request.headers["Authorization"].removeprefix("Bearer ")
        if self.uses.count(key) >= self.lasts:
            answer('{"errors": [{"errorId": 1001}]}', 401, JSON)(request)
            return
        self.uses.append(key)
        number = len(self.uses)
        row = {"itemId": f"v1|{number}|0", "title": f"Elephant ivory carving {number}"}
        facts = {"total": 400, "itemSummaries": [row]}
        answer(json.dumps(facts), kind=JSON)(request)


def market(workspace: Workspace, name: str, site: Site, family: str = "") -> None:
    toml = f'title = "{name}"\nhome = "{site.home}"\nfamily = "{family or "ebay_browse"}"\n'
    toml += f'[api]\nendpoint = "{site.home.rstrip("/")}"\nsite = "EBAY_DE"\n'
    toml += 'categories = ["1"]\n[auth]\n'
    if family == "etsy_open_api":
        toml += 'api_key = "secret:canary"\n'
    else:
        toml += 'client_id = "secret:shop_id"\nclient_secret = "secret:canary"\n'
    (workspace.marketplaces / f"{name}.toml").write_text(toml + QUICK)


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    names = ("spent", "no_token", "moved", "elsewhere")
    made = {"good": Interface(), **{name: Site() for name in names}}
    token = json.dumps({"access_token": FIRST, "expires_in": 7200})
    path = "/identity/v1/oauth2/token"
    search = "/buy/browse/v1/item_summary/search"
    made["spent"].add(path, token, kind=JSON)
    made["spent"].add(search, '{"errors": [{"errorId": 2001}]}', kind=JSON, status=429)
    refusal = {"error": "invalid_client", "error_description": f"bad {CANARY}"}
    made["no_token"].add(path, json.dumps(refusal), kind=JSON, status=401)
    there = f"{made['elsewhere'].home}v3/application/listings/active"
    made["moved"].pages["/v3/application/listings/active"] = redirect(there)
    yield made
    for site in made.values():
        site.close()


@pytest.fixture(scope="module")
def outcome(
    sites: dict[str, Site], tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    workspace = make_workspace(tmp_path_factory.mktemp("keys"))
    for name in ("good", "spent", "no_token"):
        market(workspace, name, sites[name])
    market(workspace, "moved", sites["moved"], "etsy_open_api")
    (workspace.folder / "secrets.toml").write_text(f'canary = "{CANARY}"\n')
    (workspace.folder / "secrets.toml").chmod(0o600)
    os.environ["CITESWATCH_SECRET_SHOP_ID"] = ID
    try:
        return run(workspace)
    finally:
        del os.environ["CITESWATCH_SECRET_SHOP_ID"]


def test_a_token_that_ends_in_the_middle_of_a_crawl_is_renewed(
    sites: dict[str, Site], outcome: Outcome
) -> None:
    good = sites["good"]
    assert isinstance(good, Interface)
    assert outcome.by_name["good"]["outcome"] == "finished"
    assert outcome.titles("good") == [f"Elephant ivory carving {n}" for n in (1, 2)]
    assert good.uses == [FIRST, SECOND]
    assert len(good.basic) == 2
    assert all(one.startswith("Basic ") for one in good.basic)
    form = good.bodies[0].decode()
    assert form.startswith("grant_type=client_credentials&scope=https")
    assert CANARY not in form


def unpacked(path: Path) -> bytes:
    packed = path.read_bytes()
    return gzip.decompress(packed) if path.suffix == ".gz" else packed


def test_no_key_is_written_down_anywhere(outcome: Outcome) -> None:
    said = f"{outcome.errors}{outcome.by_name}"
    files = [path for path in outcome.workspace.folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".warc.gz") for path in files), "evidence is kept"
    for secret in (CANARY, ID, FIRST, SECOND):
        assert secret not in said
        holding = [path.name for path in files if secret.encode() in unpacked(path)]
        assert holding == (["secrets.toml"] if secret == CANARY else [])


def test_a_quota_that_is_spent_is_a_refusal_never_an_empty_site(
    sites: dict[str, Site], outcome: Outcome
) -> None:
    spent = outcome.by_name["spent"]
    assert (spent["outcome"], spent["listings"]) == ("refused", 0)
    assert "answered 429: the key's quota is spent" in outcome.log
    assert sites["spent"].asked["/buy/browse/v1/item_summary/search"] == 1
    [(complete,)] = outcome.rows(
        """SELECT complete FROM effort JOIN crawls ON crawls.id = crawl_id
           WHERE marketplace = 'spent'"""
    )
    assert complete == 0


def test_a_key_that_is_not_taken_is_told_without_its_value(outcome: Outcome) -> None:
    assert outcome.by_name["no_token"]["outcome"] == "refused"
    assert "gave no token: answered 401 (invalid_client); check the key" in outcome.log


def test_a_redirect_does_not_take_the_key_along(
    sites: dict[str, Site], outcome: Outcome
) -> None:
    assert not sites["elsewhere"].asked
    assert outcome.by_name["moved"]["outcome"] != "finished"


def test_a_secrets_file_that_others_can_read_is_refused_with_the_mend(
    tmp_path: Path,
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(f'canary = "{CANARY}"\n')
    file.chmod(0o644)
    with pytest.raises(SecretError, match=r"mode 644\); .*chmod 600") as error:
        read_secret("canary", file)
    assert CANARY not in str(error.value)
    file.chmod(0o600)
    assert read_secret("canary", file) == CANARY
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text('canary = "from the file"\n')
    file.chmod(0o600)
    monkeypatch.setenv("CITESWATCH_SECRET_CANARY", "from the environment\n")
    assert read_secret("canary", file) == "from the environment"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "set CITESWATCH_SECRET_CANARY in the environment or canary in "),
        (f'canary = "{CANARY}\n', "not valid TOML; write canary = "),
        ("canary = 5\n", "the key 'canary' is not there"),
        ('canary = "a\\nb"\n', "holds characters that no key has"),
    ],
)
def test_a_key_that_cannot_be_had_is_told_without_its_value(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(SecretError, match=said) as error:
        read_secret("canary", file)
    assert CANARY not in str(error.value)
