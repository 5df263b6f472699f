"""A soak: load without a pause while revisions come in; every answer is of one revision, memory and descriptors stay."""

import asyncio
import os
import time
from statistics import mean

import psutil

from tests.faults.conftest import World
from tests.faults.load import Load, Verdict

# `make torture` soaks for ten minutes.
SECONDS = float(os.environ.get("BETECH_TEST_SOAK_SECONDS", "8"))
EVERY = 5.0 if SECONDS >= 60 else 2.0
WARM = SECONDS / 4
CLIENTS = 8 if SECONDS >= 60 else 3
# Beside what a cache may fill, which it does slowly; allocators keep some more.
GROWTH_MB = 60
LATE_SECONDS = float(os.environ.get("BETECH_TEST_LATE_SECONDS", "30"))


def measured(pids: set[int]) -> tuple[float, int]:
    """Return megabytes and descriptors of processes."""
    processes = [psutil.Process(pid) for pid in pids]
    return sum(one.memory_full_info().uss for one in processes) / 1e6, sum(one.num_fds() for one in processes)


async def test_under_load_with_revisions_coming_in_answers_are_of_one_revision_and_nothing_grows(world: World) -> None:
    load = Load(world.service.address, clients=CLIENTS)
    workers = world.service.workers()
    begun, samples = time.monotonic(), list[tuple[float, float, int]]()
    async with load.asking():
        while (now := time.monotonic() - begun) < SECONDS:
            await world.revise()
            samples.append((now, *measured(workers)))
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun - now)))

    warm = [sample for sample in samples if sample[0] >= WARM]
    third = max(1, len(warm) // 3)
    growth = mean(memory for _, memory, _ in warm[-third:]) - mean(memory for _, memory, _ in warm[:third])
    more = max(count for *_, count in warm[-third:]) - max(count for *_, count in warm[:third])
    late = sum(world.expected.is_late(answer, 1.0) for answer in load.answers)
    verdict = Verdict(f"soak of {SECONDS:g} s", load.answers, world.expected)
    print(  # noqa: T201 - what `make torture` is run for
        f"{verdict.line()}; {len(samples)} revisions, {late} answers of a revision more than a second old, "
        f"memory {warm[0][1]:.0f} MB {growth:+.1f} MB, descriptors {warm[0][2]} {more:+d}"
    )

    assert world.service.workers() == workers  # none died
    assert verdict.blamed == {}, verdict.line()
    assert verdict.cut == 0
    # A machine that is busy otherwise may need longer than a request may take; that is a 503 which says so.
    assert SECONDS < 60 or not any(answer.status >= 500 for answer in load.answers)
    assert not any(world.expected.is_late(answer, LATE_SECONDS) for answer in load.answers)
    assert {answer.revision for answer in load.answers} >= {*list(world.expected.known)[1:-1]}
    assert growth < GROWTH_MB
    assert more <= 2 * CLIENTS
