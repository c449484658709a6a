"""Gradients of random tensors that follow from a seed: there are none."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable(
    "StatelessMultinomial",
    "StatelessRandomNormal",
    "StatelessRandomUniform",
    "StatelessRandomUniformInt",
    "StatelessTruncatedNormal",
)
