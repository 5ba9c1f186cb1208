"""Whether bytes that a site calls a picture are one, and a harmless copy of it.

The bytes as they came are kept in the WARC only. What people open is a copy that
is painted anew from the pixels: nothing that hides in the file (a script, an archive
behind the picture, a position in its metadata) comes along.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
MOST_PIXELS = 100_000_000
"""Over this a small file may unpack to more memory than the machine has."""
COPY_SIDE = 1600
"""Longest side of a copy in pixels."""


class NotAPicture(ValueError):
    """The bytes are no picture that is kept; the text says why."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture is."""

    format: str
    width: int
    height: int


def picture_facts(content: bytes) -> PictureFacts:
    """Look at a picture as far as it must be unpacked to know that it is whole.

    Raises:
        NotAPicture: it is none, or one that is not safe to unpack.
    """
    with _opened(content) as image:
        facts = PictureFacts(image.format or "", *image.size)
        try:
            # A JPEG is read to its end also where an eighth of its size is painted.
            image.draft("L", (1, 1))
            image.load()
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            raise NotAPicture(f"the picture is cut off or damaged ({error})") from error
    return facts


def harmless_copy(content: bytes, side: int = COPY_SIDE) -> bytes:
    """Paint the picture anew as JPEG, at most *side* pixels wide and high.

    Raises:
        NotAPicture: it is none, or one that is not safe to unpack.
    """
    with _opened(content) as image:
        try:
            image.draft("RGB", (side, side))
            ImageOps.exif_transpose(image, in_place=True)
            image.thumbnail((side, side), Image.Resampling.HAMMING, reducing_gap=2.0)
            painted = image if image.mode == "RGB" else _on_white(image)
            painted.info.clear()  # a comment in it would be written out again
            out = BytesIO()
            painted.save(out, "JPEG", quality=85)
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            raise NotAPicture(f"the picture is cut off or damaged ({error})") from error
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    layer = image.convert("RGBA")
    painted = Image.new("RGB", image.size, "white")
    painted.paste(layer, mask=layer.getchannel("A"))
    return painted


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size; we look at it ourselves
            image = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise NotAPicture("it would unpack to too many pixels") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise NotAPicture(f"it is no {', '.join(FORMATS[:4])} or the like") from error
    width, height = image.size
    if width * height > MOST_PIXELS:
        image.close()
        raise NotAPicture(
            f"it would unpack to {width} x {height} pixels; at most "
            f"{MOST_PIXELS:,} are kept"
        )
    return image
