"""tf.config.experimental: devices, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.devices: get_memory_growth get_visible_devices list_logical_devices
    platform.devices: list_physical_devices set_memory_growth set_visible_devices
    """,
)
