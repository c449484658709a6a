"""tf.resource_loader: files beside the code, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.resources: get_data_files_path get_path_to_datafile get_root_dir_with_all_resources
    platform.resources: load_resource readahead_file_path
    """,
)
