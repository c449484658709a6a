"""The table of what was measured: medians, ratios, what is wanted, and whether it is met."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from benchmarks.measuring import WALL
from benchmarks.wanted import WANTED, Wanted

# How much losses of the same step may differ, by what they are computed in: by that much, or by that part of
# the larger.
AGREEMENT = {"float32": 1e-4, "bfloat16": 1e-2}
COLUMNS = {"scopeflow": "scopeflow", "tensorflow": "TensorFlow 1.15", "jax": "JAX by hand"}


@dataclass
class Measured:
    """All that was measured: values by measure and library, losses by case, each measure's case and tolerance."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    losses: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    cases: dict[str, tuple[str, float]] = field(default_factory=dict)

    def add(self, case: str, library: str, found: dict[str, Any], tolerance: float) -> None:
        """Takes what one process measured; of the losses, those of the first round."""
        for measure, value in found.items():
            if measure == "losses":
                self.losses.setdefault(case, {}).setdefault(library, value)
                continue
            self.cases[measure] = case, tolerance
            self.values.setdefault(measure, {}).setdefault(library, []).append(value)

    def medians(self) -> dict[str, dict[str, float]]:
        return {
            measure: {library: median(seen) for library, seen in by_library.items()}
            for measure, by_library in self.values.items()
        }

    def apart(self, measure: str) -> float:
        """How far the losses behind a measure are apart between two libraries, if that is too far, else 0."""
        case, tolerance = self.cases.get(measure, ("", 0.0))
        known = list(self.losses.get(case, {}).values())
        gaps = [
            abs(a - b) / max(1.0, abs(a), abs(b))
            for one, other in combinations(known, 2)
            for a, b in zip(one, other, strict=True)
        ]
        far = [gap for gap in gaps if not gap <= tolerance]  # (no number is near)
        return max(far, default=0.0)


def median(values: list[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def report(measured: Measured, rounds: int, kind: str | None = None) -> str:
    """The medians as a Markdown table; of two clocks, processor time stands before wall time.

    What is wanted holds for processors: of a GPU, `kind`, times and ratios alone are shown.
    """
    medians = measured.medians()
    libraries = [name for name in COLUMNS if any(name in found for found in medians.values())]
    others = libraries[1:] if "scopeflow" in libraries[:1] else []
    heads = [COLUMNS[name] for name in libraries]
    heads += [f"vs {COLUMNS[name]}" for name in others]
    lines = [
        f"Medians of {rounds} rounds, processor time / time by the clock; {machine(kind)}.",
        "",
        "| measure | " + " | ".join([*heads, "wanted", "met"]) + " |",
        "|--|" + "--:|" * len(heads) + "--|--|",
    ]
    for measure, found in medians.items():
        wall = medians.get(on_the_wall(measure))
        if measure.endswith(WALL + ")") and measure.replace(WALL, "") in medians:
            continue  # it stands beside the processor time
        cells = [pair(found.get(name), wall and wall.get(name)) for name in libraries]
        cells += [pair(ratio(found, name), wall and ratio(wall, name)) for name in others]
        wanted = None if kind else WANTED.get(measure)
        cells += [aim(wanted), verdict(wanted, found, measured.apart(measure))]
        lines.append(f"| {measure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def on_the_wall(measure: str) -> str:
    """The name of the same measure by the clock."""
    return f"{measure[:-1]}{WALL})"


def ratio(found: dict[str, float], other: str) -> float | None:
    """How many times faster, or smaller, scopeflow is."""
    ours, theirs = found.get("scopeflow"), found.get(other)
    return theirs / ours if ours and theirs else None


def aim(wanted: Wanted | None) -> str:
    if wanted is None:
        return ""
    if wanted.at_most is not None:
        return f"at most {wanted.at_most:g}"
    sides = ("TF", wanted.tensorflow), ("JAX", wanted.jax)
    return ", ".join(f"{name} {value:.3g}x" for name, value in sides if value is not None)


def verdict(wanted: Wanted | None, found: dict[str, float], apart: float) -> str:
    """Whether what is wanted is met, in processor time; nothing counts whose losses differ."""
    if apart:
        return f"does not count: losses differ by {apart:.1e}"
    if wanted is None:
        return ""
    missed, unknown = [], []
    if wanted.at_most is not None and found.get("scopeflow", 0.0) > wanted.at_most:
        missed.append("bound")
    for side, name in (("tensorflow", "TF"), ("jax", "JAX")):
        least, reached = getattr(wanted, side), ratio(found, side)
        if least is not None and reached is None:
            unknown.append(name)
        elif least is not None and reached is not None and reached < least:
            missed.append(name)
    if missed:
        return "**not met**: " + ", ".join(missed)
    return "not measured: " + ", ".join(unknown) if unknown else "met"


def pair(value: float | None, wall: float | None) -> str:
    return shown(value) if wall is None else f"{shown(value)} / {shown(wall)}"


def shown(value: float | None) -> str:
    """A number with three digits that mean something."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine(kind: str | None = None) -> str:
    processor = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{kind}, {processor}" if kind else processor
