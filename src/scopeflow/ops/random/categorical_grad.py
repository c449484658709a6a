"""Gradients of drawn classes: there are none."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("Multinomial")
