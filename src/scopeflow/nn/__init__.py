"""tf.nn: the parts of neural networks, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: rnn_cell
    rnn.dynamic: bidirectional_dynamic_rnn dynamic_rnn
    rnn.raw: raw_rnn
    rnn.static: static_bidirectional_rnn static_rnn static_state_saving_rnn
    ops.quantized.arithmetic: quantized_relu_x
    ops.quantized.windows: quantized_avg_pool quantized_conv2d quantized_max_pool
    ops.nn.activation: elu l2_loss leaky_relu relu relu6 selu sigmoid softplus softsign
    ops.nn.affine: bias_add relu_layer xw_plus_b
    ops.math.clipping: l2_normalize
    ops.math.elementwise: tanh
    ops.nn.softmax: log_softmax softmax
    ops.nn.conv: conv2d conv2d_backprop_filter conv2d_backprop_input
    ops.nn.candidates: all_candidate_sampler compute_accidental_hits fixed_unigram_candidate_sampler
    ops.nn.candidates: learned_unigram_candidate_sampler log_uniform_candidate_sampler
    ops.nn.candidates: uniform_candidate_sampler
    ops.nn.sampled_losses: nce_loss sampled_softmax_loss
    ops.nn.ctc: ctc_beam_search_decoder ctc_beam_search_decoder_v2 ctc_greedy_decoder ctc_loss
    ops.nn.ctc: ctc_loss_v2
    ops.nn.ctc_labels: collapse_repeated ctc_unique_labels
    ops.nn.averaging: compute_average_loss scale_regularization_loss
    autodiff.activation: swish
    ops.nn.dropout: dropout
    ops.nn.embedding: embedding_lookup
    ops.nn.embedding_sparse: embedding_lookup_sparse safe_embedding_lookup_sparse
    ops.nn.entropy: softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2
    ops.nn.entropy: sparse_softmax_cross_entropy_with_logits
    ops.nn.logistic: log_poisson_loss sigmoid_cross_entropy_with_logits
    ops.nn.logistic: weighted_cross_entropy_with_logits
    ops.nn.moments: moments normalize_moments sufficient_statistics weighted_moments
    ops.nn.normalization: batch_norm_with_global_normalization batch_normalization
    ops.nn.pool_argmax: max_pool_with_argmax
    ops.nn.pooling: avg_pool avg_pool1d avg_pool2d avg_pool3d avg_pool_v2 max_pool max_pool1d
    ops.nn.pooling: max_pool2d max_pool3d max_pool_v2
    ops.nn.ranking: in_top_k top_k
    ops.nn.rectifying: crelu zero_fraction
    ops.arrays.blocks: depth_to_space space_to_batch space_to_depth
    ops.nn.conv3d: conv3d conv3d_backprop_filter conv3d_backprop_filter_v2
    ops.nn.any_pool: pool
    ops.nn.convolution: atrous_conv2d conv1d convolution
    ops.nn.depthwise: depthwise_conv2d_backprop_filter=depthwise_conv2d_native_backprop_filter
    ops.nn.depthwise: depthwise_conv2d_backprop_input=depthwise_conv2d_native_backprop_input
    ops.nn.depthwise: depthwise_conv2d_native depthwise_conv2d_native_backprop_filter
    ops.nn.depthwise: depthwise_conv2d_native_backprop_input
    ops.nn.separable: depthwise_conv2d separable_conv2d
    ops.nn.spacing: with_space_to_batch
    ops.nn.transposed: atrous_conv2d_transpose conv1d_transpose conv2d_transpose conv3d_transpose
    ops.nn.transposed: conv_transpose
    ops.nn.fused: fused_batch_norm
    ops.nn.response: local_response_normalization lrn
    ops.nn.morphology: dilation2d erosion2d
    ops.nn.fractional: fractional_avg_pool fractional_max_pool
    """,
)
