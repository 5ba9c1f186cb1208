"""Near-equal pictures: a perceptual hash of 64 bits, compared by bits that differ.

imagehash.phash: low frequencies of the picture's cosine transform. Cut into four bands
of 16 bits, two hashes that differ in three bits or fewer share one band. A picture is
first turned so that its brighter half is on the left: a mirrored copy has the same hash.
"""

from __future__ import annotations

import io
import warnings

import imagehash
from PIL import Image, ImageStat, UnidentifiedImageError

BITS_APART = 10
"""Copies that were resized, saved again or cropped a little differ in fewer bits."""
LARGEST_PIXELS = 50_000_000


class PictureError(ValueError):
    """The bytes are no picture that can be compared."""


def phash(body: bytes) -> int:
    """Give the perceptual hash of a picture, as a signed 64-bit number.

    Raises:
        PictureError: it is none, or has more than 50 million pixels, or is one
            colour all over (such pictures are all alike).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body)) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise PictureError("the picture is too large")
                picture.draft("L", (512, 512))
                grey = picture.convert("L")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PictureError(f"no picture: {error}") from error
    low, high = grey.getextrema()
    if high - low < 8:  # type: ignore[operator]
        raise PictureError("the picture is of one colour")
    return _signed(int(str(imagehash.phash(_brighter_left(grey))), 16))


def _brighter_left(grey: Image.Image) -> Image.Image:
    """Mirror a picture whose right half is the brighter one."""
    middle = grey.width / 2
    left, right = (
        ImageStat.Stat(grey.resize((32, 32), box=box)).mean[0]
        for box in (
            (0, 0, middle, grey.height),
            (middle, 0, grey.width, grey.height),
        )
    )
    if left >= right:
        return grey
    return grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def picture_bands(value: int) -> list[int]:
    """Cut a perceptual hash into the bands by which it is found."""
    plain = value % 2**64
    return [(band << 16) | (plain >> (16 * band)) & 0xFFFF for band in range(4)]


def bits_apart(one: int, other: int) -> int:
    """Count the bits in which two hashes differ."""
    return ((one ^ other) % 2**64).bit_count()


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value
