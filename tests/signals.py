"""Children that take Ctrl-C also when the tests run in the background."""

import signal


def take_ctrl_c() -> None:
    """For `preexec_fn`: what runs in the background has SIGINT ignored, and passes it on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
