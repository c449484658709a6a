"""What the operating system says about a file, in TensorFlow's errors."""

from __future__ import annotations

import errno
import os
from typing import Any

from scopeflow import errors

_CLASS_OF = {
    errno.ENOENT: errors.NotFoundError,
    errno.EISDIR: errors.FailedPreconditionError,
    errno.ENOTDIR: errors.FailedPreconditionError,
    errno.EEXIST: errors.AlreadyExistsError,
    errno.EACCES: errors.PermissionDeniedError,
    errno.EPERM: errors.PermissionDeniedError,
    errno.EROFS: errors.PermissionDeniedError,
    errno.ENOSPC: errors.ResourceExhaustedError,
    errno.EDQUOT: errors.ResourceExhaustedError,
    errno.EMFILE: errors.ResourceExhaustedError,
    errno.ENAMETOOLONG: errors.InvalidArgumentError,
}


def file_error(error: OSError, path: str) -> errors.OpError:
    """The error TensorFlow raises where Python raises `error` about the file `path`."""
    text = os.strerror(error.errno) if error.errno else str(error)
    message = f"{path}; {text}"
    kind: Any = _CLASS_OF.get(error.errno or 0, errors.UnknownError)
    return kind(None, None, message)


def text_of_path(path: Any) -> str:
    """A path given as text, bytes or a path object.

    Raises:
      TypeError: if it is none of them.
    """
    if isinstance(path, (str, bytes, os.PathLike)):
        return os.fsdecode(path)
    raise TypeError(
        f"Expected binary or unicode string, got {path!r}. A file is named by text, bytes or a "
        "path."
    )
