"""Integrity: what no constraint of one table can see, asked of all tables together."""

# ruff: noqa: S608 - every statement is made of constants of this module

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question; `sql` gives a row (table, id, what is wrong) for each fault."""

    severity: Severity
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that fails a check."""

    check: str
    severity: Severity
    table: str
    id: str
    detail: str


FACTS_WITH_SOURCES = ("funding_rounds", "exits", "valuations", "unicorns", "milestones")
DATED = {
    "funding_rounds": ("announced_on", "company_id"),
    "exits": ("announced_on", "company_id"),
    "valuations": ("valued_on", "company_id"),
    "unicorns": ("became_on", "id"),
}
AMOUNTS = {
    "funding_rounds": ("amount", "post_money"),
    "exits": ("amount",),
    "valuations": ("valuation",),
    "unicorns": ("valuation",),
    "observations": ("value",),
}
CONVERTED = (
    ("funding_rounds", "amount", "amount_eur", "currency"),
    ("funding_rounds", "post_money", "post_money_eur", "post_money_currency"),
    ("exits", "amount", "amount_eur", "currency"),
    ("valuations", "valuation", "valuation_eur", "currency"),
    ("unicorns", "valuation", "valuation_eur", "currency"),
)


def union(*parts: str) -> str:
    """Return one statement with the rows of all."""
    return " UNION ALL ".join(parts)


def jumps(table: str, column: str) -> str:
    """Return the rows whose amount is, or once was, ten times what the version beside it says, or a tenth of it."""
    return (
        f"SELECT '{table}', id, format('{column} went from %s to %s in revision %s', before, now, revision) FROM ("
        f" SELECT id, revision, {column} AS now, lag({column}) OVER (PARTITION BY id ORDER BY revision) AS before FROM ("
        f" SELECT id, revision, {column} FROM {table}"
        f" UNION ALL SELECT id, revision, {column} FROM history.{table}) AS versions) AS steps"
        " WHERE before <> 0 AND now <> 0 AND (abs(now / before) >= 10 OR abs(now / before) <= 0.1)"
    )


def missing_sources(table: str) -> str:
    """Return the rows that name a source which is not there."""
    return (
        f"SELECT '{table}', id, format('source %s does not exist', source) FROM {table}, unnest(source_ids) AS source"
        " WHERE NOT EXISTS (SELECT FROM sources WHERE sources.id = source)"
    )


CHECKS: dict[str, Check] = {
    "source-missing": Check(
        "error",
        "every source that a fact names exists",
        union(*(missing_sources(table) for table in FACTS_WITH_SOURCES)),
    ),
    "source-unused": Check(
        "warning",
        "every source supports a fact",
        "SELECT 'sources', id, 'no fact names this source' FROM sources WHERE id NOT IN ("
        + union(
            *(f"SELECT unnest(source_ids) FROM {table}" for table in FACTS_WITH_SOURCES),
            "SELECT source_id FROM observations",
            "SELECT source_id FROM unicorn_lists",
        )
        + ")",
    ),
    "date-in-future": Check(
        "error",
        "no fact is dated after today",
        union(
            *(
                f"SELECT '{table}', id, format('{column} is %s', {column}) FROM {table} WHERE {column} > current_date"
                for table, (column, _) in {**DATED, "milestones": ("occurred_on", "")}.items()
            )
        ),
    ),
    "before-foundation": Check(
        "error",
        "nothing happens to a company before it is founded",
        union(
            *(
                f"SELECT '{table}', fact.id, format('%s, but %s was founded in %s', {column}, name, founded_year)"
                f" FROM {table} AS fact JOIN companies ON companies.id = fact.{company}"
                f" WHERE extract(year FROM {column}) < founded_year"
                for table, (column, company) in DATED.items()
            )
        ),
    ),
    "exit-then-round": Check(
        "warning",
        "no company raises money after it was sold or ceased",
        "SELECT 'funding_rounds', r.id, format('%s, but %s was %s on %s', r.announced_on, r.company_id, e.kind, e.announced_on)"
        " FROM funding_rounds AS r JOIN exits AS e USING (company_id)"
        " WHERE e.kind = 'acquisition' AND r.announced_on > e.announced_on + 365",
    ),
    "rate-missing": Check(
        "warning",
        "every amount has its value in euro",
        union(
            *(
                f"SELECT '{table}', id, format('{amount} %s %s has no rate', {amount}, {currency}) FROM {table}"
                f" WHERE {amount} IS NOT NULL AND {euro} IS NULL"
                for table, amount, euro, currency in CONVERTED
            )
        ),
    ),
    "euro-differs": Check(
        "error",
        "an amount in euro is its own value in euro",
        union(
            *(
                f"SELECT '{table}', id, format('{amount} %s, {euro} %s', {amount}, {euro}) FROM {table}"
                f" WHERE {currency} = 'EUR' AND {euro} <> {amount}"
                for table, amount, euro, currency in CONVERTED
            )
        ),
    ),
    "far-from-reported": Check(
        "warning",
        "the converted amount is near the one that a source printed",
        "SELECT 'funding_rounds', id, format('computed %s, printed %s', amount_eur, amount_eur_reported)"
        " FROM funding_rounds WHERE amount_eur / amount_eur_reported NOT BETWEEN 0.8 AND 1.25",
    ),
    "amount-jumped": Check(
        "warning",
        "no correction changes an amount by ten or more, as a slip of the decimal point does",
        union(*(jumps(table, column) for table, columns in AMOUNTS.items() for column in columns)),
    ),
    "same-deal-twice": Check(
        "warning",
        "no deal is there under two ids",
        "SELECT 'funding_rounds', max(id), format('same company, day, stage and amount as %s', min(id)) FROM funding_rounds"
        " GROUP BY company_id, announced_on, stage, amount, currency HAVING count(*) > 1",
    ),
    "status-without-exit": Check(
        "warning",
        "a company that was acquired or listed has the exit that says so",
        "SELECT 'companies', id, format('status is %s, no exit is recorded', status) FROM companies"
        " WHERE status IN ('acquired', 'listed') AND NOT EXISTS (SELECT FROM exits WHERE company_id = companies.id)",
    ),
    "seed-figure-differs": Check(
        "error",
        "the figures that the project began with agree with their observations",
        "SELECT 'seed_figures', s.id, format('%s %s, the observation says %s %s', s.value, s.unit, o.value, o.unit)"
        " FROM seed_figures AS s JOIN observations AS o USING (id) WHERE (s.value, s.unit) <> (o.value, o.unit)",
    ),
    "merge-leads-nowhere": Check(
        "error",
        "a former id leads to a row that exists",
        "SELECT 'merges', old_id, format('leads to %s of %s, which was merged too', new_id, table_name) FROM merges AS m"
        " WHERE EXISTS (SELECT FROM merges AS further WHERE further.table_name = m.table_name"
        " AND further.old_id = m.new_id AND further.new_id = m.old_id)",
    ),
    "revisions-have-gaps": Check(
        "error",
        "data versions are numbered without gaps and in the order of time",
        "SELECT 'revisions', number::text, format('follows %s', before) FROM (SELECT number, created_at,"
        " lag(number) OVER w AS before, lag(created_at) OVER w AS earlier FROM revisions WINDOW w AS (ORDER BY number))"
        " AS steps WHERE number <> before + 1 OR created_at < earlier",
    ),
}


def check(connection: Connection) -> list[Finding]:
    """Run every check on the live data and return what was found, in the order of CHECKS and by id."""
    findings = []
    for name, question in CHECKS.items():
        rows = connection.execute(text(question.sql.replace(":", r"\:"))).all()
        findings += [Finding(name, question.severity, *map(str, row)) for row in sorted(rows)]
    return findings
