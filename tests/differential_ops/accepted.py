"""The differences from TensorFlow that are meant, each with its reason."""

from __future__ import annotations

import re

# (what a program holds, what the difference says, the reason): regular expressions
DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    (r"", r"reference Crash", "TensorFlow's process ends: nobody can do the same on purpose."),
    (
        r"",
        r"run: reference \['\w+Error', [\"'](No (registered|OpKernel|algorithm)|Cast \w+ to \w+ is not supported"
        r"|.*(not supported|only supported?|supports? only|No WhereOp available|Unhandled (data ?type|input dimensions: [5-9]))|Unsupported)",
        "A dtype or layout that TensorFlow's kernels leave out on CPUs; ours have it.",
    ),
    (
        r"",
        r"run: reference \['\w+Error', [\"'](Invalid cast from floating point type to \w+ in Constant|binary complex op"
        r"|Operands to RoundToEven must be real|Binary op \w+ with different element types"
        r"|Expected element type in shape to be|Unexpected error in binary operator)",
        "No kernel on CPUs for this dtype: TensorFlow asks XLA's, which fails in words of its own.",
    ),
    (
        r"tf\.(realdiv|truncatediv|truncatemod)\(|complex\d+",
        r"(realdiv|truncatediv|truncatemod|truediv|div|divide): (value|failure fine / InvalidArgumentError Integer div)",
        "No kernel on CPUs for these integers, and XLA's divides by zero in silence; XLA's complex infinities.",
    ),
    (
        r"dynamic_stitch",
        r"dynamic_stitch: value",
        "What no index names holds what the memory held before.",
    ),
    (
        r"confusion_matrix.*weights",
        r"failure fine / InvalidArgumentError array is not broadcastable",
        "TensorFlow reads beyond the end of the weights.",
    ),
    (r"moments", r"data type not understood", "A failure of the reference's NumPy."),
    (
        r"",
        r"Failed to convert object of type <class 'Operation'> to Tensor",
        "What assertions return is wrapped there, to tell those who never use it.",
    ),
    (r"", r"tuple index out of range", "The same index, into a list there."),
    (
        r"'edge'",
        r"(igammac?|zeta|polygamma|betainc|matrix_\w+|linalg[.\w]*|cholesky\w*|svd|qr|self_adjoint_eig\w*|cumulative_logsumexp"
        r"|conv\w*|depthwise_\w+|lrn|separable_\w+|ctc_\w+|top_k|embedding_\w+|matmul|x\d+ @[^:]*|gradients|stft|rfft\w*|i?fft\w*"
        r"|per_image_\w+|ssim|psnr|batch_norm\w*|fused_batch_norm|dilation2d|erosion2d|einsum|tensordot|matvec): value",
        "Where infinities and NaNs go follows from the order of the steps inside.",
    ),
    (
        r"'edge'",
        r"(linalg[.\w]*|matrix_\w+|cholesky\w*|svd|qr|self_adjoint_eig\w*|gradients): failure",
        "Whether a decomposition of infinities and NaNs fails follows from the order of the steps inside.",
    ),
    (
        r"'edge'",
        r"(floordiv|div|floor_div|mod|floormod|\w+ (//|%)[^:]*): value",
        "A quotient of the largest integers: TensorFlow adds before it divides, and wraps.",
    ),
    (
        r"fused_batch_norm|relu_layer|xw_plus_b",
        r"fused_batch_norm: (value|failure OutOfRangeError)|relu_layer: (value|failure fine)|xw_plus_b: (value|failure fine)",
        "Grappler fuses these nodes, and what it leaves of them is wrong for some shapes.",
    ),
    (r"extract_glimpse|fractional_", r"(glimpse|pool): value", "Random numbers of no seed."),
    (r"decode_json", r"Error while parsing JSON", "The words of a JSON parser."),
    (r"RaggedTensor|ragged", r"reduce_\w+: outcome", "Ragged reductions: docs/compatibility.md."),
    (
        r"ragged\.constant",
        r"inner values have inconsistent shape",
        "The same refusal, in words of our own.",
    ),
    (
        r"parse_(single_)?example",
        r"Could not parse example input|truth value of an array",
        "What is no record: TensorFlow's fast reader goes on after some bytes that are wrong.",
    ),
    (
        r"",
        r"has no attribute 'value_index'",
        "A sparse tensor taken for a dense one: an AttributeError of the inside there.",
    ),
    (
        r"tridiagonal_solve",
        r"object has no attribute '(shape|is_compatible_with)'",
        "Lists and arrays are taken as tensors, where TensorFlow asks them for what they do not have.",
    ),
    (
        r"scatter_\w+\(var\(.*(True|'a'|1|None)\)?, ",
        r"Must have updates.shape = indices.shape \+ params.shape",
        "Updates of another shape, known only in the run: TensorFlow reads beyond their end for resource variables.",
    ),
    (
        r"unsorted_segment|segment_",
        r"node of Const",
        "A refused call converts its lists once more: what the constant holds is never used.",
    ),
    (
        r"unsorted_segment_\w+\(.*(tolist|\[)",
        r"^node of",
        "As above.",
    ),
    (
        r"data_format='NC",
        r"NHWC",
        "A layout that TensorFlow has on GPUs only; ours has it on CPUs.",
    ),
    (
        r"tf\.image\.|linear_to_mel",
        r"(adjust|random)_(hue|saturation|contrast): value|ssim\w*: value|linear_to_mel_weight_matrix: value",
        "Numbers of float64 that go through float32, or differences of nearly equal ones.",
    ),
    (
        r"ssim|per_image_standardization|weighted_moments",
        r"gradients: value",
        "Differences of nearly equal numbers.",
    ),
    (
        r"fractional_avg_pool",
        r"gradients: outcome ValueError Tried to convert 'orig_input_tensor_shape'",
        "The gradient of images of unknown shape: not there in TensorFlow.",
    ),
    (
        r"(depthwise|separable)_conv2d\(.*rate=",
        r"outcome ValueError None values not supported",
        "A dilated filter of unknown size: not possible in TensorFlow.",
    ),
    (
        r"tf\.pow|\*\*",
        r"(pow|\*\*[^:]*|gradients): value",
        "Grappler's powers of equal exponents forget to broadcast.",
    ),
    (
        r"sparse_segment_\w+\(",
        r"gradients: value",
        "The slope of rows that no segment has: what the memory held before.",
    ),
    (
        r"tf\.transpose\(tf\.transpose\(",
        r"shape of (Range|Sub)",
        "The rank of a constant that was moved: TensorFlow gives up folding it.",
    ),
    (
        r"fake_quant_with_min_max_vars",
        r"per_channel: value|gradients: value",
        "Bounds the wrong way round in some channels, which nothing checks.",
    ),
    (
        r"'edge'",
        r"(scatter_(max|min)|reduce_(std|variance)|dct|idct|moments|weighted_moments|l2_normalize|norm|normalize): value",
        "As above, of NaNs among the numbers.",
    ),
    (
        r"complex.*",
        r"linalg\.lu: value",
        "Of complex pivots LAPACK takes the one whose parts add up to most, Eigen the longest: both are right.",
    ),
    (
        r"sparse_placeholder",
        r"must feed a value for placeholder",
        "Of several placeholders that are not fed, which one is met first is left open.",
    ),
    (
        r"",
        r"program ValueError / None",
        "A dimension of -2, which TensorFlow makes and then cannot tell.",
    ),
)


def reason(program: str, words: str) -> str | None:
    """Why a difference is accepted, or None."""
    for text, difference, why in DIFFERENCES:
        if re.search(text, program) and re.search(difference, words):
            return why
    return None
