"""tf.distributions: probability distributions, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    distributions.base: Distribution
    distributions.bernoulli: Bernoulli
    distributions.beta: Beta
    distributions.categorical: Categorical
    distributions.dirichlet: Dirichlet
    distributions.dirichlet_multinomial: DirichletMultinomial
    distributions.divergence: kl_divergence RegisterKL
    distributions.gamma: Exponential Gamma
    distributions.laplace: Laplace
    distributions.multinomial: Multinomial
    distributions.normal: Normal
    distributions.reparameterization: FULLY_REPARAMETERIZED NOT_REPARAMETERIZED ReparameterizationType
    distributions.student_t: StudentT
    distributions.uniform: Uniform
    """,
)
