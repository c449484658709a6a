"""Drawing boxes and choosing windows have no gradients."""

from __future__ import annotations

from scopeflow.ops.gradient import not_differentiable

not_differentiable("DrawBoundingBoxes")
not_differentiable("SampleDistortedBoundingBox")
not_differentiable("SampleDistortedBoundingBoxV2")
