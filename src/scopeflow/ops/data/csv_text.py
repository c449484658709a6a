"""Records of comma-separated values, cut out of a stream of bytes.

Lines may end in any of the three ways, and quoted fields may hold such ends. What is wrong in a record is noted and the record read
to its end, so that the next one is found.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from scopeflow import errors
from scopeflow.ops.data.asking import invalid

_ENDS = re.compile(rb"[\r\n]")
_ENDS_OR_QUOTE = re.compile(rb"[\r\n\"]")
_A_QUOTE = re.compile(rb"\"")
_QUOTE = 0x22


class Wrong(NamedTuple):
    """What is wrong with the field at this place; what is wrong with an earlier one comes before it."""

    place: int
    error: errors.OpError


class CsvText:
    """The text of one file.

    Args:
      file: a Stream.
      delimiter: the byte between fields.
      quotes: whether fields may stand in double quotes.
    """

    def __init__(self, file: Any, delimiter: bytes, quotes: bool) -> None:
        self._file = file
        self._delimiter = delimiter
        self._quotes = quotes
        self._first_mark = _ENDS_OR_QUOTE if quotes else _ENDS
        self._in_field = re.compile(b"[\r\n" + re.escape(delimiter) + b"]")
        self._text = b""
        self._at = 0
        self._ended = False

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def record(self) -> tuple[list[bytes], Wrong | None] | None:
        """The next record: its fields, and what is wrong with it; None at the end of the file."""
        if self._at >= len(self._text) and not self._more():
            return None
        found = self._search(self._first_mark, self._at)
        if found is None:
            line, self._at = self._text[self._at :], len(self._text)
            return line.split(self._delimiter), None
        if self._text[found] == _QUOTE:
            return self._quoted_record()
        line = self._text[self._at : found]
        self._pass_end(found)
        return line.split(self._delimiter), None

    def _more(self) -> bool:
        """Reads on, and forgets what lies behind."""
        if self._ended:
            return False
        data = self._file.more()
        self._text, self._at = self._text[self._at :] + data, 0
        self._ended = not data
        return bool(data)

    def _search(self, marks: re.Pattern[bytes], start: int) -> int | None:
        """Where the first of `marks` stands; None if none comes before the end of the file."""
        while True:
            found = marks.search(self._text, start)
            if found is not None:
                return found.start()
            start = len(self._text) - self._at
            if not self._more():
                return None

    def _pass_end(self, place: int) -> None:
        """Goes on behind the line's end at `place`."""
        if self._text[place] == 0x0D:
            if place + 1 >= len(self._text):
                self._at = place
                place = 0 if self._more() else place
            if self._text[place + 1 : place + 2] == b"\n":
                place += 1
        self._at = place + 1

    def _byte(self, place: int) -> bytes:
        """The byte so far behind where reading stands, b"" at the end of the file."""
        while self._at + place >= len(self._text):
            if not self._more():
                return b""
        return self._text[self._at + place : self._at + place + 1]

    def _quoted_record(self) -> tuple[list[bytes], Wrong | None]:
        fields: list[bytes] = []
        wrong: Wrong | None = None
        while True:
            if self._byte(0) == b'"':
                field, error, final = self._quoted_field()
            else:
                field, error = self._plain_field(), None
                final = False
                if b'"' in field:
                    error = invalid("Unquoted fields cannot have quotes inside")
            if final and error is not None:
                # what was wrong before is no longer worth saying
                return fields, Wrong(0, error)
            fields.append(field)
            if wrong is None and error is not None:
                wrong = Wrong(len(fields) - 1, error)
            following = self._byte(0)
            if following != self._delimiter:
                if following:
                    self._pass_end(self._at)
                return fields, wrong
            self._at += 1

    def _plain_field(self) -> bytes:
        found = self._search(self._in_field, self._at)
        end = len(self._text) if found is None else found
        field = self._text[self._at : end]
        self._at = end
        return field

    def _quoted_field(self) -> tuple[bytes, errors.OpError | None, bool]:
        """A field in quotes, what is wrong with it, and whether the file ends in the middle of it."""
        parts: list[bytes] = []
        wrong: errors.OpError | None = None
        self._at += 1
        while True:
            place = self._search(_A_QUOTE, self._at)
            if place is None:
                self._at = len(self._text)
                refusal = "Reached end of file without closing quoted field in record"
                return b"", invalid(refusal), True
            parts.append(self._text[self._at : place])
            self._at = place
            following = self._byte(1)
            self._at += 1
            if following == b'"':
                parts.append(b'"')
                self._at += 1
            elif following in (b"", b"\r", b"\n", self._delimiter):
                return b"".join(parts), wrong, False
            elif wrong is None:
                wrong = invalid("Quote inside a string has to be escaped by another quote")
