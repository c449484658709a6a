"""Bytes and plain records: GraphDefs, attribute values, TFRecord files, event files.

Nothing here knows a session. Protobuf is imported at the first call that needs it.
"""
