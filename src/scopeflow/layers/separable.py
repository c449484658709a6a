"""What tf.layers.SeparableConv1D and SeparableConv2D share."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.shapes import as_shape
from scopeflow.layers import lookups
from scopeflow.layers.conv import Conv
from scopeflow.layers.input_spec import InputSpec


class SeparableConv(Conv):
    """What layers share that look at each channel by itself before they mix channels.

    Args: as of `tf.layers.SeparableConv2D`.
    """

    def __init__(
        self,
        rank: int,
        depth_multiplier: int = 1,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rank=rank, **kwargs)
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = lookups.initializer(depthwise_initializer)
        self.pointwise_initializer = lookups.initializer(pointwise_initializer)
        self.depthwise_regularizer = lookups.regularizer(depthwise_regularizer)
        self.pointwise_regularizer = lookups.regularizer(pointwise_regularizer)
        self.depthwise_constraint = lookups.constraint(depthwise_constraint)
        self.pointwise_constraint = lookups.constraint(pointwise_constraint)

    def build(self, input_shape: Any) -> None:
        """Makes the two kernels and the bias.

        Raises:
          ValueError: if the number of channels is not known.
        """
        channels = self._channels(as_shape(input_shape))
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        multiplier = self.depth_multiplier
        self.depthwise_kernel = self._add_kernel(
            "depthwise_kernel", (*self.kernel_size, channels, multiplier), "depthwise"
        )
        self.pointwise_kernel = self._add_kernel(
            "pointwise_kernel",
            (*[1] * self.rank, multiplier * channels, self.filters),
            "pointwise",
        )
        self._add_bias()
        self.built = True

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        return {
            **super().get_config(),
            "depth_multiplier": self.depth_multiplier,
            "depthwise_initializer": lookups.described(self.depthwise_initializer),
            "pointwise_initializer": lookups.described(self.pointwise_initializer),
            "depthwise_regularizer": lookups.described(self.depthwise_regularizer),
            "pointwise_regularizer": lookups.described(self.pointwise_regularizer),
            "depthwise_constraint": lookups.described(self.depthwise_constraint),
            "pointwise_constraint": lookups.described(self.pointwise_constraint),
        }
