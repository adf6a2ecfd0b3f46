"""An event for which one formula is true and another false, or the proof that there is none.

The solver proposes which tests hold, by logic alone. A draft then looks for values that make
them so. Where a field has no such values, what was learnt there becomes a clause, and the solver
proposes again: so values are only looked for where the verdict depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pysat.solvers import Solver

from generator.logic.compare.atoms import Atom
from generator.logic.compare.automaton import Undecided
from generator.logic.compare.drafting import Drafting, Lesson, Wishes
from generator.logic.compare.effort import Effort, Exhausted
from generator.logic.compare.formulas import Circuit

CONFLICTS = 20_000
"""How often the solver may go back before one proposal."""

PER_PROPOSAL = 200
"""Steps of effort that a proposal counts for."""

Confirm = Callable[[Mapping[str, Any]], bool]

NOT_CONFIRMED = "An example was made, but the evaluator does not confirm it."


class Search:
    """Proposals for one pair of detections; what is learnt serves both directions."""

    def __init__(self, circuit: Circuit, effort: Effort) -> None:
        self.circuit = circuit
        self.effort = effort
        self.drafting = Drafting(tuple(circuit.atoms.values()), effort)
        self.variables = {atom: variable for variable, atom in circuit.atoms.items()}
        self.fields = {
            variable: (name, kind)
            for name, presence in circuit.fields.items()
            for variable, kind in ((presence.present, "present"), (presence.valued, "valued"))
        }
        self.single = circuit.variable()
        """True while every field is to have one value."""
        self.solver = Solver(name="minisat22", bootstrap_with=circuit.clauses)

    def close(self) -> None:
        self.solver.delete()

    def event(
        self, literals: Sequence[int], confirm: Confirm, *, single: bool = False
    ) -> dict[str, Any] | None:
        """An event that makes the literals true and is confirmed; None: proven that none does.

        Raises Undecided and Exhausted.
        """
        undecided: Undecided | None = None
        doubt = self.circuit.variable()
        mode = self.single if single else -self.single
        while True:
            self.effort.spend(PER_PROPOSAL)
            model = self.proposal([*literals, doubt, mode])
            if model is None:
                if undecided is not None:
                    raise undecided
                return None
            reasons = self.circuit.reasons(literals, model)
            try:
                draft = self.drafting.draft(self.wishes(reasons), single=single)
            except Undecided as reason:
                undecided = undecided or reason
            else:
                if draft.lessons:
                    for lesson in draft.lessons:
                        self.solver.add_clause(self.clause(lesson))
                    continue
                event = draft.event()
                if confirm(event):
                    return event
                undecided = undecided or Undecided(NOT_CONFIRMED)
            self.solver.add_clause([-doubt, *(-literal for literal in sorted(reasons))])

    def proposal(self, assumed: list[int]) -> Callable[[int], bool] | None:
        """Which literals are true in a model; None where there is no model."""
        self.solver.conf_budget(CONFLICTS)
        found = self.solver.solve_limited(assumptions=assumed)
        if found is None:
            raise Exhausted
        if not found:
            return None
        values = self.solver.get_model()

        def model(literal: int) -> bool:
            variable = abs(literal)
            positive = variable <= len(values) and values[variable - 1] > 0
            return positive is (literal > 0)

        return model

    def wishes(self, reasons: frozenset[int]) -> dict[str | None, Wishes]:
        """What the literals ask of each field, in the order of the detections."""
        made: dict[str | None, Wishes] = {}
        for literal in sorted(reasons, key=abs):
            atom = self.circuit.atoms.get(abs(literal))
            if atom is not None:
                wish = made.setdefault(atom.field, Wishes())
                (wish.wanted if literal > 0 else wish.unwanted).append(atom)
            elif abs(literal) in self.fields:
                name, kind = self.fields[abs(literal)]
                setattr(made.setdefault(name, Wishes()), kind, literal > 0)
        return made

    def clause(self, lesson: Lesson) -> list[int]:
        made = [-self.variables[atom] for atom in _sorted(lesson.wanted)]
        made += [self.variables[atom] for atom in _sorted(lesson.unwanted)]
        return made if lesson.always else [*made, -self.single]


def _sorted(atoms: frozenset[Atom]) -> list[Atom]:
    return sorted(atoms, key=lambda atom: (atom.field or "", atom.key))
