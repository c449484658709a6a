"""Between the launch of a program that reuses memory and the publication of what it made there is no way out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def uninterruptible(needed: bool) -> Iterator[None]:
    """Holds Ctrl-C back until the body is done: between launch and publication there is no way out."""
    if not needed or threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[Any] = []
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, lambda *args: caught.append(args))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if caught:
            before(*caught[0])
