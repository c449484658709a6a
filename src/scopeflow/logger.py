"""The logger that all messages of the library go to, set up at the first of them."""

from __future__ import annotations

import logging
import sys
import threading

_lock = threading.Lock()
_logger: logging.Logger | None = None


def get_logger() -> logging.Logger:
    """The logger that everything here writes to; set its level or handlers as you like.

    Its messages go to stderr as `LEVEL:tensorflow:message`, unless the program has configured the root logger before.

    ```python
    >>> import scopeflow as tf
    >>> tf.get_logger().name
    'tensorflow'

    ```
    """
    global _logger
    if _logger is not None:
        return _logger
    with _lock:
        if _logger is None:
            logger = logging.getLogger("tensorflow")
            if not logging.getLogger().handlers and not logger.handlers:
                interactive = hasattr(sys, "ps1") or sys.flags.interactive
                if interactive:
                    logger.setLevel(logging.INFO)
                handler = logging.StreamHandler(sys.stdout if interactive else sys.stderr)
                handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT, None))
                logger.addHandler(handler)
            _logger = logger
    return _logger
