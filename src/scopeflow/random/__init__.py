"""`tf.random`: random tensors and seeds."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: experimental
    ops.random.sampling: normal=random_normal shuffle=random_shuffle truncated_normal uniform=random_uniform
    ops.nn.candidates: all_candidate_sampler fixed_unigram_candidate_sampler
    ops.nn.candidates: learned_unigram_candidate_sampler log_uniform_candidate_sampler
    ops.nn.candidates: uniform_candidate_sampler
    ops.random.categorical: categorical multinomial
    ops.random.gamma: gamma=random_gamma poisson=random_poisson
    ops.random.seeds: get_seed set_random_seed
    ops.random.stateless: stateless_categorical stateless_multinomial
    ops.random.stateless: stateless_normal=stateless_random_normal
    ops.random.stateless: stateless_truncated_normal stateless_uniform=stateless_random_uniform
    """,
)
