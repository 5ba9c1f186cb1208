"""The library of the tables, imported without the pandas that it does not need.

sqlite_utils imports pandas where it is installed, to know one type of it that is never
stored here: half a second at the start of each command.
"""

from __future__ import annotations

import sys

_unasked = "pandas" not in sys.modules
if _unasked:
    # To an import, None means that there is no such module.
    sys.modules["pandas"] = None  # type: ignore[assignment]
try:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations
finally:
    if _unasked:
        del sys.modules["pandas"]

__all__ = ["Database", "Migrations"]
