"""tf.compat, tf.config, tf.sysconfig, tf.resource_loader and the switches of behaviour."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest

import scopeflow as tf

COMPAT = tf.compat


def test_compat_v1_is_the_library_itself():
    import scopeflow.compat.v1 as imported

    assert COMPAT.v1 is tf and imported is tf
    assert not hasattr(COMPAT, "v2")


@pytest.mark.parametrize(
    ("function", "given", "wanted"),
    [
        (COMPAT.as_bytes, "ü", b"\xc3\xbc"),
        (COMPAT.as_bytes, b"a", b"a"),
        (COMPAT.as_bytes, bytearray(b"q"), b"q"),
        (COMPAT.as_text, b"a", "a"),
        (COMPAT.as_str, "a", "a"),
        (COMPAT.as_str_any, 3, "3"),
        (COMPAT.as_str_any, b"3", "3"),
        (COMPAT.path_to_str, pathlib.Path("a") / "b", "a/b"),
        (COMPAT.path_to_str, "a", "a"),
        (COMPAT.dimension_value, tf.Dimension(3), 3),
    ],
)
def test_text_and_bytes(function, given, wanted):
    assert function(given) == wanted


@pytest.mark.parametrize("function", [COMPAT.as_bytes, COMPAT.as_text])
def test_what_is_no_text_is_refused(function):
    with pytest.raises(TypeError, match="Expected binary or unicode string, got 3"):
        function(3)


def test_kinds_of_numbers():
    assert isinstance(np.int32(1), COMPAT.integral_types)
    assert isinstance(np.float16(1), COMPAT.real_types)
    assert isinstance(1j, COMPAT.complex_types)
    assert not isinstance(1.5, COMPAT.integral_types)


def test_the_horizon_is_that_of_the_release_and_can_be_moved():
    assert COMPAT.forward_compatible(2019, 8, 20)
    assert not COMPAT.forward_compatible(2019, 8, 21)
    with COMPAT.forward_compatibility_horizon(2030, 1, 1):
        assert COMPAT.forward_compatible(2029, 1, 1)
    assert not COMPAT.forward_compatible(2029, 1, 1)


def test_a_processor_is_there_and_is_no_gpu():
    (cpu,) = tf.config.experimental.list_physical_devices("CPU")
    assert cpu.name == "/physical_device:CPU:0"
    with pytest.raises(ValueError, match="Cannot set memory growth on non-GPU devices"):
        tf.config.experimental.set_memory_growth(cpu, True)
    with pytest.raises(ValueError, match="Unrecognized device"):
        tf.config.experimental.set_visible_devices([cpu._replace(name="none")])
    assert cpu in tf.config.experimental.get_visible_devices()


def test_settings_are_told_back():
    tf.config.optimizer.set_jit(True)
    tf.config.set_soft_device_placement(True)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    assert tf.config.optimizer.get_jit() and tf.config.get_soft_device_placement()
    assert tf.config.threading.get_inter_op_parallelism_threads() == 2


def test_files_beside_the_code():
    here = pathlib.Path(__file__)
    assert tf.resource_loader.get_data_files_path() == str(here.parent)
    assert tf.resource_loader.get_path_to_datafile("x/y") == str(here.parent / "x/y")
    assert b"def Graph" not in tf.resource_loader.load_resource("graph/core.py")
    with pytest.raises(FileNotFoundError):
        tf.resource_loader.load_resource("nope")


def test_where_the_library_is():
    assert pathlib.Path(tf.sysconfig.get_lib()) == pathlib.Path(tf.__file__).parent
    assert tf.sysconfig.get_include().startswith(tf.sysconfig.get_lib())


def test_graphs_are_asked_for_and_nothing_changes():
    tf.disable_eager_execution()
    tf.disable_v2_behavior()
    tf.disable_v2_tensorshape()
    tf.disable_tensor_equality()
    tf.disable_control_flow_v2()
    assert not tf.executing_eagerly() and not tf.control_flow_v2_enabled()


@pytest.mark.parametrize("name", ["enable_eager_execution", "enable_v2_behavior"])
def test_what_is_not_supported_says_so(name):
    function = getattr(tf, name)
    assert function.__not_supported__ is True
    with pytest.raises(NotImplementedError, match=f"tf.{name} is not supported"):
        function()
