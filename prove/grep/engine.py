"""The printed command, run by bash with the grep of this machine, on lines of a log."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence

from generator.logic.evaluate import fires
from generator.logic.evaluate.events import events_for
from generator.targets.trust import Level
from prove.engine import Engine, Event, Question, fields_of
from prove.grep.lines import ALL_FORMS, FORMS, LINE_FORMS, ambiguity, readings
from prove.problems import Missing, Rejected
from prove.shared.events import RAW

FORM = "form of the line"
"""An additional key of an event: the form in which it is written. No rule has such a field."""

LOCALE = "C.UTF-8"


class Grep(Engine):
    """Each event as a line of JSON, `key=value` and `key: value`, in each spelling of these."""

    level = Level.PROVEN
    keeps_null = True

    def __init__(self) -> None:
        try:
            done = subprocess.run(["grep", "--version"], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            raise Missing("GNU grep") from problem
        self.version = done.stdout.splitlines()[0]

    @property
    def name(self) -> str:
        return re.sub(r"^grep \(GNU grep\)", "GNU grep", self.version)

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        if "\n" in str(generated.get(RAW, "")):
            return
        forms = (*FORMS, *LINE_FORMS) if set(generated) == {"Message"} else tuple(FORMS)
        for form in forms:
            yield {**generated, FORM: form}

    def expected(self, question: Question, event: Event) -> bool:
        return fires(question.rule, _form_and_event(event)[1])

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """The other events that the line may be; any event where it cannot be read back exactly."""
        form, event = _form_and_event(event)
        if ambiguity(event, form, fields_of(question.rule)):
            yield from ({**other, FORM: form} for other in events_for(question.rule))
        for _, other in readings(event, form, _line(form, event)):
            yield {**other, FORM: form}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        lines = [_line(*_form_and_event(event)) for event in events]
        counted = question.query.replace("grep -P", f"LC_ALL={LOCALE} grep -n -P", 1)
        text = "\n".join(lines) + "\n"
        done = subprocess.run(
            ["bash"],
            input=f"{counted} <<'@@END@@'\n{text}@@END@@\n".encode("utf-8", "surrogatepass"),
            capture_output=True,
        )
        complaint = done.stderr.decode(errors="replace").strip()
        if done.returncode > 1 or complaint:
            raise Rejected(f"exit code {done.returncode}: {complaint}")
        numbers = {int(n) - 1 for n in re.findall(rb"^(\d+):", done.stdout, re.MULTILINE)}
        return [number in numbers for number in range(len(lines))]


def _form_and_event(event: Event) -> tuple[str, Event]:
    return event[FORM], {name: value for name, value in event.items() if name != FORM}


def _line(form: str, event: Event) -> str:
    return ALL_FORMS[form](event).replace("\n", "\\n")
