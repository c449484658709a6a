"""`tf.config.experimental` and its neighbours: which devices there are, and hints about how to use them.

JAX's devices count from one place, so that a GPU that is hidden here is not used by sessions either.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from scopeflow.engine.devices import devices
from scopeflow.xp import door


class PhysicalDevice(NamedTuple):
    """A device of this machine."""

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A device as a graph names it."""

    name: str
    device_type: str


class _Settings:
    """What the program has said."""

    def __init__(self) -> None:
        self.visible: list[PhysicalDevice] | None = None
        self.growth: dict[PhysicalDevice, bool | None] = {}
        self.soft_placement = False
        self.jit = False
        self.optimizer: dict[str, bool] = {
            "disable_model_pruning": False,
            "disable_meta_optimizer": False,
        }
        self.threads = {"inter": 0, "intra": 0}
        self.log_placement = False


_settings = _Settings()


def _physical() -> list[PhysicalDevice]:
    counts: dict[str, int] = {}
    found = []
    for device in devices():
        kind = device.device_type
        index = counts[kind] = counts.get(kind, -1) + 1
        found.append(PhysicalDevice(f"/physical_device:{kind}:{index}", kind))
    return found


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine.

    Args:
      device_type: only those of a type, such as "CPU" or "GPU".

    ```python
    >>> import scopeflow as tf
    >>> tf.config.experimental.list_physical_devices("CPU")
    [PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]

    ```
    """
    return [d for d in _physical() if device_type is None or d.device_type == device_type]


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The visible devices as a graph names them.

    Args:
      device_type: only those of a type.
    """
    return [
        LogicalDevice(
            f"/job:localhost/replica:0/task:0/device:{d.device_type}:{d.name.rpartition(':')[2]}",
            d.device_type,
        )
        for d in get_visible_devices(device_type)
    ]


def experimental_list_devices() -> list[str]:
    """The names of the visible devices."""
    return [device.name for device in list_logical_devices()]


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that sessions may use.

    Args:
      device_type: only those of a type.
    """
    seen = _physical() if _settings.visible is None else _settings.visible
    return [d for d in seen if device_type is None or d.device_type == device_type]


def set_visible_devices(devices: Any, device_type: str | None = None) -> None:
    """Chooses the devices that sessions may use.

    Sessions compute on the first visible GPU, or on the processor if none is visible.

    Args:
      devices: a PhysicalDevice or a list of them; an empty list hides all.
      device_type: choose among the devices of this type only, and leave the others as they are.

    Raises:
      ValueError: if there is no such device, or one is of another type.
    """
    wanted = [devices] if isinstance(devices, PhysicalDevice) else list(devices)
    present = _physical()
    for device in wanted:
        if device not in present:
            raise ValueError(f"Unrecognized device: {device!r}")
        if device_type is not None and device.device_type != device_type:
            raise ValueError(f"Unrecognized device: {device!r}. It is no {device_type}.")
    kept = (
        []
        if device_type is None
        else [d for d in get_visible_devices() if d.device_type != device_type]
    )
    _settings.visible = [d for d in present if d in kept or d in wanted]
    jax = door.jax()
    others = [d for d in _settings.visible if d.device_type != "CPU"]
    if others:
        index = int(others[0].name.rpartition(":")[2])
        chosen = [d for d in jax.devices() if d.platform != "cpu"][index]
    else:
        chosen = jax.devices("cpu")[0]
    jax.config.update("jax_default_device", chosen)


def get_memory_growth(device: PhysicalDevice) -> bool | None:
    """What was set for a GPU; None if nothing was.

    Raises:
      ValueError: if there is no such device, or it is no GPU.
    """
    _require_gpu(device)
    return _settings.growth.get(device)


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Notes whether memory of a GPU should be taken bit by bit; JAX reads XLA_PYTHON_CLIENT_PREALLOCATE for that.

    Args:
      device: a GPU.
      enable: whether.

    Raises:
      ValueError: if there is no such device, or it is no GPU.
    """
    _require_gpu(device)
    _settings.growth[device] = bool(enable)


def _require_gpu(device: PhysicalDevice) -> None:
    if device not in _physical():
        raise ValueError(f"Unrecognized device: {device!r}")
    if device.device_type == "CPU":
        raise ValueError("Cannot set memory growth on non-GPU devices")


def get_soft_device_placement() -> bool:
    """Whether operations without a kernel for their device move to another; they always do here."""
    return _settings.soft_placement


def set_soft_device_placement(enabled: bool) -> None:
    """Accepted for compatibility: what `get_soft_device_placement` says."""
    _settings.soft_placement = bool(enabled)


def get_jit() -> bool:
    """What `set_jit` was told."""
    return _settings.jit


def set_jit(enabled: bool) -> None:
    """Accepted for compatibility: what is worth compiling is compiled anyway."""
    _settings.jit = bool(enabled)


def get_experimental_options() -> dict[str, bool]:
    """What `set_experimental_options` was told."""
    return dict(_settings.optimizer)


def set_experimental_options(options: dict[str, bool]) -> None:
    """Accepted for compatibility: there is no graph optimizer to tell.

    Args:
      options: names of options and their values.
    """
    _settings.optimizer.update(options)


def get_inter_op_parallelism_threads() -> int:
    """What `set_inter_op_parallelism_threads` was told; 0 if nothing."""
    return _settings.threads["inter"]


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """Accepted for compatibility: XLA chooses its threads itself."""
    _settings.threads["inter"] = num_threads


def get_intra_op_parallelism_threads() -> int:
    """What `set_intra_op_parallelism_threads` was told; 0 if nothing."""
    return _settings.threads["intra"]


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Accepted for compatibility: XLA chooses its threads itself."""
    _settings.threads["intra"] = num_threads


def get_log_device_placement() -> bool:
    """What `set_log_device_placement` was told."""
    return _settings.log_placement


def set_log_device_placement(enabled: bool) -> None:
    """Accepted for compatibility: placements are not logged."""
    _settings.log_placement = bool(enabled)
