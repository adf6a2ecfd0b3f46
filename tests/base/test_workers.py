"""Work in processes of its own."""

from __future__ import annotations

import os
import select
import signal
import threading

import pytest

from generator.base import workers


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where tests run side by side: there, a thread waits for what is to be run next."""
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("two_cores")
def test_what_is_done_beside_is_done_in_another_process_from_the_start() -> None:
    seen, told = os.pipe()
    result = workers.beside(lambda: (os.write(told, b"x"), os.getpid())[1])
    begun, _, _ = select.select([seen], [], [], 30)
    assert begun, "it has begun before anybody asks for what came of it"
    assert result() != os.getpid()


@pytest.mark.usefixtures("two_cores")
def test_what_a_process_did_not_bring_back_is_done_here() -> None:
    here = os.getpid()

    def do() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert workers.beside(do)() == here


@pytest.mark.usefixtures("two_cores")
def test_what_goes_wrong_beside_goes_wrong_where_it_is_asked_for() -> None:
    def do() -> int:
        raise ValueError("a fault of the task")

    result = workers.beside(do)
    with pytest.raises(ValueError, match="a fault of the task"):
        result()


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert workers.beside(os.getpid)() == os.getpid()
    finally:
        stop.set()
        thread.join()


def test_one_core_does_one_thing_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 1)
    assert workers.beside(os.getpid)() == os.getpid()
