"""The exceptions of a run: one class for each way it can fail, each with its error code."""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """An operation failed while a session ran it. Its subclasses say how.

    As text it is the message, followed by the line of your program that made the operation.

    Attributes:
      message: what went wrong.
      op: the Operation that failed; None if it is not known, or no single one did.
      node_def: the NodeDef of that operation, or None.
      error_code: the number of the kind of error, such as `tf.errors.NOT_FOUND`.

    >>> try:
    ...     raise tf.errors.NotFoundError(None, None, "no such file")
    ... except tf.errors.OpError as error:
    ...     print(error.error_code == tf.errors.NOT_FOUND, error.message)
    True no such file
    """

    def __init__(self, node_def: Any, op: Any, message: Any, error_code: int) -> None:
        super().__init__()
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = error_code

    @property
    def message(self) -> Any:
        return self._message

    @property
    def op(self) -> Any:
        return self._op

    @property
    def node_def(self) -> Any:
        if self._node_def is None and self._op is not None:
            return getattr(self._op, "node_def", None)
        return self._node_def

    @property
    def error_code(self) -> int:
        return self._error_code

    def __str__(self) -> str:
        if self._op is None:
            return self._message
        # The texts begin with blank lines and end with one as TensorFlow's do.
        parts = [f"{self._message}\n\nOriginal stack trace for {self._op.name!r}:\n"]
        parts += _lines_that_made(self._op)
        origin = getattr(self._op, "_original_op", None)
        while origin is not None:
            parts.append(f"\n...which was originally created as op {origin.name!r}, defined at:\n")
            parts += _lines_that_made(origin)
            origin = getattr(origin, "_original_op", None)
        return "".join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        # Most classes know their own code, these two are told it.
        given = (self._node_def, self._op, self._message)
        told = type(self) in (OpError, UnknownError)
        return type(self), (*given, self._error_code) if told else given


def _lines_that_made(op: Any) -> list[str]:
    """Where `op` was made, in the form of a traceback."""
    import traceback  # costs more to import than all else here, and most programs do not fail

    return traceback.format_list([tuple(entry) for entry in op.traceback])


class CancelledError(OpError):
    """The operation was cancelled: for example a queue was closed while something waited on it."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, CANCELLED)


class UnknownError(OpError):
    """An error of no known kind."""

    def __init__(self, node_def: Any, op: Any, message: Any, error_code: int = UNKNOWN) -> None:
        super().__init__(node_def, op, message, error_code)


class InvalidArgumentError(OpError):
    """An operation was given an input it cannot work on: shapes that do not fit, a bad index."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, INVALID_ARGUMENT)


class DeadlineExceededError(OpError):
    """The operation took longer than it was allowed to."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, DEADLINE_EXCEEDED)


class NotFoundError(OpError):
    """Something asked for does not exist: a file, a key of a checkpoint."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, NOT_FOUND)


class AlreadyExistsError(OpError):
    """Something to be made exists: a file, a directory."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, ALREADY_EXISTS)


class PermissionDeniedError(OpError):
    """The program may not do that: for example, read that file."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, PERMISSION_DENIED)


class UnauthenticatedError(OpError):
    """The caller has not said, or not proved, who it is."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, UNAUTHENTICATED)


class ResourceExhaustedError(OpError):
    """Something ran out: memory, disk space."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, RESOURCE_EXHAUSTED)


class FailedPreconditionError(OpError):
    """The system was not ready for it: for example, a variable was read before it was set."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, FAILED_PRECONDITION)


class AbortedError(OpError):
    """The operation was given up, mostly because another did something at the same time."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, ABORTED)


class OutOfRangeError(OpError):
    """There is nothing more: the end of a dataset, a queue or a file."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, OUT_OF_RANGE)


class UnimplementedError(OpError):
    """The operation does not exist for these inputs."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, UNIMPLEMENTED)


class InternalError(OpError):
    """Something that must always hold did not: a fault of the library."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, INTERNAL)


class UnavailableError(OpError):
    """A service cannot be reached now; trying again may help."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, UNAVAILABLE)


class DataLossError(OpError):
    """Data is lost or damaged: for example, a record's checksum is wrong."""

    def __init__(self, node_def: Any, op: Any, message: Any) -> None:
        super().__init__(node_def, op, message, DATA_LOSS)


class OperatorNotAllowedInGraphError(TypeError):
    """A tensor was used as a Python value while the graph is only being built."""


class InaccessibleTensorError(ValueError):
    """A tensor was used where it cannot be reached: outside of the function that made it."""


_CLASS_OF: dict[int, type[OpError]] = {
    CANCELLED: CancelledError,
    UNKNOWN: UnknownError,
    INVALID_ARGUMENT: InvalidArgumentError,
    DEADLINE_EXCEEDED: DeadlineExceededError,
    NOT_FOUND: NotFoundError,
    ALREADY_EXISTS: AlreadyExistsError,
    PERMISSION_DENIED: PermissionDeniedError,
    UNAUTHENTICATED: UnauthenticatedError,
    RESOURCE_EXHAUSTED: ResourceExhaustedError,
    FAILED_PRECONDITION: FailedPreconditionError,
    ABORTED: AbortedError,
    OUT_OF_RANGE: OutOfRangeError,
    UNIMPLEMENTED: UnimplementedError,
    INTERNAL: InternalError,
    UNAVAILABLE: UnavailableError,
    DATA_LOSS: DataLossError,
}
_CODE_OF = {kind: code for code, kind in _CLASS_OF.items()}


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The exception class for an error code.

    Raises:
      KeyError: if `error_code` is `OK` or no error code.

    >>> tf.errors.exception_type_from_error_code(tf.errors.ABORTED).__name__
    'AbortedError'
    """
    return _CLASS_OF[error_code]


def error_code_from_exception_type(cls: Any) -> Any:
    """The error code for one of the exception classes here.

    For any other class it warns and gives an UnknownError, as TensorFlow does.

    >>> tf.errors.error_code_from_exception_type(tf.errors.AbortedError)
    10
    """
    try:
        return _CODE_OF[cls]
    except KeyError:
        warnings.warn("Unknown class exception", stacklevel=2)
        return UnknownError(None, None, "Unknown class exception", None)  # type: ignore[arg-type]


class Status:
    """How a piece of work ended: an error code and a message; `OK` until something is set."""

    __slots__ = ("code", "message")

    def __init__(self) -> None:
        self.code = OK
        self.message = ""

    def set(self, code: int, message: str) -> None:
        """Says that the work ended with `code`."""
        self.code = code
        self.message = message


class raise_exception_on_not_ok_status:  # noqa: N801
    """A context manager: gives a `Status`, and raises what it says at the end.

    Raises:
      OpError: of the class for the status's code, unless that is `OK`.

    >>> with tf.errors.raise_exception_on_not_ok_status() as status:
    ...     status.set(tf.errors.NOT_FOUND, "no such file")
    Traceback (most recent call last):
    scopeflow.errors.NotFoundError: no such file
    """

    def __enter__(self) -> Status:
        self._status = Status()
        return self._status

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        if kind is None and self._status.code != OK:
            raise_status(self._status.code, self._status.message)


def raise_status(code: int, message: str, node_def: Any = None, op: Any = None) -> NoReturn:
    """Raises the exception for an error code; UnknownError for a code without a class."""
    kind: Any = _CLASS_OF.get(code)  # not OpError itself: these need no code
    if kind is None:
        raise UnknownError(node_def, op, message, code)
    raise kind(node_def, op, message)
