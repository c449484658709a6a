# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.formats.gfile import copy as _Copy
from scopeflow.formats.gfile import delete_recursively as _DeleteRecursively
from scopeflow.formats.gfile import file_exists as _Exists
from scopeflow.formats.gfile import FastGFile as FastGFile
from scopeflow.formats.gfile import GFile as GFile
from scopeflow.formats.gfile import get_matching_files as _Glob
from scopeflow.formats.gfile import is_directory as _IsDirectory
from scopeflow.formats.gfile import list_directory as _ListDirectory
from scopeflow.formats.gfile import recursive_create_dir as _MakeDirs
from scopeflow.formats.gfile import create_dir as _MkDir
from scopeflow.formats.gfile import GFile as _Open
from scopeflow.formats.gfile import delete_file as _Remove
from scopeflow.formats.gfile import rename as _Rename
from scopeflow.formats.gfile import stat as _Stat
from scopeflow.formats.gfile import walk as _Walk

Copy = _Copy
DeleteRecursively = _DeleteRecursively
Exists = _Exists
Glob = _Glob
IsDirectory = _IsDirectory
ListDirectory = _ListDirectory
MakeDirs = _MakeDirs
MkDir = _MkDir
Open = _Open
Remove = _Remove
Rename = _Rename
Stat = _Stat
Walk = _Walk
