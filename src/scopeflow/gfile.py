"""tf.gfile: files and directories, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    formats.gfile: Copy=copy DeleteRecursively=delete_recursively Exists=file_exists FastGFile GFile
    formats.gfile: Glob=get_matching_files IsDirectory=is_directory ListDirectory=list_directory
    formats.gfile: MakeDirs=recursive_create_dir MkDir=create_dir Open=GFile Remove=delete_file
    formats.gfile: Rename=rename Stat=stat Walk=walk
    """,
)
