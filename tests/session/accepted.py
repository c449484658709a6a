"""Differences from TensorFlow 1.15 that are meant, each with its reason."""

from __future__ import annotations

_NO_LINE_END = (
    "Python's `$` lets a name end with a line end in TensorFlow; such a name breaks every listing"
)
_EARLY = "refused when the callable is made, not when it is first called"
_NO_STRING = "a fed value that holds no strings is refused even if nothing but its fetch uses it"
_NUMPY = "NumPy 2 asks each item of a list for its array, and passes on that a tensor has none"

ACCEPTED: dict[str, str] = {
    "names_of_operations[21]": _NO_LINE_END,
    "names_of_operations[28]": _NO_LINE_END,
    "feeding_and_fetching_prevented[9]": _EARLY,
    "foreign_fetches[9]": _EARLY,
    "tensors_tell[16]": _NUMPY,
    "callables[19]": "a callable of no fetches returns no values, as `run` does",
    "options[1]": "says which argument is wrong",
    "options[2]": "says which argument is wrong",
    "options[3]": "says which argument is wrong",
    "errors_tell[2]": "an error for a fetched variable tells which operation it is",
    "errors_tell[7]": "TensorFlow's optimizer swaps the inputs of an addition by name",
    **{f"values[{index}]": _NO_STRING for index in (86, 94, 96, 104, 110)},
}
