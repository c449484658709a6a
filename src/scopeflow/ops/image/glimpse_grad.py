"""Glimpses have no gradient."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("ExtractGlimpse")
