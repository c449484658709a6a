"""tf.flags: flags of the command line, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.flags: ArgumentParser ArgumentSerializer BaseListParser BooleanFlag
    platform.flags: BooleanParser CantOpenFlagFileError CsvListSerializer DEFINE
    platform.flags: DEFINE_alias DEFINE_bool DEFINE_boolean DEFINE_enum DEFINE_enum_class
    platform.flags: DEFINE_flag DEFINE_float DEFINE_integer DEFINE_list DEFINE_multi
    platform.flags: DEFINE_multi_enum DEFINE_multi_enum_class DEFINE_multi_float
    platform.flags: DEFINE_multi_integer DEFINE_multi_string DEFINE_spaceseplist
    platform.flags: DEFINE_string DuplicateFlagError EnumClassFlag EnumClassListSerializer
    platform.flags: EnumClassParser EnumClassSerializer EnumFlag EnumParser Error FLAGS
    platform.flags: Flag FlagHolder FlagNameConflictsWithMethodError FlagValues
    platform.flags: FloatParser IllegalFlagValueError IntegerParser ListParser
    platform.flags: ListSerializer MultiEnumClassFlag MultiFlag UnparsedFlagAccessError
    platform.flags: UnrecognizedFlagError ValidationError WhitespaceSeparatedListParser
    platform.flags: adopt_module_key_flags declare_key_flag disclaim_key_flags doc_to_help
    platform.flags: flag_dict_to_args get_help_width mark_bool_flags_as_mutual_exclusive
    platform.flags: mark_flag_as_required mark_flags_as_mutual_exclusive
    platform.flags: mark_flags_as_required multi_flags_validator override_value
    platform.flags: register_multi_flags_validator register_validator set_default
    platform.flags: text_wrap validator
    """,
)
