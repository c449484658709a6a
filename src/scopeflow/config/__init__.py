"""tf.config: devices and hints, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: experimental optimizer threading
    platform.devices: experimental_list_devices get_soft_device_placement set_soft_device_placement
    """,
)
