"""Triggers: technique files in the schema of Atomic Red Team."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, error, quoted
from generator.content.documents import Document
from generator.content.kinds.entity import single
from generator.content.kinds.forms import (
    Key,
    Nested,
    NestedByName,
    NestedList,
    Pattern,
    Plain,
    Words,
    names,
)
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import (
    AtomicTest,
    Dependency,
    Executor,
    InputArgument,
    TechniqueId,
    Trigger,
)

BAD_TECHNIQUE = error("bad-technique", "A trigger does not name an ATT&CK technique")
UNKNOWN_EXECUTOR = error("unknown-executor", "An executor that Atomic Red Team does not have")
UNKNOWN_INPUT = error("unknown-input", "A command uses an input argument that is not there")

CODES = (BAD_TECHNIQUE, UNKNOWN_EXECUTOR, UNKNOWN_INPUT)

EXECUTORS = ("powershell", "command_prompt", "sh", "bash", "manual")
INPUT_KEYS = (Key("description"), Key("type"), Key("default", Plain.SCALAR))
DEPENDENCY_KEYS = (Key("description"), Key("prereq_command"), Key("get_prereq_command"))
EXECUTOR_KEYS = (
    Key("name", Words(EXECUTORS), required=True),
    Key("command"),
    Key("cleanup_command"),
    Key("elevation_required", Plain.TRUTH),
    Key("steps", Plain.TEXT, "What to do by hand, for `name: manual`."),
)
TEST_KEYS = (
    Key("name", required=True),
    Key("auto_generated_guid", Plain.UUID),
    Key("description"),
    Key("supported_platforms", Plain.TEXTS),
    Key("input_arguments", NestedByName(INPUT_KEYS), "What stands for `#{name}` in commands."),
    Key("dependency_executor_name"),
    # Keys of dependencies that nothing reads are no mistake.
    Key("dependencies", NestedList(DEPENDENCY_KEYS, is_open=True)),
    Key("executor", Nested(EXECUTOR_KEYS), required=True),
)
KEYS = (
    Key(
        "attack_technique",
        Pattern("^[Tt][0-9]{4}(\\.[0-9]{3})?$"),
        "The technique that the tests exercise, as T1047 or T1003.001.",
        required=True,
    ),
    Key("display_name", required=True),
    Key("atomic_tests", NestedList(TEST_KEYS), required=True),
)
LONGEST_TEXT = 200_000
"""Characters up to which a text is filled in; a small file could ask for a text without end."""
_PLACEHOLDER = re.compile(r"#\{([^{}]+)\}")
_NESTED = 3
"""How often a default may name another input; some of Atomic Red Team's do once."""


def parse(document: Document) -> tuple[tuple[Trigger, ...], list[Diagnostic]]:
    """The technique file; nothing where it names no technique, since links rest on that."""
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    technique = reader.scalar("attack_technique").strip().upper()
    if not technique:
        return (), report
    if not re.fullmatch(r"T[0-9]{4}(\.[0-9]{3})?", technique):
        reader.report(
            BAD_TECHNIQUE,
            f"{quoted(technique)} is no id of a technique; write it as T1047 or T1003.001",
            "attack_technique",
        )
        return (), report
    trigger = Trigger(
        technique=TechniqueId(technique),
        display_name=reader.text("display_name"),
        path=document.path,
        number=0,
        tests=tuple(_test(test) for test in reader.mappings("atomic_tests")),
    )
    return (trigger,), report


def _test(reader: MappingReader) -> AtomicTest:
    reader.check(TEST_KEYS)
    test = AtomicTest(
        name=reader.text("name"),
        guid=reader.uuid("auto_generated_guid"),
        description=reader.text("description"),
        platforms=reader.texts("supported_platforms"),
        inputs=_inputs(reader),
        dependency_executor=reader.text("dependency_executor_name"),
        dependencies=tuple(
            Dependency(
                description=item.text("description"),
                prereq_command=item.verbatim("prereq_command").strip("\n"),
                get_prereq_command=item.verbatim("get_prereq_command").strip("\n"),
            )
            for item in reader.mappings("dependencies")
        ),
        executor=_executor(reader),
    )
    _check_placeholders(reader, test)
    return test


def _inputs(reader: MappingReader) -> tuple[InputArgument, ...]:
    body = reader.mapping("input_arguments")
    if body is None:
        return ()
    arguments = []
    for name, value in body.data.items():
        argument = body.mapping(name)
        if argument is not None:
            argument.check(INPUT_KEYS)
        elif value is not None:
            continue
        arguments.append(
            InputArgument(
                name=name,
                description=argument.text("description") if argument else "",
                type=argument.text("type") if argument else "",
                default=argument.scalar("default") if argument else "",
            )
        )
    return tuple(arguments)


def _executor(reader: MappingReader) -> Executor:
    body = reader.mapping("executor")
    if body is None:
        return Executor(name="", command="", cleanup_command="", steps="", elevation_required=False)
    body.check_keys(names(EXECUTOR_KEYS))
    name = body.text("name")
    if name not in EXECUTORS:
        hint = reader.nearest(name, EXECUTORS)
        message = f"executor {quoted(name)} is none of {', '.join(EXECUTORS)}{hint}"
        body.report(UNKNOWN_EXECUTOR, message, "name")
    body.require("steps" if name == "manual" else "command")
    return Executor(
        name=name,
        command=body.verbatim("command").strip("\n"),
        cleanup_command=body.verbatim("cleanup_command").strip("\n"),
        steps=body.verbatim("steps").strip("\n"),
        elevation_required=body.truth("elevation_required"),
    )


def _check_placeholders(reader: MappingReader, test: AtomicTest) -> None:
    known = {argument.name for argument in test.inputs}
    for keys, text in _texts(test):
        for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if name not in known:
                message = (
                    f"#{{{name[:80]}}} stands for no input argument; add it under input_arguments"
                    f"{reader.nearest(name, known)}"
                )
                reader.report(UNKNOWN_INPUT, message, *keys)


def _texts(test: AtomicTest) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each text of a test in which inputs are filled in when it is run, with the way to it."""
    for argument in test.inputs:
        yield ("input_arguments", argument.name, "default"), argument.default
    for place, dependency in enumerate(test.dependencies):
        for key in names(DEPENDENCY_KEYS[1:]):
            yield ("dependencies", place, key), getattr(dependency, key)
    for key in ("steps", "command", "cleanup_command"):
        yield ("executor", key), getattr(test.executor, key)


def filled(text: str, test: AtomicTest) -> str:
    """A text of a test with its inputs replaced by their defaults, as Invoke-AtomicTest does.

    What no input stands for is left as it is, and so is a text that would grow without bounds.
    """
    defaults = {argument.name: argument.default for argument in test.inputs}
    for _ in range(_NESTED):
        found = [name for name in _PLACEHOLDER.findall(text) if name in defaults]
        if not found or len(text) + sum(len(defaults[name]) for name in found) > LONGEST_TEXT:
            return text
        text = _PLACEHOLDER.sub(lambda match: defaults.get(match[1], match[0]), text)
    return text
