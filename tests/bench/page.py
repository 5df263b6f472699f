"""The page of the documentation that holds the last table, how to read it, and what stands in the way of a goal."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.goals import Goal, summary
from tests.bench.profile import Profile
from tests.bench.table import as_markdown

PICTURE = "performance.svg"
OWN_SHARE = 0.1  # a layer that takes more, and is neither database nor serialiser, is explained
EXPLAINED = {
    "questions to the database (app/queries, app/catalog)": "reads the filters against the code lists, builds the "
    "statement and turns its rows into cells, labels and notes; it is what the answer says beside its numbers.",
    "reading and answering HTTP (app/web)": "reads every parameter strictly and writes links, tags and headers; a hit of "
    "the cache passes none of it.",
    "driver (psycopg)": "turns the bytes of the protocol into Python values and runs the transaction (begin, read, commit).",
    "statements (SQLAlchemy)": "finds the compiled statement in its cache and adapts rows; prepared statements keep the "
    "compilation itself out of it.",
    "framework (FastAPI, Starlette)": "routes the request and wraps it in the layers that every framework has.",
    "compression": "makes the body that the client asked for; it is made once per entry of the cache.",
    "lines and metrics": "writes one line per request and counts it.",
    "event loop": "switches between the request, the driver and the client of the measurement.",
    "the rest of Python": "is the standard library: dates, decimals, texts.",
}
# What stands in the way of a goal, by the beginning of its name.
WHY = {
    "import of": "Rows are written twice: into a staging table, where they are checked and compared with what is there, and "
    "from it into the table, whose references are asked; the rest is reading the file and the rates of the day. History and "
    "prepared cells are timed beside it, in the next line.",
    "peak memory of that import": "The ids of a file are held until all of them are known, and the cells of a revision are "
    "counted over all records at once, as columns of numbers, in the process of the import.",
    "hot ": "A look into the cache costs some two millionths of a second beside the eighteen that the server itself takes; "
    "around the goal the noise of a run decides.",
    "cold aggregate": "Both are a few tenths of a millisecond, where the noise of a run decides; the cells read are as many.",
    "cold request end to end": "An answer says more than its numbers: filters are read against the code lists, labels, "
    "coverage and links are written, and all of it is read in one transaction that asks for the revision first. The "
    "profiles below show the parts; the cache answers the next request alike without any of it.",
    "first start": "The schema, the dataset and its first release are written before the first answer.",
    "CSV over HTTP": "The limit copies stored columns of one table; the answer joins each round with its company and writes "
    "lists, dates and amounts as every other format has them. PostgreSQL takes more than half of the time for that select alone.",
    "betech export": "Dates are written as precisely as they are known and lists with semicolons, so that the file comes back "
    "unchanged; the limit copies columns as they are stored.",
    "cold, the same question": "See the cold request end to end: the peer answers numbers alone.",
    "64 clients": "All wait for one answer and then each takes its copy through the same process.",
}
READING = """
Each line is one goal: what is measured, what is to be reached, what it is held against, and whether it is met. `make bench` measures all
of it anew, on the machine it runs on; `make bench QUICK=1` takes two minutes and leaves the million out, `FULL=1` adds five million.

- **Only ratios travel.** Absolute figures differ between machines by a factor of three, and between two runs on a shared one nearly as
  much. Ours and the limit are therefore measured in turn (A B B A …) within one run; limit and ours are the medians of the turns, the ratio
  is the median of the turns' ratios, so that a machine that was busy for a moment was busy for both.
- **raw ASGI** is an application that does nothing but send the very bytes of our answer, on the same server program with the same
  settings: nothing in Python can be faster. **bare driver** is a route of the same framework that sends the same statements with psycopg and
  writes the rows as JSON. **bare COPY and MERGE** writes the same rows into a table with the same columns, checks and indexes, without
  asking anything about them; **COPY TO STDOUT** reads them. The import is the whole command without history and prepared cells, which
  have a line of their own.
- **in the database** means: the statements that the answer sends, as the driver sends them, prepared, over one connection, until all their
  rows are there, less as many statements that ask for nothing; a tenth of a millisecond at least, below which it is noise.
- The records are generated: companies in all provinces and sectors, stages that follow each other, amounts that are distributed as real
  ones are, one in six not disclosed, four currencies. The same seed gives the same records (`python -m tests.bench.data --help`).
- Peers are installed by their own package client at the first run. One that cannot be had on a machine is listed as not here.
"""


PREPARED_ARE_FLAT = """
Prepared questions are flat: their cells do not grow with the rounds. A question that nothing was prepared for grows with the rows that it
has to read.
""".strip()
OF_PROFILES = """
What an uncached request costs, by layer, with the profiler running (which makes Python code look slower than it is, and the database
faster).
""".strip()


def write(goals: Sequence[Goal], machine: Mapping[str, Any], profiles: Sequence[Profile]) -> str:
    """Return the page."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in machine.items())
    parts = [
        "# How fast it is",
        "This page is written by `make bench`; its numbers are those of the last run.",
        f"**{summary(goals)}.** Measured on: {told}.",
        "## The table",
        as_markdown(goals),
        "## How to read it",
        READING.strip(),
        "## Where a goal is missed",
        missed(goals),
        "## Costs against size",
        f"![Milliseconds in the database against the number of rounds, a line for each question, the goals dashed]({PICTURE})",
        PREPARED_ARE_FLAT,
        "## Profiles",
        OF_PROFILES,
        *(table_of(profile) for profile in profiles),
        explanations(profiles),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def missed(goals: Sequence[Goal]) -> str:
    """Say by how much each goal is missed, and what stands in the way."""
    lines = [
        f"- {goal.what}: {goal.ours} against {goal.theirs}, {goal.ratio:g} where {goal.goal} is the goal. {why(goal)}".rstrip()
        for goal in goals
        if goal.met is False
    ]
    lines += [f"- {goal.what}: not measured; {goal.note}" for goal in goals if goal.met is None]
    return "\n".join(lines) or "None is."


def why(goal: Goal) -> str:
    """Return what stands in the way of a goal, and what its run noted."""
    reason = next((reason for begin, reason in WHY.items() if goal.what.startswith(begin)), "")
    return " ".join(part for part in (goal.note, reason) if part)


def table_of(profile: Profile) -> str:
    """Return one profile as a table."""
    rows = [
        f"| {name} | {milliseconds:.2f} | {milliseconds / profile.milliseconds:.0%} |"
        for name, milliseconds in profile.layers.items()
        if milliseconds / profile.milliseconds > OWN_SHARE / 10
    ]
    head = [
        f"**{profile.question}**: {profile.milliseconds:.2f} ms",
        "",
        "| layer | ms | share |",
        "| --- | ---: | ---: |",
    ]
    return "\n".join([*head, *rows])


def explanations(profiles: Sequence[Profile]) -> str:
    """Explain each layer that takes more than a tenth somewhere."""
    large = {
        name
        for profile in profiles
        for name, milliseconds in profile.layers.items()
        if milliseconds > OWN_SHARE * profile.milliseconds
    }
    lines = [f"- **{name}** {EXPLAINED[name]}" for name in sorted(large) if name in EXPLAINED]
    return (
        "\n".join(["What takes more than a tenth and is neither the database nor the serialiser:", "", *lines])
        if lines
        else ""
    )
