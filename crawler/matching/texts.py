"""Many short texts in one block of bytes, decoded one at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


class Texts:
    """A list of texts that costs nothing to load: they are cut out when asked for."""

    def __init__(self, data: bytes, offsets: npt.NDArray[np.int64]) -> None:
        self.data = data
        self.offsets = offsets
        self._at = memoryview(offsets)  # type: ignore[arg-type]

    @classmethod
    def pack(cls, texts: Iterable[str]) -> Texts:
        """Pack *texts* in their order."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(b"".join(encoded), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> str:
        return self.data[self._at[place] : self._at[place + 1]].decode()
