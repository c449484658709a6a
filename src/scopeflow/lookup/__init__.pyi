# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.lookup.initializers import KeyValueTensorInitializer as KeyValueTensorInitializer
from scopeflow.ops.lookup.static_tables import StaticHashTable as StaticHashTable
from scopeflow.ops.lookup.vocabulary import StaticVocabularyTable as StaticVocabularyTable
from scopeflow.ops.lookup.initializers import TextFileIndex as TextFileIndex
from scopeflow.ops.lookup.initializers import TextFileInitializer as TextFileInitializer
from scopeflow.lookup import experimental as experimental
