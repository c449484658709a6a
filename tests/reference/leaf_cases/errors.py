"""What is asked about the exceptions."""

from __future__ import annotations

from .combine import every, pool

NAMES = pool(
    "CancelledError UnknownError InvalidArgumentError DeadlineExceededError NotFoundError "
    "AlreadyExistsError PermissionDeniedError UnauthenticatedError ResourceExhaustedError "
    "FailedPreconditionError AbortedError OutOfRangeError UnimplementedError InternalError "
    "UnavailableError DataLossError"
)

SECTIONS = {
    "classes": every(
        [
            "[c.__name__ for c in E.?1.__mro__]",
            "E.?1(None, None, 'm')",
            "str(E.?1(None, None, 'm'))",
            "E.?1(None, None, 'm').args",
            "E.?1('node', 3, 'm').node_def",
            "E.?1('node', 3, 'm').op",
            "E.?1('node', 3, 'm').message",
            "E.?1('node', 3, 'm').error_code",
            "str(E.?1('node', FakeOp('f'), 'm'))",
            "E.?1(None, None)",
            "E.?1(message='m', op=None, node_def=None).message",
            "E.?1(None, None, 'm', 7).error_code",
            "E.?1(None, None, 'm').__reduce__()",
            "pickle.loads(pickle.dumps(E.?1(None, None, 'm'))).message",
            "copy.copy(E.?1(None, None, 'm')).error_code",
            "E.error_code_from_exception_type(E.?1)",
            "setattr(E.?1(None, None, 'm'), 'message', 2)",
            "setattr(E.?1(None, None, 'm'), 'op', 2)",
        ],
        NAMES,
    ),
    "OpError": [
        "[c.__name__ for c in E.OpError.__mro__]",
        "E.OpError(None, None, 'm', 7).error_code",
        "E.OpError(None, None, 'm', 7)",
        "E.OpError(None, None, 'm')",
        "E.OpError(None, None, 'm', 4).__reduce__()",
        "pickle.loads(pickle.dumps(E.OpError(None, None, 'm', 3))).error_code",
        "str(E.OpError('node', None, 'm\\n\\t [[node x]]', 3))",
        "str(E.OpError('node', FakeOp('a/b'), 'm\\nmore', 3))",
        "str(E.OpError('node', FakeOp('g', FakeOp('f')), 'm', 3))",
        "str(E.OpError('node', FakeOp('h', FakeOp('g', FakeOp('f'))), 'm', 3))",
        "str(E.OpError('node', 'op', 'm', 3))",
        "str(E.OpError(None, None, None, 3))",
        "E.OpError(None, None, 'x', 3) == E.OpError(None, None, 'x', 3)",
    ],
    "codes": [
        "sorted((n, c) for n, c in vars(E).items() if isinstance(c, int) and n.isupper())",
        "E.error_code_from_exception_type(ValueError)",
        "E.error_code_from_exception_type(ValueError).message",
        "E.error_code_from_exception_type(E.OpError)",
        "E.error_code_from_exception_type(3)",
        "E.error_code_from_exception_type([])",
    ]
    + every("E.exception_type_from_error_code(?1)", [*range(-1, 19), "None", "'a'", "[]"]),
}
