"""The budget of requests, and what a diff says of files: no hub, no database."""

from __future__ import annotations

import pytest

from ingestion.budget import Budget
from ingestion.sources.huggingface.diffs import Change, changes_of

POINTER = "version https://git-lfs.github.com/spec/v1"


class Clock:
    """Seconds that pass only when somebody waits or works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Hub:
    """A hub with a fixed window; a request beyond it fails the test."""

    def __init__(self, clock: Clock, quota: int, window: int) -> None:
        self._clock, self._quota, self._window = clock, quota, window
        self.times: list[float] = []

    def headers(self) -> dict[str, str]:
        began = self._clock.now // self._window * self._window
        self.times.append(self._clock.now)
        used = sum(moment >= began for moment in self.times)
        assert used <= self._quota, f"{used} requests in a window of {self._quota}"
        left = int(began + self._window - self._clock.now)
        return {
            "RateLimit": f'"api";r={self._quota - used};t={left}',
            "RateLimit-Policy": f'"fixed window";"api";q={self._quota};w={self._window}',
        }


@pytest.mark.parametrize("planned", [1000, None])
def test_requests_are_spread_over_the_window_and_never_exceed_it(planned: int | None) -> None:
    clock = Clock()
    budget = Budget(clock, clock.sleep)
    hub = Hub(clock, quota=50, window=300)

    for _ in range(200):
        if planned is not None:
            budget.planned = planned
        budget.wait()
        budget.learn(hub.headers())

    gaps = [later - earlier for earlier, later in zip(hub.times[1:], hub.times[2:], strict=False)]
    # 50 in 300 seconds: one in six; no burst, but for the first of each window
    assert max(gaps) <= 2 * 300 / 50
    assert sum(gap < 5 for gap in gaps) <= 200 / 50
    assert hub.times[-1] < 200 / 50 * 300 * 1.1


def test_what_fits_into_the_rest_of_a_window_does_not_wait() -> None:
    clock = Clock()
    budget = Budget(clock, clock.sleep)
    hub = Hub(clock, quota=500, window=300)
    budget.planned = 40

    for _ in range(40):
        budget.wait()
        budget.learn(hub.headers())

    assert clock.now == 0


def test_a_hub_that_says_nothing_is_not_waited_for() -> None:
    clock = Clock()
    budget = Budget(clock, clock.sleep)

    for _ in range(40):
        budget.wait()
        budget.learn({"Content-Type": "application/json"})

    assert clock.now == 0


def section(header: str, *lines: str) -> str:
    return "\n".join([f"diff --git {header}", *lines, ""])


@pytest.mark.parametrize(
    ("diff", "change"),
    [
        (
            section("a/x b/c.py b/x b/c.py", "index 1..2 100644", "--- a/x b/c.py\t",
                    "+++ b/x b/c.py\t", "@@ -1,2 +1,2 @@", "--- a/other", "+++ b/other"),
            Change("x b/c.py", "modified", None, None, None),
        ),
        (
            section("a/w.bin b/w.bin", "new file mode 100644", "index 0..1", "--- /dev/null",
                    "+++ b/w.bin", "@@ -0,0 +1,3 @@", f"+{POINTER}", f"+oid sha256:{'a' * 64}",
                    "+size 12"),
            Change("w.bin", "added", None, 12, "a" * 64),
        ),
        (
            section("a/w.bin b/w.bin", "index 0..1 100644", "--- a/w.bin", "+++ b/w.bin",
                    "@@ -1,3 +1,3 @@", f" {POINTER}", f"-oid sha256:{'a' * 64}", "-size 12",
                    f"+oid sha256:{'b' * 64}", "+size 13"),
            Change("w.bin", "modified", None, 13, "b" * 64),
        ),
        (
            section("a/w.bin b/w.bin", "index 0..1 100644", "--- a/w.bin", "+++ b/w.bin",
                    "@@ -1,3 +1,3 @@", f" {POINTER}", f"-oid sha256:{'a' * 64}",
                    f"+oid sha256:{'b' * 64}", " size 12"),
            Change("w.bin", "modified", None, 12, "b" * 64),
        ),
        (
            section("a/old b/new", "similarity index 100%", "rename from old", "rename to new"),
            Change("new", "renamed", "old", None, None),
        ),
        (
            section(r'"a/\303\251 \"q\".bin" "b/\303\251 \"q\".bin"', "deleted file mode 100644",
                    "index 1..0", "Binary files differ"),
            Change('é "q".bin', "removed", None, None, None),
        ),
        (
            section("a/n.md b/n.md", "index 0..1 100644", "--- a/n.md", "+++ b/n.md",
                    "@@ -1 +1 @@", f"+oid sha256:{'a' * 64}", "+size 12"),
            Change("n.md", "modified", None, None, None),
        ),
    ],
    ids=["text like a header", "LFS added", "LFS changed", "LFS of the same size", "renamed",
         "quoted", "text like a pointer"],
)  # fmt: skip
def test_a_diff_says_which_file_changed_how(diff: str, change: Change) -> None:
    assert list(changes_of(diff)) == [change]
    assert list(changes_of(diff + diff)) == [change, change]


def test_an_empty_diff_has_no_files() -> None:
    assert list(changes_of("")) == []
