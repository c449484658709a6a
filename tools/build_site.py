"""Builds the documentation: the pages under docs/, the op reference from the definitions, every example run.

    python tools/build_site.py [FOLDER]

An example that fails, a link that leads nowhere or a page that is in no menu fails the build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from error_pages import write_page  # noqa: E402
from op_pages import write_pages  # noqa: E402

ROOT = HERE.parent
OPS_IN_MENU = "  - Ops: ops/index.md\n"


def build(target: Path) -> None:
    """Builds the site into a folder.

    Raises:
      SystemExit: with what went wrong.
    """
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        shutil.copytree(ROOT / "docs", work / "docs")
        write_page(work / "docs/errors.md")
        families = write_pages(work / "docs/ops")
        menu = "  - Ops:\n      - ops/index.md\n" + "".join(
            f"      - {family}: ops/{family}.md\n" for family in families
        )
        config = (ROOT / "mkdocs.yml").read_text()
        assert OPS_IN_MENU in config
        (work / "mkdocs.yml").write_text(config.replace(OPS_IN_MENU, menu))
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "-f", "mkdocs.yml"],
            cwd=work,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_COLOR": "1", "SCOPEFLOW_CACHE": "off"},
        )
        said = done.stdout + done.stderr
        if done.returncode or "Traceback" in said:
            raise SystemExit(said)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(work / "site", target)


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site").resolve())
