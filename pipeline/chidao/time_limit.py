"""A limit on the seconds that one article may take."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(TimeoutError):
    """The work inside `time_limit` took too long; the message names the limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[Callable[[], None]]:
    """Raise OutOfTime inside the block when it takes longer than `seconds`; 0 sets no limit.

    Gives a function that begins the time anew, for a block of several steps: setting the alarm up costs as much as a
    small step.
    The alarm of the operating system serves, so the limit holds in the main thread of a process (every worker has its
    own) on systems that have one, and a library's native code ends before it is heard. Elsewhere there is no limit.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"takes longer than {seconds:g} seconds (--max-seconds)")

    def begin() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, ring)
    try:
        begin()
        yield begin
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
