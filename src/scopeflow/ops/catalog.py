"""Every module that declares ops, and finding an op's definition by its type.

A module's ops are in the registry once it is imported.  For a type that is not there yet the modules are
imported whose text speaks of it, and all of them only if that does not help: most programs use a few families.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from scopeflow.graph import ports
from scopeflow.ops.define import REGISTRY, Definition

# By family, the modules that declare ops.
FAMILIES = {
    "arrays": """
        blocks choosing constant counting diagonals differences distinct filling
        first_versions gathering identity in_place joining layouts many_diagonals masking
        moving offsets padding padding_slopes parallel placeholder rolling scattering
        searching shaping slicing slicing_slopes splitting stitching
    """,
    "audio": "wav",
    "checks": "assertion finite shapes",
    "control": "called grouping looping stacks switching tensor_array_ops tensor_lists",
    "image": """
        adjusting boxes colors combined_suppression crop_resize decoding encoding glimpse resizing
        suppression
    """,
    "data": """
        batching caching csv_files example_batches joining matching older_names padding prefetching record_files
        selecting shuffling sparse_rows sql statistics text_files windows
        elements filtering flattening folding generating grouping iterators mapped_batches mapping
        sources wrapping
    """,
    "host": "printing py_func py_function timing",
    "linalg": "cholesky_slope contractions decompositions functions least_squares norms solving tridiagonal",
    "lookup": "definitions",
    "math": """
        arithmetic bitwise broadcasting casting comparison complexes derivatives division
        elementwise histogram logical matmul reduction scanning special sums thresholds
        vjp
    """,
    "nn": """
        activation affine candidates conv conv3d ctc depthwise derivatives entropy
        fake_quant fractional fused morphology patches pool pool_argmax quantizing ranking
        response softmax
    """,
    "parsing": "csv examples files padded raw sequences tensors",
    "quantized": "arithmetic converting windows",
    "ragged": "converting ranging variants",
    "queues": "accumulator_ops barrier_ops definitions reader_ops record_input staging_ops",
    "random": "categorical gamma sampling stateful stateless",
    "saving": "checkpoints remapping tables",
    "segments": "chosen ordered unordered",
    "signal": "fourier",
    "sparse": """
        converting crossing elementwise filling joining moving packing parts products reductions setting storing
    """,
    "state": "assigning mutex scatter session_tensors",
    "strings": """
        base64 cutting fingerprinting formatting hashing joining ngrams numbers regex
        splitting unicode
    """,
    "training": "applying",
}
MODULES = tuple(f"{family}.{name}" for family, names in FAMILIES.items() for name in names.split())


def find(op_type: str) -> Definition | None:
    """The definition of `op_type`, or None if there is none."""
    found = REGISTRY.get(op_type)
    for module in () if found else speaking_of(op_type):
        import_module(module)
        found = REGISTRY.get(op_type)
        if found is not None:
            return found
    if found is None:
        load_all()
        found = REGISTRY.get(op_type)
    return found


def speaking_of(op_type: str) -> list[str]:
    """The modules in whose text a string begins with `op_type`, as a declaration does."""
    return [
        name
        for name, text in _texts().items()
        if any(f'"{op_type}{end}' in text for end in ('"', "(", "{"))
    ]


@cache
def _texts() -> dict[str, str]:
    top = Path(__file__).parent.parent
    names = [*(f"scopeflow.ops.{module}" for module in MODULES), *ports.MORE_OPS]
    paths = {name: top.joinpath(*name.split(".")[1:]).with_suffix(".py") for name in names}
    # without its sources, as in an archive, the library imports all modules
    return {name: path.read_text() for name, path in paths.items() if path.is_file()}


def load_all() -> dict[str, Definition]:
    """The registry with every definition in it."""
    for module in MODULES:
        import_module(f"scopeflow.ops.{module}")
    for module in ports.MORE_OPS:
        import_module(module)
    return REGISTRY
