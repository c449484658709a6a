"""tf.lookup: tables from keys to values, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: experimental
    ops.lookup.initializers: KeyValueTensorInitializer TextFileIndex TextFileInitializer
    ops.lookup.static_tables: StaticHashTable
    ops.lookup.vocabulary: StaticVocabularyTable
    """,
)
