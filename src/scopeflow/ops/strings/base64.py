"""Base64 in its form for addresses: encode_base64, decode_base64."""

from __future__ import annotations

import base64
import re
from typing import Any

from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import each

_LETTERS = re.compile(rb"[A-Za-z0-9_-]*")


@op("EncodeBase64(input: string; pad: bool = False) -> (output: string)",
    shape=rules.unchanged, host=True)  # fmt: skip
def encode_base64(input: Any, *, pad: bool) -> Any:
    """Strings in base64, with `-` and `_` in place of `+` and `/`.

    Args:
      input: a string tensor.
      pad: fill the last group with `=`.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.io.encode_base64("ab"))
    b'YWI'

    ```
    """
    if pad:
        return each(base64.urlsafe_b64encode, input)
    return each(lambda text: base64.urlsafe_b64encode(text).rstrip(b"="), input)


@op("DecodeBase64(input: string; ) -> (output: string)", shape=rules.unchanged, host=True)
def decode_base64(input: Any) -> Any:
    """What strings in base64 stand for.

    Args:
      input: a string tensor, with `-` and `_` in place of `+` and `/`; padding may be left out.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if a string is no base64.
    """
    return each(_decoded, input)


def _decoded(text: bytes) -> bytes:
    if len(text) % 4 == 1 and _LETTERS.fullmatch(text[:-1]):
        raise invalid_argument("Base64 string length cannot be 1 modulo 4.")
    letters = text
    if len(text) % 4 == 0 and text[-1:] == b"=":
        letters = text[:-2] if text[-2:] == b"==" else text[:-1]
    if not _LETTERS.fullmatch(letters):
        raise invalid_argument("Invalid character found in base64.")
    return base64.urlsafe_b64decode(letters + b"=" * (-len(letters) % 4))
