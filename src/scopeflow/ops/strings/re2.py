"""Patterns in RE2's syntax, as Python's `re` takes them.

Strings are matched as UTF-8; a byte that is no UTF-8 stands for itself and no dot or class matches it.
What differs: RE2's `\\C` (any byte) matches a whole character here, `\\b` and `\\B` look at characters
rather than bytes, and a loop around an empty alternative such as `(|a)*` may stop later.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from scopeflow.ops.strings import scripts

# How bytes that are no UTF-8 come out of decoding: no dot and no class matches them.
_NO_CHARACTERS = "\udc80-\udcff"
_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\f\\r "}
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
_GROUP_FLAGS = re.compile(r"\(\?([imsU]*)(-([imsU]+))?([:)])")
_MOST = 1000


class PatternError(ValueError):
    """RE2's words for what is wrong with a pattern."""


@functools.lru_cache(maxsize=512)
def compiled(pattern: bytes) -> re.Pattern[str]:
    """The pattern as Python's `re` matches it, on strings decoded by `text_of`.

    Raises:
      PatternError: if it is no pattern of RE2.
    """
    try:
        text = pattern.decode()
    except UnicodeDecodeError as error:
        raise PatternError("invalid UTF-8") from error
    return re.compile(_Translator(text).translate())


def text_of(value: bytes) -> str:
    """The string that patterns are matched on."""
    return value.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """What `text_of` made it from."""
    return text.encode("utf-8", "surrogateescape")


class _Flags:
    def __init__(self, flags: frozenset[str] = frozenset()) -> None:
        self.on = flags

    def changed(self, add: str, remove: str) -> _Flags:
        return _Flags((self.on | set(add)) - set(remove))


class _Translator:
    """Reads a pattern once from left to right and writes it down again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.flags = _Flags()
        self.stack: list[_Flags] = []

    def translate(self) -> str:
        out: list[str] = []
        repeatable = False  # whether the last thing written may be repeated
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in "*+?" or (char == "{" and _REPEAT.match(self.text, self.at)):
                if not repeatable:
                    end = self._repeat_end(self.at)
                    raise PatternError(
                        f"no argument for repetition operator: {self.text[self.at : end]}"
                    )
                out.append(self._repeat())
                continue
            if char == "(":
                piece, repeatable = self._open(), False
            elif char == ")":
                if not self.stack:
                    raise PatternError(f"missing ): {self.text}")
                self.flags = self.stack.pop()
                self.at += 1
                piece, repeatable = ")", True
            elif char == "|":
                self.at += 1
                piece, repeatable = "|", False
            else:
                piece, repeatable = self._atom(), True
            out.append(piece)
        if self.stack:
            raise PatternError(f"missing ): {self.text}")
        return "".join(out)

    # -- repetition and groups -----------------------------------------------------------------------

    def _repeat_end(self, at: int) -> int:
        match = _REPEAT.match(self.text, at)
        end = match.end() if match else at + 1
        return end + 1 if self.text[end : end + 1] == "?" else end

    def _repeat(self) -> str:
        start = self.at
        match = _REPEAT.match(self.text, start)
        if match:
            low, high = int(match[1]), match[3]
            if low > _MOST or (high and (int(high) > _MOST or int(high) < low)):
                raise PatternError(f"invalid repetition size: {match[0]}")
            operator = match[0]
        else:
            operator = self.text[start]
        self.at = start + len(operator)
        lazy = self.text[self.at : self.at + 1] == "?"
        self.at += lazy
        following = self.text[self.at : self.at + 1]
        if (following and following in "*+?") or _REPEAT.match(self.text, self.at):
            end = self._repeat_end(self.at)
            raise PatternError(f"bad repetition operator: {self.text[start:end]}")
        if "U" in self.flags.on:
            lazy = not lazy
        return operator + ("?" if lazy else "")

    def _open(self) -> str:
        text, at = self.text, self.at
        if not text.startswith("(?", at):
            self.stack.append(self.flags)
            self.at += 1
            return "("
        if text.startswith("(?P", at):
            named = re.compile(r"\(\?P<(\w+)>", re.ASCII).match(text, at)
            if named:
                self.stack.append(self.flags)
                self.at = named.end()
                return "("
            if text.startswith("(?P<", at):
                end = text.find(">", at)
                shown = text[at:] if end < 0 else text[at : end + 1]
                raise PatternError(f"invalid named capture group: {shown}")
            raise PatternError("invalid perl operator: (?P")
        match = _GROUP_FLAGS.match(text, at)
        if not match:
            wrong = re.compile(r"\(\?[imsU-]*.?", re.DOTALL).match(text, at)
            raise PatternError(f"invalid perl operator: {wrong[0] if wrong else '(?'}")
        self.at = match.end()
        changed = self.flags.changed(match[1], match[3] or "")
        if match[4] == ":":
            self.stack.append(self.flags)
            self.flags = changed
            return "(?:"
        self.flags = changed
        return ""

    # -- one thing to match --------------------------------------------------------------------------

    def _atom(self) -> str:
        char = self.text[self.at]
        flags = self.flags.on
        if char == "[":
            return self._folded(self._bracket())
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == ".":
            return f"[^{_NO_CHARACTERS}]" if "s" in flags else f"[^\\n{_NO_CHARACTERS}]"
        if char == "^":
            return "(?m:^)" if "m" in flags else "(?:\\A)"
        if char == "$":
            return "(?m:$)" if "m" in flags else "(?:\\Z)"
        return self._literal(char)

    def _literal(self, char: str) -> str:
        escaped = re.escape(char)
        return self._folded(escaped) if char.upper() != char.lower() else escaped

    def _folded(self, piece: str) -> str:
        return f"(?i:{piece})" if "i" in self.flags.on else piece

    def _escape(self) -> str:
        text, at = self.text, self.at
        kind = text[at + 1 : at + 2]
        if not kind:
            raise PatternError("trailing \\")
        if kind == "Q":
            end = text.find("\\E", at)
            inner = text[at + 2 :] if end < 0 else text[at + 2 : end]
            self.at = len(text) if end < 0 else end + 2
            return "".join(map(self._literal, inner))
        if kind in "AzbBC":
            self.at += 2
            word = f"[{_CLASSES['w']}]"
            edge = f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
            return {
                "A": "(?:\\A)",
                "z": "(?:\\Z)",
                "b": edge,
                "B": f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))",
                "C": "[\\s\\S]",
            }[kind]
        if kind in "dwsDWS":
            self.at += 2
            inside = _CLASSES[kind.lower()]
            return f"[^{inside}{_NO_CHARACTERS}]" if kind.isupper() else f"[{inside}]"
        if kind in "pP":
            inside, negated = self._property()
            return self._folded(f"[^{inside}{_NO_CHARACTERS}]" if negated else f"[{inside}]")
        return self._literal(chr(self._character_escape()))

    def _character_escape(self) -> int:
        """The code point of an escape such as \\n, \\x41, \\x{3b1} or \\141."""
        text, at = self.text, self.at
        kind = text[at + 1 : at + 2]
        octal = re.compile(r"\\([1-7][0-7]{1,2}|0[0-7]{0,2})").match(text, at)
        if octal:
            self.at = octal.end()
            return int(octal[1], 8)
        if kind == "x":
            match = re.compile(r"\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})").match(text, at)
            if match:
                code = int(match[1] or match[2], 16)
                if code < 0x110000:
                    self.at = match.end()
                    return code
                raise PatternError(f"invalid escape sequence: {match[0][:-1]}")
            raise PatternError(f"invalid escape sequence: {text[at : at + 3]}")
        if kind in _CONTROLS:
            self.at += 2
            return _CONTROLS[kind]
        if kind and kind.isascii() and not kind.isalnum():
            self.at += 2
            return ord(kind)
        raise PatternError(f"invalid escape sequence: {text[at : at + 2]}")

    # -- classes -------------------------------------------------------------------------------------

    def _bracket(self) -> str:
        text, start = self.text, self.at
        self.at += 1
        negated = text[self.at : self.at + 1] == "^"
        self.at += negated
        parts: list[str] = []
        first = True
        while first or text[self.at : self.at + 1] != "]":
            first = False
            if self.at >= len(text):
                raise PatternError(f"missing ]: {text[start:]}")
            parts.append(self._class_item())
        self.at += 1
        inside = "".join(parts)
        return f"[^{inside}{_NO_CHARACTERS}]" if negated else f"[{inside}]"

    def _class_item(self) -> str:
        text, at = self.text, self.at
        posix = re.compile(r"\[:(\^?)(\w*):\]").match(text, at)
        if posix:
            if posix[2] not in _POSIX:
                raise PatternError(f"invalid character class range: {posix[0]}")
            self.at = posix.end()
            return _complement(_POSIX[posix[2]]) if posix[1] else _POSIX[posix[2]]
        kind = text[at + 1 : at + 2] if text[at] == "\\" else ""
        if kind and kind in "dwsDWS":
            self.at += 2
            inside = _CLASSES[kind.lower()]
            return _complement(inside) if kind.isupper() else inside
        if kind and kind in "pP":
            inside, negated = self._property()
            return _complement(inside) if negated else inside
        low = self._class_character()
        if text[self.at : self.at + 1] == "-" and text[self.at + 1 : self.at + 2] not in ("", "]"):
            self.at += 1
            high = self._class_character()
            if high < low:
                raise PatternError(f"invalid character class range: {text[at : self.at]}")
            return f"{_in_class(low)}-{_in_class(high)}"
        return _in_class(low)

    def _class_character(self) -> int:
        if self.at >= len(self.text):
            raise PatternError(f"missing ]: {self.text}")
        if self.text[self.at] == "\\":
            return self._character_escape()
        self.at += 1
        return ord(self.text[self.at - 1])

    def _property(self) -> tuple[str, bool]:
        """The members of \\pN, \\p{Greek} and their like, and whether they are those left out."""
        match = re.compile(r"\\([pP])(?:\{(\^?)([^}]*)\}|(.))").match(self.text, self.at)
        if not match:
            raise PatternError(f"invalid character class range: {self.text[self.at :]}")
        inside = _members(match[3] if match[3] is not None else match[4])
        if inside is None:
            raise PatternError(f"invalid character class range: {match[0]}")
        self.at = match.end()
        return inside, (match[1] == "P") != bool(match[2])


def _in_class(code: int) -> str:
    return re.escape(chr(code)) if code < 0x80 else chr(code)


def _ranges(pairs: list[tuple[int, int]]) -> str:
    return "".join(f"\\U{low:08x}-\\U{high - 1:08x}" for low, high in pairs)


@functools.cache
def _complement(inside: str) -> str:
    member = re.compile(f"[{inside}]")
    return _ranges(_runs([not member.match(chr(code)) for code in range(0x110000)]))


def _runs(chosen: list[bool]) -> list[tuple[int, int]]:
    """(first, after the last) of the runs that are true; never of surrogates."""
    found: list[tuple[int, int]] = []
    start = -1
    for code, is_in in enumerate([*chosen, False]):
        inside = is_in and not 0xD800 <= code < 0xE000
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            found.append((start, code))
            start = -1
    return found


@functools.cache
def _members(name: str) -> str | None:
    """The characters of a category or script, as they stand within a class; None if there is none."""
    if name == "Any":
        return _ranges([(0, 0xD800), (0xE000, 0x110000)])
    if name in scripts.NAMES:
        wanted = scripts.NAMES.index(name)
        return _ranges([(a, b) for a, b, script in scripts.runs() if script == wanted])
    if not re.fullmatch("[CLMNPSZ][a-z]?", name):
        return None
    categories = [unicodedata.category(chr(code)) for code in range(0x110000)]
    found = _runs([category.startswith(name) for category in categories])
    return _ranges(found) if found else None
