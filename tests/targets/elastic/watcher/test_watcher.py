"""The watch as a command: it is run by real shells against a small server, which must get it."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import yaml
from sigma.collection import SigmaCollection

from generator.targets.elastic.lucene.backend import LuceneQueryBackend
from generator.targets.elastic.watcher import Schedule
from generator.targets.shared.scope import scope_pipeline
from generator.targets.shared.winlogbeat import winlogbeat_pipeline

ID = "3c5f3a8e-8f0b-4f6a-9d4e-2a0d1c7b9e11"
HOSTILE = "it's $(id) `id` \"q\" \\ ! !! $HOME ${x} {{ctx}} %s <b> | ü\nEOF\n\tEOF\n'EOF'"

Request = dict[str, Any]


@pytest.fixture
def server() -> Iterator[tuple[str, list[Request]]]:
    """The address of a server, and the requests that it gets."""
    got: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append({"path": self.path, "headers": self.headers, "body": json.loads(body)})
            self.send_response(201)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", got
    listening.shutdown()
    thread.join()


def rule(**changes: Any) -> dict[str, Any]:
    made = yaml.safe_load(r"""
    title: Test
    logsource: {product: windows, category: process_creation}
    detection:
      selection: {ParentImage|endswith: '\WmiPrvSe.exe', User: 'NT AUTHORITY\SYSTEM', A: '{{x}}!'}
      condition: selection
    """)
    return {**made, "id": ID, **changes}


def commands(written: dict[str, Any], **options: Any) -> list[str]:
    backend = LuceneQueryBackend(scope_pipeline() + winlogbeat_pipeline(), **options)
    made: list[str] = backend.convert(SigmaCollection.from_dicts([written]), "xpack_watcher")
    return made


def run(command: str, shell: str, **environment: str) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    env = {"PATH": "/usr/bin:/bin", "NO_PROXY": "*", **environment}
    done = subprocess.run(
        [path], input=command + "\n", env=env, text=True, capture_output=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_a_watch_arrives_as_it_was_made(shell: str, server: tuple[str, list[Request]]) -> None:
    address, got = server
    written = rule(title=HOSTILE, description=HOSTILE, tags=["attack.t1047"])
    run(commands(written)[0], shell, ES_URL=address)
    (request,) = got
    assert request["path"] == f"/_watcher/watch/{ID}"
    assert request["headers"]["Content-Type"] == "application/json"
    assert request["headers"]["Authorization"] is None
    body = request["body"]
    query = LuceneQueryBackend(scope_pipeline() + winlogbeat_pipeline()).convert(
        SigmaCollection.from_dicts([rule()])
    )[0]
    assert body["metadata"] == {
        "title": HOSTILE,
        "description": HOSTILE,
        "tags": ["attack.t1047"],
        "query": query,
    }
    search = body["input"]["search"]["request"]
    assert search["indices"] == ["winlogbeat-*"]
    assert search["body"]["query"]["bool"]["filter"] == [
        {"query_string": {"query": query, "analyze_wildcard": True}},
        {"range": {"@timestamp": {"gte": "now-30m/m"}}},
    ]


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_the_key_comes_from_the_environment(shell: str, server: tuple[str, list[Request]]) -> None:
    address, got = server
    run(commands(rule())[0], shell, ES_URL=address, ES_API_KEY="a b$c'd==")
    assert got[0]["headers"]["Authorization"] == "ApiKey a b$c'd=="


def test_without_an_address_the_command_goes_to_localhost() -> None:
    assert '"${ES_URL:-http://localhost:9200}/_watcher/watch/' in commands(rule())[0]


def test_hits_are_counted_in_the_form_that_the_search_is_told_to_give() -> None:
    body = json.loads(commands(rule())[0].split("<<'EOF'\n")[1].removesuffix("\nEOF"))
    assert body["input"]["search"]["request"]["rest_total_hits_as_int"] is True
    assert body["condition"] == {"compare": {"ctx.payload.hits.total": {"gt": 0}}}


def test_the_search_holds_no_mustache_tag_for_watcher_reads_it_as_a_template() -> None:
    body = json.loads(commands(rule())[0].split("<<'EOF'\n")[1].removesuffix("\nEOF"))
    assert "{{" not in json.dumps(body["input"])


def test_the_command_has_nothing_that_a_shell_expands_outside_its_first_lines() -> None:
    command = commands(rule(title=HOSTILE, description=HOSTILE))[0]
    lines = command.splitlines()
    assert [number for number, line in enumerate(lines) if line == "EOF"] == [len(lines) - 1]
    assert "!" not in command


def test_a_rule_of_another_system_looks_in_other_indices_unless_told() -> None:
    written = rule(logsource={"product": "linux"})
    assert '"logs-*"' in commands(written)[0]
    assert '"mine-*"' in commands(written, indices=["mine-*"])[0]


def test_the_schedule_can_be_set() -> None:
    schedule = Schedule(interval="5m", since="now-6m", throttle="1h")
    command = commands(rule(), schedule=schedule)[0]
    assert all(f'"{text}"' in command for text in ("5m", "now-6m", "1h"))


def test_each_condition_gets_a_watch_of_its_own() -> None:
    detection = {"a": {"A": "1"}, "b": {"B": "1"}, "condition": ["a", "b"]}
    paths = [command.splitlines()[0] for command in commands(rule(detection=detection))]
    assert [path.split("/watch/")[1] for path in paths] == [f'{ID}" \\', f'{ID}-2" \\']


def test_a_rule_without_an_id_gets_the_same_one_every_time() -> None:
    written = {key: value for key, value in rule().items() if key != "id"}
    assert commands(written) == commands(written)
