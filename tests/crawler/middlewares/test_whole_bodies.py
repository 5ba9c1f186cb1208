"""A gzip is whole when all its members are, whatever follows them."""

import gzip

import pytest

from crawler.middlewares.whole_bodies import is_whole

PAGE = gzip.compress(" ".join(map(str, range(3000))).encode(), mtime=0)


@pytest.mark.parametrize(
    "packed",
    [
        PAGE,
        PAGE + PAGE,
        PAGE + b"\x00" * 8,
        PAGE + b"<!-- cached -->",
        gzip.compress(b"", mtime=0),
    ],
)
def test_a_whole_gzip_is_whole(packed: bytes) -> None:
    assert is_whole(packed)


@pytest.mark.parametrize(
    "packed", [PAGE[:-1], PAGE[:-400], PAGE[:5], PAGE + PAGE[:-9], PAGE[:20] + b"xyz"]
)
def test_one_that_is_cut_off_or_broken_is_not(packed: bytes) -> None:
    assert not is_whole(packed)
