"""The fields of funding rounds, exits, valuations and unicorns."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, false, or_, select, true

from app.catalog.fields import Records
from app.catalog.shared import (
    company_fields,
    conversion_fields,
    countries,
    date_fields,
    field,
    fields,
    first_letters,
    identifier,
    money,
    note,
    people,
    remarks,
    search,
    source_fields,
)
from app.languages import Text
from app.tables import Company, Exit, FundingRound, Sector, Stage, Unicorn, Valuation

COMPANY_AND_SOURCES = {"company": "companies", "sources": "sources"}


def disclosure(words: Sequence[str]) -> ColumnElement[bool]:
    """Whether the amount is there, in the words of `amount_status`."""
    amount, euro = FundingRound.amount, FundingRound.amount_eur  # without an amount there is none in euro either
    known = {"disclosed": amount.is_not(None), "undisclosed": and_(amount.is_(None), euro.is_(None))}
    return or_(false(), *(known[word] for word in words if word in known))


FUNDING_ROUNDS = Records(
    key="funding-rounds",
    title=Text("Funding rounds", "Kapitaalrondes", "Levées de fonds", "Finanzierungsrunden"),
    description="Money raised by Belgian technology companies: equity, debt, grants, secondary sales and listings, each with its sources.",
    table="funding_rounds",
    source=FundingRound.__table__.join(Company.__table__, Company.id == FundingRound.company_id)
    .join(Sector.__table__, Sector.code == Company.sector)
    .join(Stage.__table__, Stage.code == FundingRound.stage),
    id=FundingRound.id.expression,
    heading=Company.name,
    default_sort=("-announced_on",),
    default_filters={"deal_type": "equity"},
    overridden_by=("deal_type", "stage"),
    embeds={**COMPANY_AND_SOURCES, "investors": "investors"},
    fields=fields(
        identifier(FundingRound.id, "round", "collibra-2021-11-series-e-plus"),
        company_fields("collibra"),
        field(
            "stage",
            FundingRound.stage,
            "Stage as investors use the word.",
            reads="code",
            codelist="stage",
            sortable=True,
            example="series_a",
        ),
        field(
            "deal_type",
            Stage.deal_type,
            "What kind of money it is; follows from the stage. `all` in a filter means every type.",
            reads="code",
            codelist="deal_type",
            sortable=True,
            example="equity",
        ),
        date_fields(
            "announced_on",
            FundingRound.announced_on,
            FundingRound.date_precision,
            "Day on which the round was announced.",
            "2021-11-09",
        ),
        money(
            "amount",
            FundingRound.amount,
            "Amount as published, in whole units of the currency; null when it was not disclosed.",
            path=("amount", "value"),
        ),
        field(
            "currency",
            FundingRound.currency,
            "ISO 4217 code of the currency.",
            reads="id",
            path=("amount", "currency"),
            nullable=True,
            example="USD",
        ),
        field(
            "amount_status",
            case((FundingRound.amount.is_(None), "undisclosed"), else_="disclosed"),
            "Whether the amount was disclosed.",
            reads="id",
            matches=disclosure,
            example="disclosed",
        ),
        money(
            "amount_eur",
            FundingRound.amount_eur,
            "Amount in euro at the ECB reference rate of the day, the last one before it on a day without; fixed when the record was stored.",
            unit="EUR",
            example="1000000",
        ),
        money(
            "amount_usd",
            FundingRound.amount_usd,
            "Amount in US dollar at the ECB reference rate of the day.",
            unit="USD",
        ),
        conversion_fields(FundingRound),
        money(
            "amount_eur_reported",
            FundingRound.amount_eur_reported,
            "Euro amount that a source printed; shown, never summed.",
            unit="EUR",
            null_reason="not_applicable",
        ),
        money(
            "post_money",
            FundingRound.post_money,
            "Company value after the round as published.",
            path=("post_money", "value"),
        ),
        field(
            "post_money_currency",
            FundingRound.post_money_currency,
            "ISO 4217 code of the currency of the valuation.",
            path=("post_money", "currency"),
            nullable=True,
        ),
        money(
            "post_money_eur",
            FundingRound.post_money_eur,
            "Company value after the round in euro at the ECB reference rate of the day.",
            unit="EUR",
        ),
        field(
            "investors",
            people(FundingRound.investor_ids, FundingRound.lead_investor_ids),
            "Investors named by the sources; `lead` marks those who led.",
            kind="list",
            shown="nested",
        ),
        field("investor_ids", FundingRound.investor_ids, "Ids of the investors.", kind="list", shown="flat"),
        field(
            "lead_investor_ids",
            FundingRound.lead_investor_ids,
            "Ids of the investors who led.",
            kind="list",
            shown="flat",
        ),
        field(
            "investor",
            FundingRound.investor_ids,
            "Rounds in which any of these investors took part.",
            kind="list",
            reads="ids",
            shown="nowhere",
            example="gimv",
        ),
        field(
            "investor_country",
            countries(FundingRound.investor_ids),
            "Rounds in which an investor of any of these countries (ISO 3166-1) took part, `UNK` where none is known.",
            kind="list",
            reads="countries",
            shown="nowhere",
            example="BE",
        ),
        source_fields(FundingRound.source_ids),
        remarks(FundingRound),
        search(Company.name_folded, "the company's name", "collibra"),
    ),
)

EXITS = Records(
    key="exits",
    title=Text("Exits", "Exits", "Sorties", "Exits"),
    description="Sales, buy-outs, mergers and listings of Belgian technology companies, each with its sources.",
    table="exits",
    source=Exit.__table__.join(Company.__table__, Company.id == Exit.company_id).join(
        Sector.__table__, Sector.code == Company.sector
    ),
    id=Exit.id.expression,
    heading=Company.name,
    default_sort=("-announced_on",),
    embeds=COMPANY_AND_SOURCES,
    fields=fields(
        identifier(Exit.id, "exit", "ablynx-2018-01-acquisition"),
        company_fields("ablynx"),
        field(
            "kind",
            Exit.kind,
            "How the owners got out.",
            reads="code",
            codelist="exit_kind",
            sortable=True,
            example="acquisition",
        ),
        field(
            "exit_kind",
            Exit.kind,
            "The same as `kind`, under the name of the dimension.",
            reads="code",
            codelist="exit_kind",
            shown="nowhere",
            example="ipo",
        ),
        date_fields(
            "announced_on", Exit.announced_on, Exit.date_precision, "Day on which the exit was announced.", "2018-01-29"
        ),
        field(
            "acquirer",
            Exit.acquirer,
            "Who bought; null for a listing or where it is not known.",
            nullable=True,
            sortable=True,
            sorts_by=first_letters(Exit.acquirer),
        ),
        field(
            "acquirer_country",
            Exit.acquirer_country,
            "Country of the acquirer (ISO 3166-1).",
            reads="id",
            nullable=True,
            sortable=True,
            example="US",
        ),
        money(
            "amount",
            Exit.amount,
            "Amount as published, in whole units of the currency; null when it is not known.",
            path=("amount", "value"),
        ),
        field(
            "currency",
            Exit.currency,
            "ISO 4217 code of the currency.",
            reads="id",
            path=("amount", "currency"),
            nullable=True,
            example="EUR",
        ),
        field(
            "amount_is",
            Exit.amount_is,
            "What the amount measures: the price of the shares sold, the enterprise value (debt included), or money raised. `all` in a filter means any.",
            reads="code",
            codelist="amount_is",
            example="price",
        ),
        money(
            "amount_eur",
            Exit.amount_eur,
            "Amount in euro at the ECB reference rate of the day; fixed when the record was stored.",
            unit="EUR",
            example="3900000000",
        ),
        money("amount_usd", Exit.amount_usd, "Amount in US dollar at the ECB reference rate of the day.", unit="USD"),
        conversion_fields(Exit),
        source_fields(Exit.source_ids),
        remarks(Exit),
        search(Company.name_folded, "the company's name", "ablynx"),
    ),
)

VALUATIONS = Records(
    key="valuations",
    title=Text("Valuations", "Waarderingen", "Valorisations", "Bewertungen"),
    description="What a company was worth on a day, and the event that set the value; listed companies and whole-company sales included.",
    table="valuations",
    source=Valuation.__table__.join(Company.__table__, Company.id == Valuation.company_id).join(
        Sector.__table__, Sector.code == Company.sector
    ),
    id=Valuation.id.expression,
    heading=Company.name,
    default_sort=("-valued_on",),
    embeds=COMPANY_AND_SOURCES,
    fields=fields(
        identifier(Valuation.id, "valuation", "odoo-2021-07-29-valuation"),
        company_fields("odoo"),
        date_fields(
            "valued_on", Valuation.valued_on, Valuation.date_precision, "Day for which the value holds.", "2021-07-29"
        ),
        money(
            "valuation",
            Valuation.valuation,
            "Value as published, in whole units of the currency.",
            path=("valuation", "value"),
        ),
        field(
            "currency",
            Valuation.currency,
            "ISO 4217 code of the currency.",
            reads="id",
            path=("valuation", "currency"),
            example="EUR",
        ),
        money(
            "valuation_eur",
            Valuation.valuation_eur,
            "Value in euro at the ECB reference rate of the day.",
            unit="EUR",
            null_reason="no_rate",
            example="1000000000",
        ),
        money(
            "valuation_usd",
            Valuation.valuation_usd,
            "Value in US dollar at the ECB reference rate of the day.",
            unit="USD",
            null_reason="no_rate",
            example="1000000000",
        ),
        conversion_fields(Valuation),
        field("event", Valuation.event, "What set the value."),
        source_fields(Valuation.source_ids),
        note(Valuation),
        search(Company.name_folded, "the company's name", "odoo"),
    ),
)

# The last valuation of a company on or before the date `at`, which the reader of a list binds.
LATEST = (
    select(
        Valuation.valuation.label("value"),
        Valuation.currency,
        Valuation.valuation_eur,
        Valuation.valuation_usd,
        Valuation.valued_on,
    )
    .where(Valuation.company_id == Unicorn.id, Valuation.valued_on <= bindparam("at", type_=Date))
    .order_by(Valuation.valued_on.desc(), Valuation.id.desc())
    .limit(1)
    .lateral("latest")
)

UNICORNS = Records(
    key="unicorns",
    title=Text("Unicorns", "Eenhoorns", "Licornes", "Einhörner"),
    description="Companies that a source calls a Belgian unicorn: unlisted and valued at one billion dollars or more.",
    table="unicorns",
    source=Unicorn.__table__.join(Company.__table__, Company.id == Unicorn.id)
    .join(Sector.__table__, Sector.code == Company.sector)
    .outerjoin(LATEST, true()),
    id=Unicorn.id.expression,
    heading=Company.name,
    default_sort=("became_on",),
    embeds=COMPANY_AND_SOURCES,
    fields=fields(
        identifier(Unicorn.id, "company", "odoo"),
        company_fields("odoo"),
        date_fields(
            "became_on",
            Unicorn.became_on,
            Unicorn.date_precision,
            "Day on which it was first valued at one billion dollars.",
            "2021-07-29",
        ),
        money(
            "valuation",
            Unicorn.valuation,
            "The last value published, in whole units of the currency; null where none is known.",
            path=("valuation", "value"),
        ),
        field(
            "currency",
            Unicorn.currency,
            "ISO 4217 code of the currency.",
            reads="id",
            path=("valuation", "currency"),
            nullable=True,
            example="EUR",
        ),
        money(
            "valuation_eur",
            Unicorn.valuation_eur,
            "The last value published in euro at the ECB reference rate of its day.",
            unit="EUR",
        ),
        money(
            "valuation_usd",
            Unicorn.valuation_usd,
            "The last value published in US dollar at the ECB reference rate of its day.",
            unit="USD",
        ),
        conversion_fields(Unicorn),
        money(
            "latest_valuation",
            LATEST.c.value,
            "The last valuation on or before `at`.",
            path=("latest_valuation", "value"),
            null_reason="not_covered",
        ),
        field(
            "latest_valuation_currency",
            LATEST.c.currency,
            "ISO 4217 code of its currency.",
            path=("latest_valuation", "currency"),
            nullable=True,
        ),
        field(
            "latest_valued_on",
            LATEST.c.valued_on,
            "Its date.",
            kind="date",
            path=("latest_valuation", "valued_on"),
            nullable=True,
        ),
        money(
            "latest_valuation_eur",
            LATEST.c.valuation_eur,
            "The same in euro at the ECB reference rate of its day.",
            unit="EUR",
            null_reason="not_covered",
        ),
        money(
            "latest_valuation_usd",
            LATEST.c.valuation_usd,
            "The same in US dollar at the ECB reference rate of its day.",
            unit="USD",
            null_reason="not_covered",
        ),
        field(
            "status",
            Unicorn.status,
            "Whether it still is one.",
            reads="code",
            codelist="unicorn_status",
            sortable=True,
            example="active",
        ),
        field(
            "ended_on",
            Unicorn.ended_on,
            "Day on which it was listed, bought, or valued lower; null while it is one.",
            kind="date",
            nullable=True,
        ),
        source_fields(Unicorn.source_ids),
        note(Unicorn),
        search(Company.name_folded, "the company's name", "odoo"),
    ),
)
