"""Conversion on a cluster: a real Dask scheduler with two worker processes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.targets.convert import conversion, executors
from generator.targets.convert.conversion import convert
from generator.targets.convert.executors import ExecutorError
from generator.targets.convert.time_limit import TooSlow, time_limit
from tests.support import RULE, Project

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster as a user gives it."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None
    ) as made:
        yield made.scheduler_address.replace("tcp://", "dask://")


def rules(number: int) -> dict[str, str]:
    return {
        f"rules/{n}.yml": RULE.replace("5f9b", f"{n:04}").replace("parent", f"p{n}")
        for n in range(number)
    }


def test_a_cluster_makes_the_same_queries(
    project: Project, monkeypatch: pytest.MonkeyPatch, cluster: str
) -> None:
    monkeypatch.setattr(conversion, "FEW", 0)
    monkeypatch.setattr(conversion, "CHUNK", 3)
    loaded = project.write(rules(20)).load("splunk", "es-qs", "logpoint")
    here = convert(loaded.catalogue, loaded.targets, jobs=1)
    there = convert(loaded.catalogue, loaded.targets, address=cluster)
    assert there.queries == here.queries
    assert list(there.queries) == list(here.queries)
    assert not there.diagnostics


def test_workers_of_another_version_are_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, cluster: str
) -> None:
    monkeypatch.setattr(conversion, "FEW", 0)
    monkeypatch.setattr(executors, "target_digest", lambda target: "of another version")
    loaded = project.write(rules(2)).load("splunk")
    with pytest.raises(ExecutorError, match="other versions of this program"):
        convert(loaded.catalogue, loaded.targets, address=cluster)


@pytest.mark.parametrize("address", ["spark://a:1", "dask://", "dask://a", "a:1", "dask://a:x"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ExecutorError, match="write --executor dask://HOST:PORT"):
        executors._place(address)


def test_a_scheduler_that_is_not_there_is_a_mistake_of_usage(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(conversion, "FEW", 0)
    monkeypatch.setattr(executors, "PATIENCE", 1)
    monkeypatch.chdir(project.write(rules(1)).folder)
    result = CliRunner().invoke(main, ["build", "-t", "splunk", "--executor", f"dask://{place}"])
    assert result.exit_code == 2
    assert f"there is no Dask scheduler at {place}" in result.stderr


def test_a_thread_that_computes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.targets.convert.time_limit.PATIENCE", 1)
    seen: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.2):
                end = time.monotonic() + 20
                while time.monotonic() < end:
                    pass
            seen.append("finished")
        except TooSlow:
            seen.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(15)
    assert seen == ["stopped"]


def test_a_thread_that_is_done_in_time_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.targets.convert.time_limit.PATIENCE", 1)
    seen: list[str] = []

    def work() -> None:
        with time_limit(0.05):
            pass
        time.sleep(0.2)
        seen.append("finished")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(15)
    assert seen == ["finished"]
