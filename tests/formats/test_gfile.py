"""tf.gfile and tf.io.gfile do with files what TensorFlow's do."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scopeflow as tf


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "a.txt").write_text("line1\nline2\nline3")
    (tmp_path / "b.bin").write_bytes(b"\x00\xff\n\x01")
    (tmp_path / ".hidden").write_text("h")
    return tmp_path


def names(paths: list[str]) -> list[str]:
    return sorted(path.rsplit("/", 1)[-1] for path in paths)


def test_questions_are_answered_for_files_directories_and_nothing(tree: Path) -> None:
    g = tf.gfile
    assert (g.Exists(f"{tree}"), g.Exists(f"{tree}/zz"), g.Exists("")) == (True, False, False)
    assert (g.IsDirectory(f"{tree}/sub"), g.IsDirectory(f"{tree}/a.txt")) == (True, False)
    assert sorted(g.ListDirectory(str(tree))) == [".hidden", "a.txt", "b.bin", "sub"]
    stat = g.Stat(f"{tree}/a.txt")
    assert (stat.length, stat.is_directory, g.Stat(str(tree)).is_directory) == (17, False, True)
    with pytest.raises(tf.errors.NotFoundError, match="Could not find directory"):
        g.ListDirectory(f"{tree}/a.txt")
    with pytest.raises(tf.errors.NotFoundError, match="zz; No such file or directory"):
        g.Stat(f"{tree}/zz")


def test_patterns_match_within_one_directory_each(tree: Path) -> None:
    g = tf.gfile
    assert names(g.Glob(f"{tree}/*")) == [".hidden", "a.txt", "b.bin", "sub"]
    assert names(g.Glob(f"{tree}/[ab].*")) == ["a.txt", "b.bin"]
    assert names(g.Glob(f"{tree}/*/d*")) == ["deep"]
    assert names(g.Glob([f"{tree}/a*", f"{tree}/b*"])) == ["a.txt", "b.bin"]
    assert g.Glob(f"{tree}/{{a,b}}.*") == [] == g.Glob(f"{tree}/nofile") == g.Glob("")
    assert names(tf.io.gfile.glob(f"{tree}/?.txt")) == ["a.txt"]
    with pytest.raises(tf.errors.NotFoundError, match="nodir; No such file or directory"):
        g.Glob(f"{tree}/nodir/*")


def test_a_walk_goes_from_the_top_or_from_the_bottom(tree: Path) -> None:
    top = str(tree)
    down = list(tf.gfile.Walk(top))
    assert [place for place, _, _ in down] == [top, f"{top}/sub", f"{top}/sub/deep"]
    assert (down[0][1], sorted(down[0][2])) == (["sub"], [".hidden", "a.txt", "b.bin"])
    assert list(tf.gfile.Walk(top, in_order=False)) == down[::-1]
    assert list(tf.io.gfile.walk(top, topdown=False)) == down[::-1]
    assert list(tf.gfile.Walk(f"{top}/zz")) == []


def test_files_are_made_copied_renamed_and_removed(tree: Path) -> None:
    g = tf.gfile
    g.MkDir(f"{tree}/new")
    g.MkDir(f"{tree}/new")
    g.MakeDirs(f"{tree}/x/y/z")
    g.MakeDirs(f"{tree}/x/y/z")
    with pytest.raises(tf.errors.NotFoundError):
        g.MkDir(f"{tree}/p/q")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Not a directory"):
        g.MakeDirs(f"{tree}/a.txt/k")
    g.Copy(f"{tree}/a.txt", f"{tree}/c.txt")
    with pytest.raises(tf.errors.AlreadyExistsError, match="file already exists"):
        g.Copy(f"{tree}/b.bin", f"{tree}/c.txt")
    g.Copy(f"{tree}/b.bin", f"{tree}/c.txt", overwrite=True)
    assert (tree / "c.txt").read_bytes() == b"\x00\xff\n\x01"
    with pytest.raises(tf.errors.InvalidArgumentError):
        g.Copy(f"{tree}/sub", f"{tree}/c3")
    with pytest.raises(tf.errors.AlreadyExistsError):
        g.Rename(f"{tree}/c.txt", f"{tree}/a.txt")
    g.Rename(f"{tree}/c.txt", f"{tree}/a.txt", overwrite=True)
    assert not g.Exists(f"{tree}/c.txt")
    g.Remove(f"{tree}/a.txt")
    for remove in (g.Remove, g.DeleteRecursively):
        with pytest.raises(tf.errors.NotFoundError):
            remove(f"{tree}/a.txt")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        g.Remove(f"{tree}/new")
    tf.io.gfile.rmtree(f"{tree}/x")
    assert not (tree / "x").exists()


def test_a_file_is_read_in_every_way(tree: Path) -> None:
    f = tf.gfile.GFile(f"{tree}/a.txt")
    assert (f.readline(), f.tell(), f.next(), f.readline(), f.readline()) == (
        "line1\n",
        6,
        "line2\n",
        "line3",
        "",
    )
    with pytest.raises(StopIteration):
        f.next()
    f.seek(2)
    assert f.read(3) == "ne1"
    f.seek(-3, whence=2)
    assert f.read() == "ne3"
    f.seek(position=1)
    assert list(f) == ["ine1\n", "line2\n", "line3"]
    assert (f.size(), f.seekable(), f.mode, f.name) == (17, True, "r", f"{tree}/a.txt")
    with pytest.raises(TypeError):
        f.seek()
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid whence argument: 5"):
        f.seek(0, 5)
    f.close()
    assert f.read(2) == "li"  # a closed file is opened again
    with tf.gfile.Open(f"{tree}/b.bin", "rb") as binary:
        assert binary.readlines() == [b"\x00\xff\n", b"\x01"]
    with pytest.raises(UnicodeDecodeError):
        tf.gfile.FastGFile(f"{tree}/b.bin").read()


def test_a_file_is_written_and_added_to(tmp_path: Path) -> None:
    path = f"{tmp_path}/w"
    with tf.gfile.GFile(path, "w") as f:
        f.write("abc")
        f.write(b"def\xff")
        f.flush()
        assert Path(path).read_bytes() == b"abcdef\xff"
    with tf.gfile.GFile(path, "a") as f:
        f.write("é")
        assert (f.size(), f.tell()) == (7, 9)
    assert Path(path).read_bytes() == b"abcdef\xff\xc3\xa9"
    with pytest.raises(TypeError, match="Expected binary or unicode string, got 5"):
        tf.gfile.GFile(path, "w").write(5)


@pytest.mark.parametrize(
    ("mode", "verb"), [("r", lambda f: f.write("x")), ("w", lambda f: f.read())]
)
def test_a_mode_refuses_the_other_direction(tmp_path: Path, mode: str, verb: Any) -> None:
    (tmp_path / "f").write_text("x")
    with pytest.raises(tf.errors.PermissionDeniedError, match="File isn't open for"):
        verb(tf.gfile.GFile(f"{tmp_path}/f", mode))


def test_a_mode_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="mode is not 'r' or 'w'"):
        tf.gfile.GFile(f"{tmp_path}/f", "wx")


def test_a_file_that_is_not_there_is_missed_when_it_is_read(tmp_path: Path) -> None:
    f = tf.gfile.GFile(f"{tmp_path}/f")
    with pytest.raises(tf.errors.NotFoundError, match="f; No such file or directory"):
        f.read()


def test_a_scheme_that_nothing_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(tf.errors.UnimplementedError, match="File system scheme 'gs' not impl"):
        tf.gfile.Exists("gs://bucket/file")


def test_remote_files_go_through_fsspec(monkeypatch: pytest.MonkeyPatch, tree: Path) -> None:
    class Disk:
        """A file system that keeps what is remote in a local directory."""

        def exists(self, path: str) -> bool:
            return Path(path).exists()

        def isdir(self, path: str) -> bool:
            return Path(path).is_dir()

        def open(self, path: str, mode: str) -> Any:
            return open(path, mode)

        def ls(self, path: str, detail: bool) -> list[str]:
            return [str(item) for item in Path(path).iterdir()]

        def info(self, path: str) -> dict[str, Any]:
            return {"type": "file", "size": Path(path).stat().st_size}

        def rm_file(self, path: str) -> None:
            Path(path).unlink()

    fake = ModuleType("fsspec")
    fake.core = ModuleType("fsspec.core")  # type: ignore[attr-defined]
    fake.core.url_to_fs = lambda url: (Disk(), url.replace("mem://", f"{tree}/"))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fsspec", fake)
    assert tf.gfile.Exists("mem://a.txt")
    assert sorted(tf.gfile.ListDirectory("mem://")) == [".hidden", "a.txt", "b.bin", "sub"]
    with tf.gfile.GFile("mem://new", "w") as f:
        f.write("far")
    assert tf.gfile.GFile("mem://new").read() == "far"
    assert tf.gfile.Stat("mem://new").length == 3
    tf.gfile.Remove("mem://new")
    assert not (tree / "new").exists()
