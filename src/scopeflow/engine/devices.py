"""The devices of this process, as a session lists them."""

from __future__ import annotations

from typing import NamedTuple


class DeviceAttributes(NamedTuple):
    """One device: its full name, its type, and its memory in bytes where that is known."""

    name: str
    device_type: str
    memory_limit_bytes: int
    incarnation: int


def devices() -> list[DeviceAttributes]:
    """The host's processor, and what else JAX finds."""
    from scopeflow.xp import door

    found = [DeviceAttributes("/job:localhost/replica:0/task:0/device:CPU:0", "CPU", 268435456, 1)]
    for device in door.jax().devices():
        if device.platform != "cpu":
            kind = device.platform.upper()
            stats = device.memory_stats() or {}
            name = f"/job:localhost/replica:0/task:0/device:{kind}:{device.id}"
            found.append(
                DeviceAttributes(name, kind, int(stats.get("bytes_limit", 0)), device.id + 1)
            )
    return found
