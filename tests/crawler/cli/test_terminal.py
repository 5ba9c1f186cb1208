"""The command on terminals that lack a title's letters."""

import os
import subprocess
import sys


def test_a_name_in_letters_that_the_terminal_lacks_is_shown_by_number() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "species", "show", "Panthera tigris"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Panthera tigris" in done.stdout
    assert b"\\u" in done.stdout
