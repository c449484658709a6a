"""`tf.initializers`: the initializers under their short names."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.tables: tables_initializer
    variables.initialization: global_variables=global_variables_initializer
    variables.initialization: local_variables=local_variables_initializer
    variables.initialization: variables=variables_initializer
    variables.initializers: constant=Constant ones=Ones random_normal=RandomNormal
    variables.initializers: random_uniform=RandomUniform truncated_normal=TruncatedNormal
    variables.initializers: zeros=Zeros
    variables.matrices: identity=Identity orthogonal=Orthogonal
    variables.scaling: glorot_normal=GlorotNormal glorot_uniform=GlorotUniform he_normal he_uniform
    variables.scaling: lecun_normal lecun_uniform uniform_unit_scaling=UniformUnitScaling
    variables.scaling: variance_scaling=VarianceScaling
    """,
)
