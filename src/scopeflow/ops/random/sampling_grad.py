"""Gradients of random tensors: there are none."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("RandomUniform", "RandomStandardNormal", "TruncatedNormal")
