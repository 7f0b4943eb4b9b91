"""Slowing down whoever guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.errors import KeyringError
from desktop.storage.throttle import THROTTLE_FILE, SignInThrottle

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def miss(throttle: SignInThrottle, clock: Clock, login: str) -> None:
    """Wait as long as one must, and type a wrong password."""
    clock.now += throttle.seconds_left(login)
    throttle.begin(login)
    throttle.failed(login)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(tmp_path: Path, clock: Clock) -> SignInThrottle:
    return SignInThrottle(tmp_path, clock=clock)


def test_the_wait_doubles_from_one_second_to_a_minute(
    throttle: SignInThrottle, clock: Clock
) -> None:
    waits = []
    for _ in range(12):
        miss(throttle, clock, "li.na")
        waits.append(throttle.seconds_left("li.na"))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_wait_ends_and_a_success_forgets(throttle: SignInThrottle, clock: Clock) -> None:
    for _ in range(5):
        miss(throttle, clock, "Li.Na")
    with pytest.raises(KeyringError) as refused:
        throttle.begin("ｌi.na")
    assert (refused.value.code, refused.value.values) == ("key.throttled", {"seconds": 4})
    clock.now += 3.5
    assert throttle.seconds_left("li.na") == 1
    clock.now += 0.5
    throttle.begin("li.na")
    throttle.succeeded("li.na")
    miss(throttle, clock, "li.na")
    assert throttle.seconds_left("li.na") == 0


def test_counts_survive_a_restart(tmp_path: Path, clock: Clock, throttle: SignInThrottle) -> None:
    for _ in range(6):
        miss(throttle, clock, "li.na")
    assert SignInThrottle(tmp_path, clock=clock).seconds_left("li.na") == 8
    assert throttle.seconds_left("wang") == 0


def test_a_clock_set_back_or_far_ahead(throttle: SignInThrottle, clock: Clock) -> None:
    for _ in range(20):
        miss(throttle, clock, "li.na")
    clock.now -= 365 * 24 * 3600
    assert throttle.seconds_left("li.na") == 60
    clock.now += 2 * 365 * 24 * 3600
    assert throttle.seconds_left("li.na") == 0
    miss(throttle, clock, "li.na")
    miss(throttle, clock, "li.na")
    assert throttle.seconds_left("li.na") == 0


def test_a_password_typed_as_login_is_not_kept(
    tmp_path: Path, throttle: SignInThrottle, clock: Clock
) -> None:
    miss(throttle, clock, "tulip-harbour-9")
    assert b"tulip" not in (tmp_path / THROTTLE_FILE).read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b'{"a": 1}', b'{"a": {"count": 1e999, "last": 0}}', b"[" * 9999],
)
def test_a_spoilt_file_counts_from_nothing(tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / THROTTLE_FILE).write_bytes(content)
    throttle = SignInThrottle(tmp_path, clock=clock)
    miss(throttle, clock, "li.na")
    assert throttle.seconds_left("li.na") == 0


def test_a_vanished_folder_keeps_counting_in_memory(tmp_path: Path, clock: Clock) -> None:
    throttle = SignInThrottle(tmp_path / "gone", clock=clock)
    for _ in range(4):
        miss(throttle, clock, "li.na")
    assert throttle.seconds_left("li.na") == 2


def test_attempts_under_way_count(throttle: SignInThrottle) -> None:
    for _ in range(3):
        throttle.begin("li.na")
    with pytest.raises(KeyringError, match=r"key\.throttled"):
        throttle.begin("li.na")


def test_an_attempt_that_tried_no_password_counts_no_more(throttle: SignInThrottle) -> None:
    for _ in range(20):
        throttle.begin("li.na")
        throttle.take_back("li.na")
    assert throttle.seconds_left("li.na") == 0


def test_a_miss_counts_although_somebody_got_in_meanwhile(
    tmp_path: Path, throttle: SignInThrottle
) -> None:
    throttle.begin("li.na")
    throttle.begin("li.na")
    throttle.succeeded("li.na")
    throttle.failed("li.na")
    assert b'"count": 1' in (tmp_path / THROTTLE_FILE).read_bytes()
