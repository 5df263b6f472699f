"""The code lists: regions, cities, foreign areas, sectors, stages, deal types, exit kinds, qualifiers, units, others."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.tables.base import Named, Table, Versioned


class Region(Named, Versioned, Table):
    """A NUTS area of Belgium (level 0 country, 1 Region, 2 province) or `UNK`."""

    __tablename__ = "regions"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 2", name="level_known"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    parent: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    iso_3166_2: Mapped[str | None]
    refnis: Mapped[str | None]
    slug: Mapped[str] = mapped_column(unique=True)


class City(Versioned, Table):
    """A municipality, `BE:` and its local name; `name` is the English one."""

    __tablename__ = "cities"
    __table_args__ = (CheckConstraint("code ~ '^BE:[a-z]+(-[a-z]+)*$'", name="code_readable"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_nl: Mapped[str]
    name_fr: Mapped[str]
    province: Mapped[str] = mapped_column(ForeignKey("regions.code"), info={"csv": "nuts2"})


class ForeignArea(Named, Versioned, Table):
    """A place outside Belgium that published figures are about."""

    __tablename__ = "foreign_areas"

    code: Mapped[str] = mapped_column(primary_key=True)


class Ordered:
    """An entry with a place in its list."""

    order: Mapped[int] = mapped_column("order", SmallInteger, sort_order=1)


class Sector(Ordered, Named, Versioned, Table):
    """A sector; `is_technology` false means that most technology counts leave it out."""

    __tablename__ = "sectors"

    code: Mapped[str] = mapped_column(primary_key=True)
    is_technology: Mapped[bool] = mapped_column(sort_order=2)
    description_en: Mapped[str | None] = mapped_column(sort_order=20)


class DealType(Ordered, Named, Versioned, Table):
    """What kind of money a stage is: equity, debt, grant, secondary, public."""

    __tablename__ = "deal_types"

    code: Mapped[str] = mapped_column(primary_key=True)


class Stage(Ordered, Named, Versioned, Table):
    """A funding stage as investors use the word; the deal type follows from it."""

    __tablename__ = "stages"

    code: Mapped[str] = mapped_column(primary_key=True)
    deal_type: Mapped[str] = mapped_column(ForeignKey("deal_types.code"), sort_order=2)


class ExitKind(Ordered, Named, Versioned, Table):
    """How owners got out: acquisition, buy-out, merger, listing."""

    __tablename__ = "exit_kinds"

    code: Mapped[str] = mapped_column(primary_key=True)
    description_en: Mapped[str | None] = mapped_column(sort_order=20)


class Qualifier(Ordered, Named, Versioned, Table):
    """How firm a published value is."""

    __tablename__ = "qualifiers"

    code: Mapped[str] = mapped_column(primary_key=True)
    description_en: Mapped[str | None] = mapped_column(sort_order=20)


class Unit(Named, Versioned, Table):
    """A unit of measure; `decimals` is how many are usually shown."""

    __tablename__ = "units"
    __table_args__ = (CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals_few"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    decimals: Mapped[int] = mapped_column(SmallInteger, sort_order=20)


class Code(Ordered, Named, Versioned, Table):
    """An entry of the small lists that have no table of their own (`list` names it: `company_status`, …)."""

    __tablename__ = "codes"

    id: Mapped[str] = mapped_column(primary_key=True, info={"derived": True, "key": ("list", "code")}, sort_order=-3)
    list: Mapped[str] = mapped_column(sort_order=-2)
    code: Mapped[str] = mapped_column(sort_order=-1)
    description_en: Mapped[str | None] = mapped_column(sort_order=20)
