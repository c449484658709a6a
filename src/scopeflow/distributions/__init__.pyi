# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.distributions.bernoulli import Bernoulli as Bernoulli
from scopeflow.distributions.beta import Beta as Beta
from scopeflow.distributions.categorical import Categorical as Categorical
from scopeflow.distributions.dirichlet import Dirichlet as Dirichlet
from scopeflow.distributions.dirichlet_multinomial import DirichletMultinomial as DirichletMultinomial
from scopeflow.distributions.base import Distribution as Distribution
from scopeflow.distributions.gamma import Exponential as Exponential
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED as FULLY_REPARAMETERIZED
from scopeflow.distributions.gamma import Gamma as Gamma
from scopeflow.distributions.laplace import Laplace as Laplace
from scopeflow.distributions.multinomial import Multinomial as Multinomial
from scopeflow.distributions.reparameterization import NOT_REPARAMETERIZED as NOT_REPARAMETERIZED
from scopeflow.distributions.normal import Normal as Normal
from scopeflow.distributions.divergence import RegisterKL as RegisterKL
from scopeflow.distributions.reparameterization import ReparameterizationType as ReparameterizationType
from scopeflow.distributions.student_t import StudentT as StudentT
from scopeflow.distributions.uniform import Uniform as Uniform
from scopeflow.distributions.divergence import kl_divergence as kl_divergence
