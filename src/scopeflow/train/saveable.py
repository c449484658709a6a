"""What a Saver saves: variables as SaveableObjects, and the name each is saved under."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.device import canonical_name
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.saving.saveable import SaveableObject, SaveSpec
from scopeflow.ops.state.assigning import assign, assign_variable_op
from scopeflow.variables.handles import BaseResourceVariable
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.variable import Variable

_REF_KINDS = ("Variable", "VariableV2", "AutoReloadVariable")
CPU = "/device:CPU:0"


class RefSaveable(SaveableObject):
    """A ref variable, or a slice of one."""

    def __init__(self, var: Any, slice_spec: str, name: str) -> None:
        super().__init__(var, [SaveSpec(var, slice_spec, name, dtype=var.dtype.base_dtype)], name)

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Any:
        """Assigns the value."""
        value = restored_tensors[0]
        if restored_shapes is not None:
            value = reshape(value, restored_shapes[0])
        known = self.op.shape.is_fully_defined()
        return assign_ref(self.op, value, restored_shapes is None and known)


def assign_ref(var: Any, value: Any, validate_shape: bool) -> Any:
    """An Assign node, for a variable or its own tensor."""
    ref = var if isinstance(var, Tensor) else var._ref()
    return assign(ref, value, validate_shape=validate_shape)


class ResourceSaveable(SaveableObject):
    """A resource variable, or a slice of one, given as itself or by a read of it."""

    def __init__(self, var: Any, slice_spec: str, name: str) -> None:
        self._var_device = var.device
        self._var_shape = var.shape
        if isinstance(var, Tensor):
            self.handle_op = var.op.inputs[0]
            tensor: Any = var
        else:
            self.handle_op = var.handle
            tensor = _reading(var)
        spec = SaveSpec(tensor, slice_spec, name, dtype=var.dtype, device=var.device)
        super().__init__(var, [spec], name)

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Any:
        """Assigns the value, on the variable's device."""
        value = restored_tensors[0]
        if restored_shapes is not None:
            value = reshape(value, restored_shapes[0])
        if not self._var_shape.is_compatible_with(value.shape):
            raise ValueError(
                f"The shape of the value {value.shape} is not compatible with that of the variable "
                f"{self._var_shape}."
            )
        with get_default_graph().device(self._var_device):
            return assign_variable_op(self.handle_op, identity(value))


def _reading(var: Any) -> Callable[[], Tensor]:
    def read() -> Tensor:
        graph = get_default_graph()
        with graph.device(var.device):
            value = var.read_value()
        with graph.device(CPU):
            return identity(value)

    return read


# -- names -----------------------------------------------------------------------------------------


def by_name(var_list: Any) -> dict[str, Any]:
    """Variables by the name they are saved under; slices of one variable as a list.

    Raises:
      TypeError: if something is no variable.
      ValueError: if two have one name.
    """
    if isinstance(var_list, dict):
        return var_list
    if not isinstance(var_list, (list, tuple, set)):
        raise TypeError(f"Variables to save should be passed in a dict or a list: {var_list}")
    named: dict[str, Any] = {}
    for var in sorted(var_list, key=lambda one: one.name):
        if isinstance(var, SaveableObject):
            named[var.name] = var
        elif hasattr(var, "_gather_saveables_for_checkpoint") and not isinstance(var, Variable):
            # an object that is no variable: what it keeps, under its own names
            made = var._gather_saveables_for_checkpoint().values()
            named.update(by_name([one() if callable(one) else one for one in made]))
        elif isinstance(var, PartitionedVariable):
            _claim(named, var.name)
            named[var.name] = var
        elif isinstance(var, Variable) and var._save_slice_info is not None:
            name = var._save_slice_info.full_name
            if not isinstance(named.get(name, []), list):
                raise ValueError(
                    f"Mixing slices and non-slices with the same name: {name}. A variable cannot have the name of one "
                    "that is partitioned; give `var_list` as a dict with other names."
                )
            named.setdefault(name, []).append(var)
        else:
            tensor = own_tensor(var)
            name = (tensor.op.inputs[0] if tensor.op.type == "ReadVariableOp" else tensor).op.name
            _claim(named, name)
            named[name] = tensor
    return named


def _claim(named: dict[str, Any], name: str) -> None:
    if name in named:
        raise ValueError(
            f"At least two variables have the same name: {name}. Give `var_list` as a dict to save each under a name "
            "of its own, or name each variable once."
        )


def of_one(var: Any, name: str) -> SaveableObject:
    """What saves and restores one variable under a name.

    Raises:
      TypeError: if it is no variable.
    """
    (found,) = _of(var, name)
    return found


def own_tensor(var: Any) -> Any:
    """The tensor that stands for a variable in a Saver: of a resource variable, a read of it.

    Raises:
      TypeError: if it is no variable.
    """
    if var is None:
        raise ValueError("None values not supported. A Saver saves variables.")
    if isinstance(var, BaseResourceVariable):
        return var._graph_element
    if isinstance(var, Variable):
        reference: Any = var
        return reference._ref()
    if isinstance(var, Tensor):
        return var
    raise TypeError(
        f"Variable to save is not a Variable: {var}. A Saver saves variables; of a program's other values, keep those to "
        "be saved in variables."
    )


def saveables(named: dict[str, Any]) -> list[SaveableObject]:
    """What is to be saved, sorted by name.

    Raises:
      TypeError: if a name is no text or something is no variable.
      ValueError: if something comes twice.
    """
    found: list[SaveableObject] = []
    seen: set[int] = set()
    for name, var in sorted(named.items(), key=lambda item: str(item[0])):
        if not isinstance(name, str):
            raise TypeError(
                f"names_to_saveables must be a dict mapping string names to trackable operations. Name is not a string: {name}"
            )
        for saveable in _of(var, name):
            if id(saveable.op) in seen:
                raise ValueError(
                    f"The same saveable will be restored with two names: {saveable.name}. `var_list` holds one variable twice."
                )
            seen.add(id(saveable.op))
            found.append(saveable)
    return found


def _of(var: Any, name: str) -> Iterator[SaveableObject]:
    if isinstance(var, SaveableObject):
        yield var
    elif isinstance(var, (list, tuple, PartitionedVariable)):
        yield from _slices(list(var), name)
    else:
        tensor = own_tensor(var)
        if tensor.op.type in _REF_KINDS:
            yield RefSaveable(tensor, "", name)
        elif tensor.op.type == "ReadVariableOp":
            yield ResourceSaveable(tensor, "", name)
        else:
            raise TypeError(
                f"Variable to save is not a Variable: {tensor}. Only variables can be restored, so only they are saved."
            )


def _slices(variables: list[Any], name: str) -> Iterator[SaveableObject]:
    whole: str | None = None
    for var in variables:
        if not isinstance(var, Variable):
            raise ValueError(f"Slices must all be Variables: {var}")
        info = var._save_slice_info
        if info is None:
            raise ValueError(
                f"Slices must all be slices: {var}. A list stands for the parts of one partitioned variable."
            )
        whole = info.full_name if whole is None else whole
        if whole != info.full_name:
            raise ValueError(
                f"Slices must all be from the same tensor: {whole} != {info.full_name}"
            )
        kind = ResourceSaveable if isinstance(var, BaseResourceVariable) else RefSaveable
        yield kind(var, info.spec, name)


def device_of(saveable: SaveableObject) -> str:
    """The device that all tensors of one saveable are on, in its full spelling."""
    devices = {canonical_name(spec.tensor.device) for spec in saveable.specs}
    if len(devices) != 1:
        raise ValueError(
            f"All tensors of a saveable object must be on the same device: {saveable.name}"
        )
    return devices.pop()
