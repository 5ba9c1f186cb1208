"""A seller becomes a pseudonym that only the workspace's key can make."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from crawler.items import Listing
from crawler.secret_file import SecretFileError, read_or_make_secret
from pipelines.protect_seller import ProtectSellerPipeline, pseudonym

KEY = bytes(range(32))
ROOT = Path(__file__).parents[2]


class Counts(dict[str, Any]):
    """Stands for Scrapy's stats."""

    def inc_value(self, name: str, count: int = 1) -> None:
        self[name] = self.get(name, 0) + count

    def set_value(self, name: str, value: Any) -> None:
        self[name] = value


def lone_crawler(path: Path | str) -> Any:
    settings = Settings({"CITESWATCH_SECRET_FILE": str(path)})
    return SimpleNamespace(settings=settings, stats=Counts())


def test_the_name_is_gone_and_the_pseudonym_is_there(tmp_path: Path) -> None:
    crawler = lone_crawler(tmp_path / "seller.key")
    pipeline = ProtectSellerPipeline.from_crawler(crawler)
    named = Listing("m", "1", "u", "t", seller_text="Ana Pérez, ana@example.org")
    nameless = Listing("m", "2", "u", "t", seller_text="  ")
    for listing in (named, nameless):
        assert pipeline.process_item(listing) is listing
    assert named.seller_text == nameless.seller_text == ""
    assert len(named.seller_pseudonym) == 32
    assert nameless.seller_pseudonym == ""
    assert crawler.stats == {"seller/protected": 1, "seller/unknown": 1}


def test_the_text_stays_as_published(tmp_path: Path) -> None:
    pipeline = ProtectSellerPipeline.from_crawler(lone_crawler(tmp_path / "key"))
    text = "call Ana, +254 700 000000"
    listing = Listing("m", "1", "u", text, description=text, seller_text="Ana")
    pipeline.process_item(listing)
    assert (listing.title, listing.description) == (text, text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana", "ana", True),
        ("Ana  Pérez ", "ana pérez", True),
        ("ＡＮＡ", "ana", True),
        ("Straße", "STRASSE", True),
        ("Ana", "Anna", False),
        ("ana", "ana\ud800", False),
    ],
)
def test_case_width_and_spaces_make_no_other_seller(
    one: str, other: str, same: bool
) -> None:
    assert (pseudonym(KEY, one) == pseudonym(KEY, other)) is same


def test_another_key_gives_another_pseudonym() -> None:
    assert pseudonym(KEY, "Ana") != pseudonym(KEY[::-1], "Ana")
    assert "ana" not in pseudonym(KEY, "Ana")


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "seller.key"
    key = read_or_make_secret(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_secret(path) == key
    assert list(tmp_path.iterdir()) == [path]


MAKE = """
import sys
from pathlib import Path
from crawler.secret_file import read_or_make_secret
sys.stdin.readline()
print(read_or_make_secret(Path(sys.argv[1])).hex())
"""


def test_two_processes_that_make_the_key_at_once_have_the_same(tmp_path: Path) -> None:
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(tmp_path / "key")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    keys = {maker.communicate("go\n", timeout=30)[0] for maker in makers}
    assert len(keys) == 1


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seller.key"
    read_or_make_secret(path)
    path.chmod(0o644)
    with pytest.raises(SecretFileError, match=r"mode 644.*chmod 600 .*seller\.key"):
        read_or_make_secret(path)


@pytest.mark.parametrize("content", [b"", b"abc", b"zz" * 32, b"00" * 31, b"\xff" * 64])
def test_a_damaged_key_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seller.key"
    path.write_bytes(content)
    path.chmod(0o600)
    crawler = lone_crawler(path)
    with pytest.raises(SecretFileError, match=r"seller\.key"):
        ProtectSellerPipeline.from_crawler(crawler)
    assert str(path) in crawler.stats["store/error"]
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        SecretFileError, match=r"nowhere/seller\.key.*cannot be read or"
    ):
        read_or_make_secret(tmp_path / "nowhere" / "seller.key")


def test_without_a_key_the_step_is_left_out() -> None:
    with pytest.raises(NotConfigured):
        ProtectSellerPipeline.from_crawler(lone_crawler(""))
