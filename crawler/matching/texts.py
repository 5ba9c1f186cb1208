"""Many short texts in one block of bytes, decoded one at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


class Texts:
    """A list of texts that costs nothing to load: they are cut out when asked for."""

    def __init__(self, data: memoryview, offsets: npt.NDArray[np.int64]) -> None:
        self.data = data
        self.offsets = offsets
        self._at = memoryview(offsets)  # type: ignore[arg-type]

    @classmethod
    def pack(cls, texts: Iterable[str]) -> Texts:
        """Pack *texts* in their order."""
        data, offsets = bytearray(), array("q", [0])
        for text in texts:
            data += text.encode("utf-8", "replace")
            offsets.append(len(data))
        return cls(memoryview(data), np.frombuffer(offsets, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> str:
        return str(self.data[self._at[place] : self._at[place + 1]], "utf-8")
