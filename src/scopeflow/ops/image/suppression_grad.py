"""Choosing boxes has no gradient."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("NonMaxSuppression")
not_differentiable("NonMaxSuppressionV2")
not_differentiable("NonMaxSuppressionWithOverlaps")
