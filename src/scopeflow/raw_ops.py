"""tf.raw_ops: every op by its type, called with keyword arguments alone.

>>> import scopeflow as tf
>>> total = tf.raw_ops.AddV2(x=1.0, y=2.0)
>>> with tf.Session() as sess:
...     print(sess.run(total))
3.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.ops import catalog as _catalog
from scopeflow.ops import raw as _raw


def __getattr__(name: str) -> Callable[..., Any]:
    made = _raw.keyword_only(name)
    if made is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made
    return made


def __dir__() -> list[str]:
    return sorted(name for name in _catalog.load_all() if _raw.keyword_only(name) is not None)
