"""tf.sysconfig: where the library is, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.resources: CXX11_ABI_FLAG MONOLITHIC_BUILD get_compile_flags get_include get_lib
    platform.resources: get_link_flags
    """,
)
