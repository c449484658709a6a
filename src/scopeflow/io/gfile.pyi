# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.formats.gfile import GFile as GFile
from scopeflow.formats.gfile import copy_v2 as _copy
from scopeflow.formats.gfile import exists_v2 as _exists
from scopeflow.formats.gfile import glob_v2 as _glob
from scopeflow.formats.gfile import is_directory_v2 as _isdir
from scopeflow.formats.gfile import list_directory_v2 as _listdir
from scopeflow.formats.gfile import make_directories_v2 as _makedirs
from scopeflow.formats.gfile import make_directory_v2 as _mkdir
from scopeflow.formats.gfile import remove_v2 as _remove
from scopeflow.formats.gfile import rename_v2 as _rename
from scopeflow.formats.gfile import remove_tree as _rmtree
from scopeflow.formats.gfile import stat_v2 as _stat
from scopeflow.formats.gfile import walk_v2 as _walk

copy = _copy
exists = _exists
glob = _glob
isdir = _isdir
listdir = _listdir
makedirs = _makedirs
mkdir = _mkdir
remove = _remove
rename = _rename
rmtree = _rmtree
stat = _stat
walk = _walk
