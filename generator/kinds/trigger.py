"""Triggers: technique files in the schema of Atomic Red Team."""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic, error
from generator.documents import Document
from generator.kinds.entity import single
from generator.kinds.reading import WRONG_TYPE, MappingReader
from generator.model import (
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
KEYS = ("attack_technique", "display_name", "atomic_tests")
TEST_KEYS = (
    "name",
    "auto_generated_guid",
    "description",
    "supported_platforms",
    "input_arguments",
    "dependency_executor_name",
    "dependencies",
    "executor",
)
_PLACEHOLDER = re.compile(r"#\{([^{}]+)\}")


def parse(document: Document) -> tuple[tuple[Trigger, ...], list[Diagnostic]]:
    """The technique file; nothing where it names no technique, since links rest on that."""
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check_keys(KEYS)
    technique = reader.text("attack_technique", required=True).upper()
    if not re.fullmatch(r"T\d{4}(\.\d{3})?", technique):
        reader.report(
            BAD_TECHNIQUE,
            f"attack_technique {technique!r} is no technique id; write it as T1047 or T1003.001",
            "attack_technique",
        )
        return (), report
    trigger = Trigger(
        technique=TechniqueId(technique),
        display_name=reader.text("display_name", required=True),
        path=document.path,
        number=reader.route[0] if isinstance(reader.route[0], int) else 0,
        tests=tuple(_test(test) for test in reader.mappings("atomic_tests")),
    )
    return (trigger,), report


def _test(reader: MappingReader) -> AtomicTest:
    reader.check_keys(TEST_KEYS)
    test = AtomicTest(
        name=reader.text("name", required=True),
        guid=reader.text("auto_generated_guid").lower(),
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
    for name in body.data:
        argument = body.mapping(str(name))
        if argument is not None:
            arguments.append(
                InputArgument(
                    name=str(name),
                    description=argument.text("description"),
                    type=argument.text("type"),
                    default=argument.scalar("default"),
                )
            )
    return tuple(arguments)


def _executor(reader: MappingReader) -> Executor:
    body = reader.mapping("executor")
    if body is None:
        if not reader.has("executor"):
            reader.report(WRONG_TYPE, "the test has no executor; say how it is run", "executor")
        return Executor(name="", command="", cleanup_command="", steps="", elevation_required=False)
    name = body.text("name")
    if name not in EXECUTORS:
        message = f"executor {name!r} is none of {', '.join(EXECUTORS)}"
        body.report(UNKNOWN_EXECUTOR, message, "name")
    return Executor(
        name=name,
        command=body.verbatim("command").strip("\n"),
        cleanup_command=body.verbatim("cleanup_command").strip("\n"),
        steps=body.verbatim("steps").strip("\n"),
        elevation_required=body.truth("elevation_required"),
    )


def _check_placeholders(reader: MappingReader, test: AtomicTest) -> None:
    known = {argument.name for argument in test.inputs}
    for key in ("command", "cleanup_command"):
        for name in _PLACEHOLDER.findall(getattr(test.executor, key)):
            if name not in known:
                message = f"#{{{name}}} stands for no input argument; add it under input_arguments"
                reader.report(UNKNOWN_INPUT, message, "executor", key)
