"""Who did what: Company, Investor, FundingRound, Exit, Valuation, Unicorn, UnicornListing, Milestone."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.tables.base import (
    Ids,
    Money,
    Rate,
    Table,
    Versioned,
    amount_has_currency,
    date_matches_precision,
    folded,
    found_by,
    refers_to,
    slug_id,
    sparse_walks,
    walk_by_length,
    walk_by_name,
    walks,
)

COMPANY = "companies.id"
CUT_BY = [
    "company_id",
    "date_precision",
    "confidence",
    "currency",
    "amount",
    "amount_eur",
    "amount_usd",
    "revision",
]


class Company(Versioned, Table):
    """A technology company; `sector` is the first of its `tags`. A status says what the records hold, not today's."""

    __tablename__ = "companies"
    __table_args__ = (
        slug_id(),
        CheckConstraint("founded_year BETWEEN 1800 AND 2100", name="founded_year_plausible"),
        CheckConstraint("sector = tags[1]", name="sector_is_first_tag"),
        CheckConstraint("province = 'UNK' OR starts_with(province, region)", name="province_in_region"),
        CheckConstraint("length(region) = 3", name="region_is_nuts1"),
        CheckConstraint("website ~ '^https?://'", name="website_is_http"),
        Index("ix_companies_tags", "tags", postgresql_using="gin"),
        # What aggregates cut by, so that they read this index alone.
        Index("ix_companies_cut", "id", postgresql_include=["region", "province", "city", "sector", "revision"]),
        *walks("companies", "region", "province", "city", "sector", "founded_year", "status"),
        walk_by_name("companies", "name_folded"),
        found_by("companies", "name_folded"),
        walk_by_length("companies", "name"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "company_id"})
    name: Mapped[str]
    city: Mapped[str | None] = mapped_column(ForeignKey("cities.code"), info={"csv": "city_code"})
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), info={"csv": "nuts1"})
    province: Mapped[str] = mapped_column(ForeignKey("regions.code"), info={"csv": "nuts2"})
    founded_year: Mapped[int | None] = mapped_column(SmallInteger)
    sector: Mapped[str] = mapped_column(ForeignKey("sectors.code"))
    tags: Mapped[Ids] = mapped_column(info=refers_to("sectors"))
    website: Mapped[str | None]
    status: Mapped[str] = mapped_column(info=refers_to("codes:company_status"))
    note: Mapped[str | None]
    name_folded: Mapped[str] = folded("name", grams=True)


class Investor(Versioned, Table):
    """Who put money in; private persons are the single investor `private-persons`."""

    __tablename__ = "investors"
    __table_args__ = (
        slug_id(),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_iso"),
        *walks("investors", "kind", "country"),
        walk_by_name("investors", "name_folded"),
        found_by("investors", "name_folded"),
        walk_by_length("investors", "name"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "investor_id"})
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(info=refers_to("codes:investor_kind"))
    country: Mapped[str | None]
    aliases: Mapped[Ids]
    name_folded: Mapped[str] = folded("name", grams=True)


class Converted:
    """An amount in euro and dollar at the ECB rate of the day, fixed when the row is stored.

    Null when the amount is not disclosed or no rate is known. `fx_rate` is how many units of the
    currency one euro bought on `fx_date`; null for euro amounts.
    """

    amount_eur: Mapped[Money | None] = mapped_column(info={"derived": True}, sort_order=500)
    amount_usd: Mapped[Money | None] = mapped_column(info={"derived": True}, sort_order=501)
    fx_rate: Mapped[Rate | None] = mapped_column(info={"derived": True}, sort_order=510)
    fx_date: Mapped[date | None] = mapped_column(info={"derived": True}, sort_order=511)
    fx_source: Mapped[str | None] = mapped_column(info={"derived": True}, sort_order=512)


class FundingRound(Converted, Versioned, Table):
    """Money raised by a company on a day; the type of the deal follows from its stage.

    Its references have triggers instead of foreign keys, since it is the table that grows: see migration 0004.
    """

    __tablename__ = "funding_rounds"
    __table_args__ = (
        slug_id(),
        date_matches_precision("announced_on"),
        *amount_has_currency("amount", "currency"),
        *amount_has_currency("post_money", "post_money_currency"),
        CheckConstraint("amount_eur_reported > 0", name="amount_eur_reported_positive"),
        CheckConstraint("investor_ids @> lead_investor_ids", name="leads_are_investors"),
        CheckConstraint("cardinality(source_ids) > 0", name="has_source"),
        *walks("funding_rounds", "announced_on", "amount_eur", beside=("company_id", "stage")),
        *walks("funding_rounds", "company_id", "stage", "amount", "amount_usd"),
        *sparse_walks("funding_rounds", "amount_eur_reported", "post_money", "post_money_eur"),
        # The largest rounds of a stage are far down among all rounds.
        Index(
            "ix_funding_rounds_stage_amount_eur",
            "stage",
            "amount_eur",
            "id",
            postgresql_where=text("amount_eur IS NOT NULL"),
        ),
        Index("ix_funding_rounds_currency", "currency"),
        Index("ix_funding_rounds_investor_ids", "investor_ids", postgresql_using="gin"),
        # What aggregates that no prepared cell answers cut, filter and sum by, so that they read this index alone.
        Index("ix_funding_rounds_cut", "stage", "announced_on", postgresql_include=CUT_BY),
        Index("ix_funding_rounds_source_ids", "source_ids", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "round_id"})
    company_id: Mapped[str] = mapped_column(info=refers_to("companies"))
    announced_on: Mapped[date]
    date_precision: Mapped[str] = mapped_column(info=refers_to("codes:date_precision"))
    stage: Mapped[str] = mapped_column(info=refers_to("stages"))
    amount: Mapped[Money | None]
    currency: Mapped[str | None]
    amount_eur_reported: Mapped[Money | None]
    investor_ids: Mapped[Ids] = mapped_column(info=refers_to("investors"))
    lead_investor_ids: Mapped[Ids] = mapped_column(info=refers_to("investors"))
    post_money: Mapped[Money | None]
    post_money_currency: Mapped[str | None]
    source_ids: Mapped[Ids] = mapped_column(info=refers_to("sources"))
    confidence: Mapped[str] = mapped_column(info=refers_to("codes:confidence"))
    note: Mapped[str | None]
    post_money_eur: Mapped[Money | None] = mapped_column(info={"derived": True}, sort_order=502)
    revision: Mapped[int] = mapped_column(index=True, info={"derived": True}, sort_order=1000)


class Exit(Converted, Versioned, Table):
    """A sale, merger or listing of a company; `amount_is` tells what the amount measures."""

    __tablename__ = "exits"
    __table_args__ = (
        slug_id(),
        date_matches_precision("announced_on"),
        *amount_has_currency("amount", "currency"),
        CheckConstraint("(amount IS NULL) = (amount_is = 'unknown')", name="amount_is_fits"),
        CheckConstraint("kind <> 'ipo' OR acquirer IS NULL", name="listing_has_no_acquirer"),
        CheckConstraint("kind <> 'ipo' OR amount_is IN ('money_raised', 'unknown')", name="listing_raises_money"),
        CheckConstraint("acquirer_country ~ '^[A-Z]{2}$'", name="acquirer_country_iso"),
        CheckConstraint("cardinality(source_ids) > 0", name="has_source"),
        *walks("exits", "company_id", "announced_on", "kind", "amount", "amount_eur", "amount_usd"),
        *walks("exits", "acquirer_country"),
        walk_by_name("exits", "acquirer"),
        Index("ix_exits_source_ids", "source_ids", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "exit_id"})
    company_id: Mapped[str] = mapped_column(ForeignKey(COMPANY))
    announced_on: Mapped[date]
    date_precision: Mapped[str] = mapped_column(info=refers_to("codes:date_precision"))
    kind: Mapped[str] = mapped_column(ForeignKey("exit_kinds.code"))
    acquirer: Mapped[str | None]
    acquirer_country: Mapped[str | None]
    amount: Mapped[Money | None]
    currency: Mapped[str | None]
    amount_is: Mapped[str] = mapped_column(info=refers_to("codes:amount_is"))
    source_ids: Mapped[Ids] = mapped_column(info=refers_to("sources"))
    confidence: Mapped[str] = mapped_column(info=refers_to("codes:confidence"))
    note: Mapped[str | None]


class ConvertedValuation:
    """A company value in euro and dollar at the ECB rate of the day, fixed when the row is stored."""

    valuation_eur: Mapped[Money | None] = mapped_column(info={"derived": True}, sort_order=500)
    valuation_usd: Mapped[Money | None] = mapped_column(info={"derived": True}, sort_order=501)
    fx_rate: Mapped[Rate | None] = mapped_column(info={"derived": True}, sort_order=510)
    fx_date: Mapped[date | None] = mapped_column(info={"derived": True}, sort_order=511)
    fx_source: Mapped[str | None] = mapped_column(info={"derived": True}, sort_order=512)


class Valuation(ConvertedValuation, Versioned, Table):
    """What a company was worth on a day, and the event that set the value."""

    __tablename__ = "valuations"
    __table_args__ = (
        slug_id(),
        date_matches_precision("valued_on"),
        *amount_has_currency("valuation", "currency"),
        CheckConstraint("cardinality(source_ids) > 0", name="has_source"),
        *walks("valuations", "company_id", "valued_on", "valuation", "valuation_eur", "valuation_usd"),
        Index("ix_valuations_source_ids", "source_ids", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "valuation_id"})
    company_id: Mapped[str] = mapped_column(ForeignKey(COMPANY))
    valued_on: Mapped[date]
    date_precision: Mapped[str] = mapped_column(info=refers_to("codes:date_precision"))
    valuation: Mapped[Money]
    currency: Mapped[str]
    event: Mapped[str]
    source_ids: Mapped[Ids] = mapped_column(info=refers_to("sources"))
    note: Mapped[str | None]


class Unicorn(ConvertedValuation, Versioned, Table):
    """A company that a source calls a Belgian unicorn: unlisted, one billion dollars or more."""

    __tablename__ = "unicorns"
    __table_args__ = (
        date_matches_precision("became_on"),
        *amount_has_currency("valuation", "currency"),
        CheckConstraint("status <> 'active' OR valuation IS NOT NULL", name="active_has_valuation"),
        CheckConstraint("status <> 'disputed' OR note IS NOT NULL", name="dispute_has_reason"),
        CheckConstraint("ended_on IS NULL OR status IN ('acquired', 'listed', 'below')", name="end_fits_status"),
        CheckConstraint("ended_on >= became_on", name="ends_after_start"),
        CheckConstraint("cardinality(source_ids) > 0", name="has_source"),
    )

    id: Mapped[str] = mapped_column(ForeignKey(COMPANY), primary_key=True, info={"csv": "company_id"})
    became_on: Mapped[date]
    date_precision: Mapped[str] = mapped_column(info=refers_to("codes:date_precision"))
    valuation: Mapped[Money | None]
    currency: Mapped[str | None]
    status: Mapped[str] = mapped_column(info=refers_to("codes:unicorn_status"))
    ended_on: Mapped[date | None]
    source_ids: Mapped[Ids] = mapped_column(info=refers_to("sources"))
    note: Mapped[str | None]


class UnicornListing(Versioned, Table):
    """A publisher names a company as a unicorn in one of its lists; `as_of` is YYYY-MM, YYYY or null."""

    __tablename__ = "unicorn_lists"
    __table_args__ = (CheckConstraint(r"as_of ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'", name="as_of_month_or_year"),)

    id: Mapped[str] = mapped_column(
        primary_key=True, info={"derived": True, "key": ("publisher", "as_of", "company_id", "source_id")}
    )
    publisher: Mapped[str]
    as_of: Mapped[str | None]
    company_id: Mapped[str] = mapped_column(ForeignKey(COMPANY))
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    note: Mapped[str | None]


class Milestone(Versioned, Table):
    """What the ecosystem's story hangs on and no deal table holds: an award, a programme, a policy."""

    __tablename__ = "milestones"
    __table_args__ = (
        slug_id(),
        date_matches_precision("occurred_on"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_iso"),
        CheckConstraint("cardinality(source_ids) > 0", name="has_source"),
        *walks("milestones", "occurred_on", "kind"),
        found_by("milestones", "title_folded"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "milestone_id"})
    occurred_on: Mapped[date]
    date_precision: Mapped[str] = mapped_column(info=refers_to("codes:date_precision"))
    kind: Mapped[str] = mapped_column(info=refers_to("codes:milestone_kind"))
    title_en: Mapped[str]
    organisations: Mapped[Ids]
    company_ids: Mapped[Ids] = mapped_column(info=refers_to("companies"))
    country: Mapped[str | None]
    source_ids: Mapped[Ids] = mapped_column(info=refers_to("sources"))
    note: Mapped[str | None]
    title_folded: Mapped[str] = folded("title_en", grams=True)
