# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.nn.candidates import all_candidate_sampler as all_candidate_sampler
from scopeflow.ops.random.categorical import categorical as categorical
from scopeflow.random import experimental as experimental
from scopeflow.ops.nn.candidates import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
from scopeflow.ops.random.gamma import random_gamma as _gamma
from scopeflow.ops.random.seeds import get_seed as get_seed
from scopeflow.ops.nn.candidates import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
from scopeflow.ops.nn.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
from scopeflow.ops.random.categorical import multinomial as multinomial
from scopeflow.ops.random.sampling import random_normal as _normal
from scopeflow.ops.random.gamma import random_poisson as _poisson
from scopeflow.ops.random.seeds import set_random_seed as set_random_seed
from scopeflow.ops.random.sampling import random_shuffle as _shuffle
from scopeflow.ops.random.stateless import stateless_categorical as stateless_categorical
from scopeflow.ops.random.stateless import stateless_multinomial as stateless_multinomial
from scopeflow.ops.random.stateless import stateless_random_normal as _stateless_normal
from scopeflow.ops.random.stateless import stateless_truncated_normal as stateless_truncated_normal
from scopeflow.ops.random.stateless import stateless_random_uniform as _stateless_uniform
from scopeflow.ops.random.sampling import truncated_normal as truncated_normal
from scopeflow.ops.random.sampling import random_uniform as _uniform
from scopeflow.ops.nn.candidates import uniform_candidate_sampler as uniform_candidate_sampler

gamma = _gamma
normal = _normal
poisson = _poisson
shuffle = _shuffle
stateless_normal = _stateless_normal
stateless_uniform = _stateless_uniform
uniform = _uniform
