"""Protos in files: binary, or as the text that people read and edit."""

from __future__ import annotations

from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path


def write_proto(path: Any, message: Any, as_text: bool = False) -> None:
    """Writes a proto to a file, binary or as text.

    Raises:
      OpError: if the file cannot be written.
    """
    from google.protobuf import text_format

    data = text_format.MessageToString(message).encode() if as_text else message.SerializeToString()
    name = text_of_path(path)
    with filesystem.opened(name, "wb") as file:
        file.write(data)


def read_proto(path: Any, message: Any) -> Any:
    """Fills `message` from a file that holds it in either form, and returns it.

    Raises:
      OpError: if the file cannot be read.
      ValueError: if it holds no such proto.
    """
    name = text_of_path(path)
    with filesystem.opened(name, "rb") as file:
        data = file.read()
    return parse_proto(data, message, name)


def parse_proto(data: bytes, message: Any, what: str) -> Any:
    """Fills `message` from bytes of either form, and returns it.

    Args:
      what: how an error calls the data, such as a file's name.

    Raises:
      ValueError: if it is neither form of such a proto.
    """
    from google.protobuf import text_format
    from google.protobuf.message import DecodeError

    try:
        message.ParseFromString(data)
        return message
    except DecodeError:
        message.Clear()
    try:
        return text_format.Parse(data.decode(), message)
    except (UnicodeDecodeError, text_format.ParseError) as error:
        message.Clear()
        raise ValueError(
            f"{what} holds no {message.DESCRIPTOR.name}, neither binary nor as text: {error}"
        ) from None
