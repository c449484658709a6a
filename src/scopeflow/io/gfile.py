"""tf.io.gfile: files and directories, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    formats.gfile: copy=copy_v2 exists=exists_v2 GFile glob=glob_v2 isdir=is_directory_v2
    formats.gfile: listdir=list_directory_v2 makedirs=make_directories_v2 mkdir=make_directory_v2
    formats.gfile: remove=remove_v2 rename=rename_v2 rmtree=remove_tree stat=stat_v2 walk=walk_v2
    """,
)
