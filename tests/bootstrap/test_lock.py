"""Two starts at once: one works, the other waits and says so."""

import threading

from ctj.bootstrap.lock import alone_in


def test_a_second_start_waits_for_the_first(tmp_path, capfd) -> None:
    entered = threading.Event()

    def second() -> None:
        with alone_in(tmp_path):
            entered.set()

    with alone_in(tmp_path):
        other = threading.Thread(target=second, daemon=True)
        other.start()
        assert not entered.wait(timeout=0.3)
    assert entered.wait(timeout=10)
    other.join(timeout=10)
    assert "waiting" in capfd.readouterr().err


def test_the_lock_leaves_nothing_behind(tmp_path) -> None:
    with alone_in(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
