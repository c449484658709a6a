"""`tf.resource_loader` and `tf.sysconfig`: where files are."""

from __future__ import annotations

import inspect
import os
import sys

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# As TensorFlow's own build for Linux says; nothing here is built by a C++ compiler.
CXX11_ABI_FLAG = 0
MONOLITHIC_BUILD = 0


def get_data_files_path() -> str:
    """The directory of the file whose code calls this."""
    return os.path.dirname(inspect.getfile(sys._getframe(1)))


def get_path_to_datafile(path: str) -> str:
    """The path of a file that is given relative to the directory of the file whose code calls this.

    Args:
      path: the relative path.
    """
    return os.path.join(os.path.dirname(inspect.getfile(sys._getframe(1))), path)


def get_root_dir_with_all_resources() -> str:
    """The directory of the library itself."""
    return _PACKAGE


def load_resource(path: str) -> bytes:
    """The content of a file of the library itself.

    Args:
      path: relative to the library's directory.

    Raises:
      IOError: if it cannot be read.
    """
    with open(os.path.join(_PACKAGE, path), "rb") as file:
        return file.read()


def readahead_file_path(path: str, readahead: str = "128M") -> str:
    """The path itself: files are read as they are."""
    return path


def get_include() -> str:
    """The directory where C++ headers would be; there are none."""
    return os.path.join(_PACKAGE, "include")


def get_lib() -> str:
    """The directory of the library."""
    return _PACKAGE


def get_compile_flags() -> list[str]:
    """Flags for a C++ compiler that looks for headers in `get_include()`."""
    return [f"-I{get_include()}", f"-D_GLIBCXX_USE_CXX11_ABI={CXX11_ABI_FLAG}"]


def get_link_flags() -> list[str]:
    """Flags for a linker; there is no shared library to link, so it only names the directory."""
    return [f"-L{get_lib()}"]
