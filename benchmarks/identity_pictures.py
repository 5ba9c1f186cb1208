"""Pictures for the labelled offers: drawn by name, and copied as sites and sellers do.

`bag1` is a picture of its own; after a colon stand the ways in which it was copied:
`saved` (again, in poorer JPEG), `small` (half the size), `cropped` (up to 7 % off each
side), `mirrored`. They are drawn, not photographed: shapes and light of many scales
before a background.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
CROPPED = 0.07
"""The largest share that is cut off a side."""


def draw(name: str) -> bytes:
    """Give the JPEG of a picture by its name and the ways in which it was copied."""
    base, _, ways = name.partition(":")
    picture = _scene(base)
    for way in filter(None, ways.split(",")):
        picture = COPIES[way](picture)
    return _jpeg(picture, 55 if "saved" in ways else 88)


def _scene(name: str) -> Image.Image:
    chance = random.Random(name)
    small = Image.frombytes("RGB", (8, 6), chance.randbytes(144))
    picture = small.resize(SIZE, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        wide, high = chance.randrange(20, 260), chance.randrange(20, 200)
        shape = pen.ellipse if chance.random() < 0.7 else pen.rectangle
        shape((x, y, x + wide, y + high), fill=tuple(chance.randbytes(3)))
    return picture.filter(ImageFilter.GaussianBlur(2))


def _cropped(picture: Image.Image) -> Image.Image:
    chance = random.Random(picture.tobytes())
    left, top, right, bottom = (chance.uniform(0, CROPPED) for _ in range(4))
    wide, high = picture.size
    box = (wide * left, high * top, wide * (1 - right), high * (1 - bottom))
    return picture.crop(tuple(map(round, box)))


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved": lambda picture: picture,
    "small": lambda picture: picture.resize((SIZE[0] // 2, SIZE[1] // 2)),
    "cropped": _cropped,
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
