"""The table says what is met, what is missed, and what could not be measured; and the page and the picture are made of it."""

import subprocess
import sys

import orjson

from tests.bench import curves, page
from tests.bench.goals import Goal, amount, at_least, at_most, at_most_times, missing, once, summary
from tests.bench.load import interleaved
from tests.bench.profile import Profile
from tests.bench.table import as_document, as_markdown, as_text

GOALS: list[Goal] = [
    at_least("hot", 0.9, "raw ASGI", once(10_000, 9_500), "/s"),
    at_most_times("cold", 2.5, "bare driver", once(2.0, 6.0), "ms"),
    at_most("start", 2.0, 1.25, "s"),
    missing("hot", "≥ 100 ×", "a peer", "it does not install here"),
]


def test_goals_are_met_or_missed_or_not_measured() -> None:
    assert [goal.met for goal in GOALS] == [True, False, True, None]
    assert [goal.ratio for goal in GOALS] == [0.95, 3.0, 0.625, None]
    assert summary(GOALS) == "2 of 4 met, 1 missed, 1 not measured here"


def test_amounts_have_as_many_digits_as_mean_something() -> None:
    written = [amount(value, "ms") for value in (12_345.6, 12.34, 1.234, 0.0123)]

    assert written == ["12,346 ms", "12.3 ms", "1.23 ms", "0.012 ms"]


def test_the_table_has_one_line_for_each_goal() -> None:
    text, markdown = as_text(GOALS), as_markdown(GOALS)

    for words in ("raw ASGI", "9,500 /s", "NO", "not here", "it does not install here"):
        assert words in text
        assert words in markdown
    assert len(markdown.splitlines()) == 2 + len(GOALS)


def test_ours_and_the_limit_are_measured_in_turn() -> None:
    asked: list[str] = []

    def theirs() -> float:
        asked.append("A")
        return 10.0

    def ours() -> float:
        asked.append("B")
        return 9.0

    found = interleaved(4, theirs, ours)

    assert "".join(asked) == "ABBAABBA"
    assert (found.theirs, found.ours, found.ratio) == (10.0, 9.0, 0.9)


def test_the_page_says_by_how_much_a_goal_is_missed_and_explains_its_profiles() -> None:
    profile = Profile("a list", 2.0, {"the database, waited for": 1.0, "driver (psycopg)": 0.9, "serialiser": 0.1})

    written = page.write(GOALS, {"processor": "a fast one", "cores": 2}, [profile])

    assert "cores 2" in written
    assert "- cold: 6.00 ms against 2.00 ms" in written
    assert "| driver (psycopg) | 0.90 | 45% |" in written
    assert "**driver (psycopg)** turns" in written


def test_the_picture_has_a_line_for_each_question() -> None:
    drawn = curves.draw({"aggregates": {"region × year": {10_000: 0.2, 1_000_000: 0.2}}})

    assert drawn.startswith("<svg")
    assert "region × year" in drawn


def test_everything_measured_is_written_as_json() -> None:
    document = orjson.loads(orjson.dumps(as_document(GOALS, {"cores": 2}, {"profiles": []})))

    assert document["goals"][1]["met"] is False
    assert document["machine"] == {"cores": 2}


def test_the_command_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--help"], capture_output=True, text=True, check=True, timeout=120
    )

    assert "--quick" in done.stdout
    assert "--full" in done.stdout
