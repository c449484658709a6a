"""No gradient flows through a call of Python on arrays."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("PyFunc", "PyFuncStateless")
