"""Assertions about arrays, numbers and nested structures of them; tensors are computed first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from absl.testing import absltest

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor

_HALF, _BFLOAT16 = np.dtype(np.float16), np.dtype(dtypes.bfloat16.as_numpy_dtype)
_LISTED = 10


class ArrayAssertions(absltest.TestCase):
    """What a test case may say of arrays."""

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors, in the same structure."""
        raise NotImplementedError

    def _GetNdArray(self, a: Any) -> Any:  # noqa: N802 - TensorFlow's name
        if isinstance(a, Tensor) or hasattr(a, "_as_graph_element"):
            a = self.evaluate(a)
        return a if isinstance(a, np.ndarray) else np.array(a)

    # -- single numbers ----------------------------------------------------------------------------

    def assertNear(self, f1: float, f2: float, err: float, msg: str | None = None) -> None:
        """Two numbers differ by no more than `err`."""
        equal = f1 == f2 or abs(f1 - f2) <= err
        more = "" if msg is None else f" ({msg})"
        self.assertTrue(equal, f"{f1:f} != {f2:f} +/- {err:f}{more}")

    def assertArrayNear(
        self, farray1: Any, farray2: Any, err: float, msg: str | None = None
    ) -> None:
        """Two sequences of numbers are as long, and differ by no more than `err` anywhere."""
        self.assertEqual(len(farray1), len(farray2), msg=msg)
        for f1, f2 in zip(farray1, farray2, strict=True):
            self.assertNear(float(f1), float(f2), err, msg=msg)

    def assertNDArrayNear(
        self, ndarray1: Any, ndarray2: Any, err: float, msg: str | None = None
    ) -> None:
        """Two arrays of one shape differ by a norm smaller than `err`."""
        near = ndarray1.shape == ndarray2.shape and bool(np.linalg.norm(ndarray1 - ndarray2) < err)
        self.assertTrue(near, msg=msg)

    # -- closeness ---------------------------------------------------------------------------------

    def _compare_close(self, a: Any, b: Any, rtol: float, atol: float, what: str, msg: Any) -> None:
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        # without this NumPy would show every element of the larger one
        contents = f" with contents {b}." if b.size <= 3 else "."
        self.assertEqual(
            a.shape, b.shape, f"Shape mismatch: expected {a.shape}, got {b.shape}{contents}"
        )
        if a.dtype == _BFLOAT16 or b.dtype == _BFLOAT16:
            a, b = a.astype(np.float32), b.astype(np.float32)
        if np.allclose(a, b, rtol=rtol, atol=atol):
            return
        close = np.isclose(a, b, rtol=rtol, atol=atol)
        differ = np.logical_or(np.logical_not(close), np.isnan(a) != np.isnan(b))
        both_nan = np.logical_and(np.isnan(a), np.isnan(b))
        differ = np.logical_and(differ, np.logical_not(both_nan))
        if not differ.any():
            return
        x, y = (a[np.where(differ)], b[np.where(differ)]) if a.ndim else (a, b)
        where = [f"not close where = {np.where(differ)}"] if a.ndim else []
        lines = [
            f"Mismatched value: a{what} is different from b{what}. {msg or ''}",
            *where,
            f"not close lhs = {x}",
            f"not close rhs = {y}",
            f"not close dif = {np.abs(x - y)}",
            f"not close tol = {atol + rtol * np.abs(y)}",
            f"dtype = {a.dtype}, shape = {a.shape}",
        ]
        np.testing.assert_allclose(
            a, b, rtol=rtol, atol=atol, err_msg="\n".join(lines), equal_nan=True
        )

    def _compare_nested(
        self, a: Any, b: Any, rtol: float, atol: float, path: list[Any], msg: Any
    ) -> None:
        what = "".join(f"[{key}]" for key in path)
        if hasattr(a, "_asdict") and hasattr(b, "_asdict"):
            a, b = a._asdict(), b._asdict()
        if isinstance(a, Mapping) != isinstance(b, Mapping):
            raise ValueError(f"Can't compare dict to non-dict, a{what} vs b{what}. {msg or ''}")
        if isinstance(a, Mapping):
            self.assertCountEqual(
                a.keys(),
                b.keys(),
                msg=f"mismatched keys: a{what} has keys {a.keys()}, but b{what} has keys {b.keys()}. {msg or ''}",
            )
            for key in a:
                self._compare_nested(a[key], b[key], rtol, atol, [*path, key], msg)
            return
        if isinstance(a, (list, tuple)):
            try:
                # as arrays they show all that differs at once
                arrays = self._GetNdArray(a), self._GetNdArray(b)
            except (ValueError, TypeError, NotImplementedError):
                arrays = None
            if arrays is not None and arrays[0].dtype != object and arrays[1].dtype != object:
                self._compare_close(*arrays, rtol, atol, what, msg)
                return
            self.assertEqual(
                len(a),
                len(b),
                f"Mismatched length: a{what} has {len(a)} items, but b{what} has {len(b)} items. {msg or ''}",
            )
            for index, (one, other) in enumerate(zip(a, b, strict=True)):
                self._compare_nested(one, other, rtol, atol, [*path, index], msg)
            return
        self._compare_close(a, b, rtol, atol, what, msg)

    def assertAllClose(
        self, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, msg: Any = None
    ) -> None:
        """Two structures of arrays or tensors agree: `|a - b| <= atol + rtol * |b|` everywhere.

        Args:
          a: the values expected: an array, a tensor, or nested lists, tuples and dicts of them.
          b: the values found.
          rtol: the relative tolerance.
          atol: the absolute tolerance.
          msg: a text for the error.

        Raises:
          AssertionError: if they do not agree; NaN agrees with NaN.
        """
        self._compare_nested(a, b, rtol, atol, [], msg)

    def assertAllCloseAccordingToType(
        self,
        a: Any,
        b: Any,
        rtol: float = 1e-6,
        atol: float = 1e-6,
        float_rtol: float = 1e-6,
        float_atol: float = 1e-6,
        half_rtol: float = 1e-3,
        half_atol: float = 1e-3,
        bfloat16_rtol: float = 1e-2,
        bfloat16_atol: float = 1e-2,
        msg: Any = None,
    ) -> None:
        """Like `assertAllClose`, with the tolerance of the less precise of the two dtypes."""
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        for kinds, least_rtol, least_atol in (
            ((np.dtype(np.float32), np.dtype(np.complex64)), float_rtol, float_atol),
            ((_HALF,), half_rtol, half_atol),
            ((_BFLOAT16,), bfloat16_rtol, bfloat16_atol),
        ):
            if a.dtype in kinds or b.dtype in kinds:
                rtol, atol = max(rtol, least_rtol), max(atol, least_atol)
        self.assertAllClose(a, b, rtol=rtol, atol=atol, msg=msg)

    def assertNotAllClose(self, a: Any, b: Any, **kwargs: Any) -> None:
        """`assertAllClose` with the same arguments would fail."""
        try:
            self.assertAllClose(a, b, **kwargs)
        except AssertionError:
            return
        raise AssertionError("The two values are close at all elements")

    # -- equality ----------------------------------------------------------------------------------

    def assertAllEqual(self, a: Any, b: Any, msg: Any = None) -> None:
        """Two arrays or tensors have the same shape and elements; NaN equals NaN.

        Raises:
          AssertionError: if they do not.
        """
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        contents = f" Contents: {b}. \n{msg or ''}." if b.size <= 3 else f" {msg or ''}."
        self.assertEqual(
            a.shape, b.shape, f"Shape mismatch: expected {a.shape}, got {b.shape}.{contents}"
        )
        same = np.array(a == b)
        if _is_float(a) and _is_float(b):
            same = np.logical_or(same, np.logical_and(np.isnan(a), np.isnan(b)))
        if np.all(same):
            return
        differ = np.logical_not(same)
        x, y = (a[np.where(differ)], b[np.where(differ)]) if a.ndim else (a, b)
        where = [f"not equal where = {np.where(differ)}"] if a.ndim else []
        lines = [msg or "", *where, f"not equal lhs = {x}", f"not equal rhs = {y}"]
        np.testing.assert_array_equal(a, b, err_msg="\n".join(lines))

    def assertNotAllEqual(self, a: Any, b: Any, msg: Any = None) -> None:
        """Two arrays or tensors differ somewhere."""
        try:
            self.assertAllEqual(a, b)
        except AssertionError:
            return
        raise AssertionError(
            "The two values are equal at all elements" + (f". {msg}" if msg else "")
        )

    # -- every element -----------------------------------------------------------------------------

    def assertAllGreater(self, a: Any, comparison_target: Any) -> None:
        """All elements are greater than a number."""
        self.assertGreater(self._GetNdArray(a).min().item(), comparison_target)

    def assertAllLess(self, a: Any, comparison_target: Any) -> None:
        """All elements are less than a number."""
        self.assertLess(self._GetNdArray(a).max().item(), comparison_target)

    def assertAllGreaterEqual(self, a: Any, comparison_target: Any) -> None:
        """No element is less than a number."""
        self.assertGreaterEqual(self._GetNdArray(a).min().item(), comparison_target)

    def assertAllLessEqual(self, a: Any, comparison_target: Any) -> None:
        """No element is greater than a number."""
        self.assertLessEqual(self._GetNdArray(a).max().item(), comparison_target)

    def assertAllInRange(
        self,
        target: Any,
        lower_bound: Any,
        upper_bound: Any,
        open_lower_bound: bool = False,
        open_upper_bound: bool = False,
    ) -> None:
        """All elements lie between two bounds, which belong to the range unless they are open.

        Raises:
          AssertionError: if one does not, is NaN, or is no number.
        """
        target = self._GetNdArray(target)
        if not (_is_float(target) or target.dtype.kind in "iu"):
            raise AssertionError(
                f"The value of {target} does not have an ordered numeric type, instead it has type: {target.dtype}"
            )
        nan = np.where(np.isnan(target))
        if nan[0].size:
            raise AssertionError(
                f"{nan[0].size} of the {target.size} element(s) are NaN. "
                "Subscripts(s) and value(s) of the NaN element(s):\n"
                + "\n".join(_listed(nan, target))
            )
        too_low = target <= lower_bound if open_lower_bound else target < lower_bound
        too_high = target >= upper_bound if open_upper_bound else target > upper_bound
        outside = np.where(np.logical_or(too_low, too_high))
        if outside[0].size:
            bounds = (
                f"{'(' if open_lower_bound else '['}{lower_bound}, {upper_bound}"
                f"{')' if open_upper_bound else ']'}"
            )
            raise AssertionError(
                f"{outside[0].size} of the {target.size} element(s) are outside the range {bounds}. "
                "Subscript(s) and value(s) of the offending elements:\n"
                + "\n".join(_listed(outside, target))
            )

    def assertAllInSet(self, target: Any, expected_set: Iterable[Any]) -> None:
        """All elements are among `expected_set`."""
        target = self._GetNdArray(target)
        others = np.setdiff1d(target.flatten(), list(expected_set))
        if others.size:
            raise AssertionError(
                f"{others.size} unique element(s) are not in the set {expected_set}: {others}"
            )

    def assertDTypeEqual(self, target: Any, expected_dtype: Any) -> None:
        """An array or tensor has this NumPy dtype."""
        target = self._GetNdArray(target)
        if not isinstance(target, list):
            target = [target]
        for array in target:
            self.assertEqual(array.dtype, expected_dtype)

    def assertShapeEqual(self, np_array: Any, tf_tensor: Any, msg: Any = None) -> None:
        """An array has the static shape of a tensor.

        Raises:
          TypeError: if the first is no array, or the second no tensor.
        """
        if not isinstance(np_array, (np.ndarray, np.generic)):
            raise TypeError("np_array must be a Numpy ndarray or Numpy scalar")
        if not isinstance(tf_tensor, Tensor):
            raise TypeError("tf_tensor must be a Tensor")
        self.assertAllEqual(np_array.shape, tf_tensor.shape.as_list(), msg=msg)


def _is_float(array: np.ndarray) -> bool:
    return array.dtype.kind == "f" or array.dtype == _BFLOAT16


def _listed(subscripts: Any, values: np.ndarray) -> list[str]:
    """The first elements at these places, a line for each."""
    lines = []
    places = np.transpose(subscripts)
    for place in places[:_LISTED]:
        at = tuple(int(index) for index in place)
        lines.append(f"  {list(at)} : {values[at] if values.ndim else values[()]}")
    if len(places) > _LISTED:
        lines.append("  ...")
    return lines
