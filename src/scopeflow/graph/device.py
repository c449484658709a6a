"""Device strings: what they say, how they are written, and how nested ones combine."""

from __future__ import annotations

import functools
from typing import Any

_PARTS = ("job", "replica", "task", "device_type", "device_index")


class DeviceSpec:
    """Where an operation is to run, wholly or partly said.

    Attributes (None: not said):
      job: the name of a job in a cluster, a string.
      replica: the number of a replica, an int.
      task: the number of a task in the job, an int.
      device_type: "CPU", "GPU" or another kind of device.
      device_index: the number of the device among its kind; None also for "any".

    Each can be set. Two specs are equal if they say the same.

    Raises:
      ValueError: if a number is not one.

    >>> spec = tf.DeviceSpec(job="worker", device_type="gpu", device_index=1)
    >>> spec.to_string()
    '/job:worker/device:GPU:1'
    >>> tf.DeviceSpec.from_string("/task:2/cpu:0").task
    2
    """

    __slots__ = ("_device_index", "_device_type", "_job", "_replica", "_task", "_text")

    _text: str | None

    def __init__(
        self,
        job: Any = None,
        replica: Any = None,
        task: Any = None,
        device_type: Any = None,
        device_index: Any = None,
    ) -> None:
        self.job = job
        self.replica = replica
        self.task = task
        self.device_type = device_type
        self.device_index = device_index

    @property
    def job(self) -> str | None:
        return self._job

    @job.setter
    def job(self, job: Any) -> None:
        self._job = None if job is None else str(job)
        self._text = None

    @property
    def replica(self) -> int | None:
        return self._replica

    @replica.setter
    def replica(self, replica: Any) -> None:
        self._replica = None if replica is None else int(replica)
        self._text = None

    @property
    def task(self) -> int | None:
        return self._task

    @task.setter
    def task(self, task: Any) -> None:
        self._task = None if task is None else int(task)
        self._text = None

    @property
    def device_type(self) -> str | None:
        return self._device_type

    @device_type.setter
    def device_type(self, device_type: Any) -> None:
        # Only these two have a lower-case spelling.
        kind = None if device_type is None else str(device_type)
        self._device_type = kind.upper() if kind in ("cpu", "gpu") else kind
        self._text = None

    @property
    def device_index(self) -> int | None:
        return self._device_index

    @device_index.setter
    def device_index(self, device_index: Any) -> None:
        self._device_index = None if device_index is None else int(device_index)
        self._text = None

    @classmethod
    def from_string(cls, spec: str | None) -> DeviceSpec:
        """What a device string says, e.g. "/job:a/task:1/device:GPU:0" or "/cpu:0".

        Raises:
          ValueError: if it is malformed.
        """
        return cls(**_parse(spec))

    def parse_from_string(self, spec: str | None) -> DeviceSpec:
        """Makes this spec say what the string says and no more; returns this spec.

        Raises:
          ValueError: if the string is malformed; this spec is then unchanged.

        >>> tf.DeviceSpec(job="a", task=1).parse_from_string("/job:b").to_string()
        '/job:b'
        """
        said = _parse(spec)
        for part in _PARTS:
            setattr(self, part, said.get(part))
        return self

    def merge_from(self, dev: DeviceSpec) -> None:
        """Takes over all that `dev` says, and keeps the rest.

        >>> spec = tf.DeviceSpec(job="a", task=1)
        >>> spec.merge_from(tf.DeviceSpec(job="b"))
        >>> spec.to_string()
        '/job:b/task:1'
        """
        for part, value in _merged(self, dev).items():
            setattr(self, part, value)

    def make_merged_spec(self, dev: DeviceSpec) -> DeviceSpec:
        """A new spec: all that `dev` says, and the rest as here."""
        return type(self)(**_merged(self, dev))

    def replace(self, **kwargs: Any) -> DeviceSpec:
        """A new spec with other values for some of the attributes.

        >>> tf.DeviceSpec(job="a", task=1).replace(task=None).to_string()
        '/job:a'
        """
        return type(self)(**{**{part: getattr(self, part) for part in _PARTS}, **kwargs})

    def to_string(self) -> str:
        """The device string in its full form, e.g. "/job:a/replica:0/task:1/device:CPU:0"."""
        if self._text is None:
            self._text = self._write()
        return self._text

    def _write(self) -> str:
        text = "" if self._job is None else f"/job:{self._job}"
        if self._replica is not None:
            text += f"/replica:{self._replica}"
        if self._task is not None:
            text += f"/task:{self._task}"
        if self._device_type is not None:
            index = "*" if self._device_index is None else self._device_index
            text += f"/device:{self._device_type}:{index}"
        return text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())


def _merged(under: Any, over: Any) -> dict[str, Any]:
    """All that `over` says, and where it says nothing what `under` says."""
    said = {}
    for part in _PARTS:
        value = getattr(over, part)
        said[part] = getattr(under, part) if value is None else value
    return said


@functools.lru_cache(maxsize=4096)
def _parse(spec: Any) -> dict[str, Any]:
    """The parts that a device string names."""
    said: dict[str, Any] = {}
    try:
        _parse_parts(said, spec)
    except ValueError as error:
        error.add_note(f"The device is {spec!r}. {_FORM}")
        raise
    return said


_FORM = (
    "A device is written as '/job:NAME/replica:N/task:N/device:GPU:0', every part optional; "
    "'/cpu:0' and '/gpu:0' are short for '/device:CPU:0' and '/device:GPU:0'."
)


def _parse_parts(said: dict[str, Any], spec: Any) -> None:
    for part in (spec or "").split("/"):
        name, *values = part.split(":")
        if name == "job" and len(values) == 1:
            said["job"] = values[0]
        elif name in ("replica", "task") and len(values) == 1:
            said[name] = int(values[0])
        elif name.upper() in ("CPU", "GPU") and len(values) <= 1:
            _parse_device(said, spec, name.upper(), values[0] if values else "*")
        elif name == "device" and len(values) == 2:
            _parse_device(said, spec, *values)
        elif name:
            raise ValueError(f"Unknown attribute: '{name}' in '{spec}'. {_FORM}")


def _parse_device(said: dict[str, Any], spec: str, kind: str, index: str) -> None:
    if "device_type" in said:
        raise ValueError(
            f"Cannot specify multiple device types: {spec}. An operation runs on one device."
        )
    said["device_type"] = kind
    said["device_index"] = None if index == "*" else int(index)


def is_device_spec(obj: object) -> bool:
    """Whether `obj` is a DeviceSpec."""
    return isinstance(obj, DeviceSpec)


def canonical_name(device: Any) -> str:
    """The full form of a device string or DeviceSpec; '' for None.

    Raises:
      ValueError: if the string is malformed.
    """
    if device is None:
        return ""
    spec = device if isinstance(device, DeviceSpec) else DeviceSpec.from_string(device)
    return spec.to_string()


def check_valid(spec: str | None) -> None:
    """Raises ValueError if a device string is malformed."""
    _parse(spec)


def device_text(device: Any) -> str:
    """What an operation keeps as its device: a string as it stands, a DeviceSpec written out.

    Raises:
      TypeError: if `device` is neither; None too says nothing about a device, '' says "anywhere".
    """
    if isinstance(device, str):
        return device
    if isinstance(device, bytes):
        return device.decode()
    if isinstance(device, DeviceSpec):
        return device.to_string()
    raise TypeError(
        f"Expected binary or unicode string, got {device!r}. A device is a string such as"
        " '/gpu:0' or a tf.DeviceSpec; a device function returns '' to leave the choice open."
    )


class MergeDevice:
    """A device string as a device function: fills in what an operation's own device leaves open.

    Device functions are called from the innermost scope outwards, so inner scopes have said their
    part when an outer one is asked, and win.
    """

    __slots__ = ("_merged", "_spec", "is_null_merge")

    def __init__(self, text: str) -> None:
        self._spec = DeviceSpec.from_string(text)
        self.is_null_merge = not text  # it has nothing to say and need not be called
        self._merged: dict[str, str] = {}  # what it answered: programs use few devices

    def __call__(self, node: Any) -> DeviceSpec:
        """The device for `node`, an Operation."""
        return DeviceSpec.from_string(self.shortcut_string_merge(node))

    def shortcut_string_merge(self, node: Any) -> str:
        """As a call, but gives the device string."""
        inner = node.device or ""
        if inner not in self._merged:
            self._merged[inner] = self._spec.make_merged_spec(
                DeviceSpec.from_string(inner)
            ).to_string()
        return self._merged[inner]

    def __repr__(self) -> str:
        return f"{super().__repr__()} (spec: {self._spec.to_string()})"


@functools.lru_cache(maxsize=4096)
def _merger(text: str) -> MergeDevice:
    return MergeDevice(text)


def merge_device(spec: Any) -> MergeDevice:
    """The device function of a device string or DeviceSpec, as it is now.

    Raises:
      ValueError: if the string is malformed.
    """
    return spec if isinstance(spec, MergeDevice) else _merger(canonical_name(spec))
