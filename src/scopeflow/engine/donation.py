"""Which variables' memory a program gives away: each result takes that of its own variable, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scopeflow.engine import guarded_updates
from scopeflow.engine.compiled import Program
from scopeflow.engine.program import Island


def results_in_order(island: Island, results: Sequence[int], given: Sequence[int]) -> list[int]:
    """The registers of a program's results: first those that take the memory of the inputs given away, in their order.

    JAX gives the first result of a type and shape the first memory of that kind: another
    variable's would have to be copied first.

    Args:
      island: what the program computes.
      results: the registers in any order.
      given: positions of the inputs that are given away.
    """
    written = _written(island)
    offset = len(island.feeds)
    return list(dict.fromkeys([*(written[position - offset] for position in given), *results]))


def _written(island: Island) -> dict[int, int]:
    """The register of the new value of each of the island's entries that is written, by its place."""
    registers = {variable.key: register for variable, register in island.writes}
    return {
        place: registers[variable.key]
        for place, (variable, _) in enumerate(island.entry)
        if variable.key in registers
    }


def donating(
    program: Program, island: Island, traced: Any, examples: Sequence[Any], given: Mapping[int, int]
) -> Any:
    """The program with memory given away where a result can take it; failed checks leave the old values.

    Args:
      program: what is compiled; hears whether memory is given away.
      island: what it computes.
      traced: its function, that would give all of it away.
      examples: arguments for it.
      given: the arguments that may be given away: place -> position of the input.
    """
    results, arguments = traced.out_info, traced.in_avals[0]
    place_of = {register: place for place, register in enumerate(program.dynamic)}
    updates: dict[int, int] = {}
    given_back: list[tuple[int, int]] = []
    written = _written(island)
    for argument, position in given.items():
        entry = position - len(island.feeds)
        # (what is known while tracing is no result)
        result = place_of.get(written[entry])
        if result is None or result in updates:
            continue
        new, old = results[result], arguments[argument]
        if (new.shape, new.dtype) == (old.shape, old.dtype):
            updates[result] = argument
            given_back.append((entry, result))
    places = sorted(updates.values())
    program.donates = bool(updates)
    if program.checks:
        well = len(program.dynamic) + program.drawn.count(None)
        guarded = guarded_updates.guarded(traced, examples, places, well, updates)
        if guarded is not None:
            program.given_back = given_back
            return guarded
        program.donates, places = False, []
    elif len(places) == len(given):
        return traced
    return guarded_updates.donating(traced, examples, places)
