"""Where the arrays of compiled programs live, and how a program from an earlier process is run.

While JAX is imported that is JAX's own device.  Importing it takes half a second, which a process that compiles nothing - all its
programs were kept by an earlier one - need not spend: XLA's client alone can load and run them.  Once JAX is imported, for
whatever reason, its device is home and what lives elsewhere moves there (`at_home`).
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from operator import attrgetter
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.packages import has_plugins_of_jax


class Aval:
    """Shape and type of an array, where JAX's own class for it is not at hand."""

    __slots__ = ("dtype", "ndim", "shape")
    weak_type = False

    def __init__(self, shape: tuple[int, ...], dtype: Any) -> None:
        self.shape = shape
        self.dtype = np.dtype(dtype)
        self.ndim = len(shape)


class Home:
    """One device with what is needed to put arrays on it and to run programs there."""

    def __init__(self, device: Any, sharding: Any, aval: Callable[..., Any]) -> None:
        self.client = device.client
        self.device = device
        self.sharding = sharding
        self.aval = aval

    def put(self, value: np.ndarray, aval: Any, copy: bool) -> Any:
        """A NumPy array as one of the device; without `copy` it must not change while programs use it."""
        jaxlib = _jaxlib()
        kinds = jaxlib.HostBufferSemantics
        return jaxlib.batched_device_put(
            aval,
            self.sharding,
            [value],
            [self.device],
            True,
            False,
            kinds.IMMUTABLE_ONLY_DURING_CALL if copy else kinds.ZERO_COPY,
            True,
        )

    def program(
        self, serialized: bytes, takes: Sequence[tuple[Any, Any]], gives: Sequence[tuple[Any, Any]]
    ) -> Callable[..., list[Any]]:
        """A serialized program as a function of flat arguments.

        Args:
          serialized: as `serialize` gave it.
          takes: (shape, dtype) of each argument.
          gives: (shape, dtype) of each result.
        """
        from jaxlib import xla_client

        jaxlib = _jaxlib()
        loaded = self.client.deserialize_executable(
            serialized, xla_client.DeviceList((self.device,)), xla_client.CompileOptions()
        )
        arguments = [self.aval(shape, dtype) for shape, dtype in takes]
        handlers = [
            jaxlib.array_result_handler(self.aval(shape, dtype), self.sharding, True, True)
            for shape, dtype in gives
        ]
        put, array = self.put, jaxlib.ArrayImpl

        def run(*values: Any) -> list[Any]:
            placed = [
                value if type(value) is array else put(np.asarray(value), aval, False)
                for value, aval in zip(values, arguments, strict=True)
            ]
            return loaded.execute_sharded(placed).consume_with_handlers(handlers)

        return run


def home() -> Home:
    """The device on which programs run now."""
    global _strays
    if door.loaded() or not alone():
        return _of_jax()
    _strays = True
    return _of_client()


@functools.cache
def alone() -> bool:
    """Whether XLA's client can stand in for JAX: JAX would take the processor, and the client is one that we know."""
    if os.environ.get("JAX_PLATFORMS", "cpu") not in ("", "cpu") or os.environ.get(
        "JAX_PLATFORM_NAME"
    ):
        return False
    if importlib.util.find_spec("jax_plugins") or importlib.util.find_spec("libtpu"):
        return False
    if has_plugins_of_jax():
        return False
    try:
        made = _of_client()
        return (
            float(
                np.asarray(made.put(np.array([1.5], np.float32), Aval((1,), np.float32), True))[0]
            )
            == 1.5
        )
    except Exception:  # whatever another version of the client does not know
        return False


def kind() -> str:
    """What programs are compiled for, as far as it is not said by the processor: 'cpu' or a kind of accelerator."""
    if not door.loaded() and alone():
        return "cpu"
    device = door.jax().devices()[0]
    if device.platform == "cpu":
        return "cpu"
    return f"{device.platform} {device.device_kind} {device.client.platform_version}"


def put(value: Any) -> Any:
    """A NumPy array as an array of the device, with memory of its own."""
    here = home()
    array = np.asarray(value)
    return here.put(array, here.aval(array.shape, array.dtype), True)


def strays() -> bool:
    """Whether arrays may live where programs do not run any more: JAX was imported after some were made."""
    return _strays and door.loaded()


def at_home(value: Any) -> Any:
    """An array where programs run now; what is none, or is at home, is given back."""
    if strays() and type(getattr(value, "aval", None)) is Aval:
        return put(np.asarray(value))
    return value


def entered() -> AbstractContextManager[Any]:
    """A context for running programs: JAX, if it is there, keeps 64-bit types in it."""
    return door.x64() if door.loaded() else nullcontext()


def wait_for(arrays: Sequence[Any]) -> None:
    """Returns when these arrays are computed."""
    if len(arrays) > _FEW and door.loaded():
        door.jax().block_until_ready(arrays)
    else:
        for array in arrays:
            array.block_until_ready()


def serialize(compiled: Any) -> bytes:
    """A program that JAX has compiled, as bytes for `Home.program`."""
    executable = compiled.runtime_executable()
    return bytes(executable.client.serialize_executable(executable))


# So many arrays are waited for faster one by one.
_FEW = 8
# whether arrays may have been made without JAX
_strays = False


def _jaxlib() -> Any:
    # else the client reports its devices on standard error; JAX sets the same
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    from jaxlib import _jax

    return _jax


@functools.cache
def _of_client() -> Home:
    jaxlib = _jaxlib()
    xla_client: Any = importlib.import_module("jaxlib.xla_client")
    single: Any = jaxlib.SingleDeviceSharding
    replicated = xla_client.HloSharding.replicate()

    class Sharding(single):
        """All of an array on one device."""

        memory_kind = None

        def _to_xla_hlo_sharding(self, num_dimensions: int) -> Any:
            return replicated

    for name in ("dtype", "ndim", "shape"):
        # JAX puts its own in their place when it is imported
        setattr(jaxlib.ArrayImpl, name, property(attrgetter(f"aval.{name}")))
    device = xla_client.make_cpu_client().local_devices()[0]
    return Home(device, Sharding(device), Aval)


@functools.cache
def _of_jax() -> Home:
    jax = door.jax()
    device = jax.devices()[0]
    return Home(device, jax.sharding.SingleDeviceSharding(device), jax.core.ShapedArray)
