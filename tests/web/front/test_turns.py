"""Heavy work is done in turns: so many at once, client by client, with a bounded number of others waiting."""

import asyncio

import pytest

from app.errors import Unavailable
from app.web.front.turns import Turns


async def work(turns: Turns, client: str, done: list[str], name: str) -> None:
    async with turns.turn(client):
        await asyncio.sleep(0.001)
        done.append(name)


async def test_no_more_than_so_many_work_at_once() -> None:
    turns, now, most = Turns(2, 100, 60), 0, 0

    async def count() -> None:
        nonlocal now, most
        async with turns.turn("a"):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.001)
            now -= 1

    await asyncio.gather(*(count() for _ in range(20)))

    assert (most, turns.free, turns.waiting) == (2, 2, 0)


async def test_one_with_many_wishes_delays_another_by_one_piece_of_work() -> None:
    turns, done = Turns(1, 100, 60), list[str]()

    wishes = [("a", f"a{n}") for n in range(5)] + [("b", "b0"), ("c", "c0"), ("b", "b1")]
    await asyncio.gather(*(work(turns, client, done, name) for client, name in wishes))

    assert done == ["a0", "a1", "b0", "c0", "a2", "b1", "a3", "a4"]


async def test_who_finds_all_places_taken_is_told_the_bound() -> None:
    turns, done = Turns(1, 4, 60), list[str]()
    begun = [asyncio.create_task(work(turns, client, done, client)) for client in "aaabc"]
    await asyncio.sleep(0)

    for client in "ad":
        with pytest.raises(Unavailable) as refused:
            await work(turns, client, done, "more")
        assert "1 such answers are made at once and 4 may wait is over" in refused.value.detail
        assert (refused.value.headers, refused.value.extra) == ({"Retry-After": "5"}, {"at_once": 1, "waiting": 4})

    await asyncio.gather(*begun)
    assert len(done) == 5


async def test_a_client_may_fill_half_of_the_places() -> None:
    turns, done = Turns(1, 4, 60), list[str]()
    begun = [asyncio.create_task(work(turns, "a", done, "a")) for _ in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await work(turns, "a", done, "a")
    await work(turns, "b", done, "b")

    await asyncio.gather(*begun)
    assert sorted(done) == ["a", "a", "a", "b"]


async def test_a_wait_that_lasts_too_long_ends_without_a_turn() -> None:
    turns = Turns(1, 4, 0.01)
    async with turns.turn("a"):
        with pytest.raises(Unavailable, match=r"the wait of 0\.01 s is over"):
            async with turns.turn("b"):
                pass

    assert (turns.free, turns.waiting, dict(turns.clients)) == (1, 0, {})


@pytest.mark.parametrize("pause", [True, False])
async def test_who_goes_away_leaves_no_hole(pause: bool) -> None:
    turns, done = Turns(1, 4, 60), list[str]()
    async with turns.turn("a"):
        gone, stays = (asyncio.create_task(work(turns, client, done, client)) for client in "bc")
        called = asyncio.create_task(work(turns, "d", done, "d"))
        await asyncio.sleep(0)
        gone.cancel()
        if pause:
            await asyncio.sleep(0)
    called.cancel()
    await stays
    await asyncio.gather(gone, called, return_exceptions=True)

    assert (done, turns.free, turns.waiting) == (["c"], 1, 0)


async def test_who_goes_away_at_the_moment_of_the_turn_hands_it_on() -> None:
    turns, done = Turns(1, 4, 60), list[str]()
    async with turns.turn("a"):
        first, second = (asyncio.create_task(work(turns, client, done, client)) for client in "bc")
        await asyncio.sleep(0)
    first.cancel()  # its turn has come, but it has not run yet
    await asyncio.gather(first, second, return_exceptions=True)

    assert (done, turns.free) == (["c"], 1)
