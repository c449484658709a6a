# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.resources import get_data_files_path as get_data_files_path
from scopeflow.platform.resources import get_path_to_datafile as get_path_to_datafile
from scopeflow.platform.resources import get_root_dir_with_all_resources as get_root_dir_with_all_resources
from scopeflow.platform.resources import load_resource as load_resource
from scopeflow.platform.resources import readahead_file_path as readahead_file_path
