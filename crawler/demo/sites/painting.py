"""Stand-ins for the photographs of offers."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (480, 360)


@lru_cache(maxsize=256)
def paint(category: str, number: int) -> bytes:
    """Paint a disc in the category's colour, with the offer's number, as PNG."""
    # FIPS-minded builds of OpenSSL lack MD5, so even a colour takes SHA-256.
    hue = hashlib.sha256(category.encode()).digest()[0] * 360 // 256
    image = Image.new("RGB", SIZE, f"hsl({hue}, 45%, 86%)")
    draw = ImageDraw.Draw(image)
    draw.ellipse((170, 90, 310, 230), fill=f"hsl({hue}, 40%, 62%)")
    font = ImageFont.load_default(size=26)
    ink = f"hsl({hue}, 45%, 28%)"
    draw.text((240, 290), f"{category} {number}", fill=ink, font=font, anchor="mm")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
