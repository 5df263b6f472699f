"""The parameters of lists, made from the catalogue: every filter of every field, order, fields, pages."""

from dataclasses import replace

from app.catalog.fields import Field, Records
from app.catalog.unicorns import DEFINITIONS
from app.formats import FORMATS
from app.web import parameters as common
from app.web.parameters import Parameter

LIST_FORMATS = tuple(key for key in ("json", "csv", "ndjson", "xlsx", "parquet") if key in FORMATS)
FIGURE_FORMATS = (*LIST_FORMATS, *(key for key in ("jsonstat", "svg", "png", "vegalite") if key in FORMATS))
# Lists of published figures, which can be drawn and read as cubes.
FIGURES = ("observations", "sector-stats")

AT = Parameter(
    "at",
    "The state of the world at the end of that day, by what is known now; the day of the data by default. (The state of the "
    "database at a date is `as_of`.)",
    kind="date",
    example="2023-12-31",
)

DEFINITION = Parameter(
    "definition",
    "Who counts as a unicorn. `private_usd1bn`: privately held and last priced at one billion US dollars or more. "
    "`ever_usd1bn`: was priced so at any time up to then.",
    choices=DEFINITIONS,
    default=DEFINITIONS[0],
    example=DEFINITIONS[1],
    filters=True,
)
LISTED = replace(
    DEFINITION,
    description=f"{DEFINITION.description} `all`: every company that a source calls a Belgian unicorn, disputed ones "
    "included.",
    choices=(*DEFINITIONS, "all"),
    filters=False,
)


def filter_parameters(records: Records) -> tuple[Parameter, ...]:
    """Return the filters of a list as query parameters."""
    made = (filter_parameter(name, field) for name, field in records.filters.items())
    return tuple(
        replace(one, description=f"{one.description} In charts also `light` or `dark`, for their colours.")
        if one.name == "theme" and records.key in FIGURES
        else one
        for one in made
    )


def filter_parameter(name: str, field: Field) -> Parameter:
    """Return one filter as a query parameter; the query judges its value."""
    suffix = name.removeprefix(field.key)
    if suffix == "__isnull":
        return Parameter(
            name,
            f"`true` keeps the rows where `{field.key}` is null, `false` those where it is not.",
            kind="boolean",
            example="true" if field.codelist and not field.example else "false",
            filters=True,
        )
    if suffix:
        return Parameter(
            name,
            f"{COMPARISONS[suffix]} this value: {field.description}",
            kind="number" if field.reads == "number" else "string",
            pattern=PATTERNS.get(field.reads or ""),
            example=field.example if suffix in ("__gte", "__lte") else None,  # beyond an example may be nothing
            filters=True,
        )
    several = field.reads in ("code", "region", "place", "period", "id", "ids", "countries")
    return Parameter(
        name,
        field.description,
        kind="list" if several else KINDS.get(field.reads or "", "string"),
        codelist=field.codelist,
        choices=("tech", "all") if field.reads == "perimeter" else (),
        also=("all",) if field.codelist in ("deal_type", "amount_is") else (),
        pattern=PATTERNS.get(field.reads or ""),
        example=None if field.reads in BOUNDED else field.example,  # found by the comparisons, hardly by chance
        filters=True,
    )


BOUNDED = ("number", "date", "partial_date")
COMPARISONS = {"__gte": "At least", "__gt": "More than", "__lte": "At most", "__lt": "Less than"}
KINDS: dict[str, common.Kind] = {
    "boolean": "boolean",
    "children": "boolean",
    "number": "number",
    "years": "integer",
}
PATTERNS = {
    "year": r"^(\d{4}|(\d{4})?:(\d{4})?)(,(\d{4}|(\d{4})?:(\d{4})?))*$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "partial_date": r"^\d{4}(-\d{2}(-\d{2})?)?$",
}


def list_formats(records: Records) -> tuple[str, ...]:
    """Return the formats of a list."""
    return FIGURE_FORMATS if records.key in FIGURES else LIST_FORMATS


def list_parameters(records: Records) -> tuple[Parameter, ...]:
    """Return every parameter of a list."""
    sortable = tuple(field.key for field in records.fields if field.sortable)
    shown = dict.fromkeys(
        name
        for field in records.fields
        if field.shown != "nowhere"
        for name in (field.column.json_path[0], *((field.key,) if field.shown != "nested" else ()))
    )
    embed = (embed_parameter(tuple(records.embeds)),) if records.embeds else ()
    return (
        *filter_parameters(records),
        *((AT, LISTED) if records.key == "unicorns" else ()),
        Parameter(
            "sort",
            f"Order: {', '.join(f'`{key}`' for key in sortable)}; with `-` before it, downwards. Several with commas. "
            f"The default is `{','.join(records.default_sort)}`; every order ends in the id, in the "
            "direction of its last part; null comes last either way.",
            kind="list",
            choices=sortable,
            signed=True,
            ordered=True,
            default=",".join(records.default_sort),
            example=records.default_sort[0],
        ),
        Parameter(
            "fields",
            "Only these fields, with commas between; `id` is always there.",
            kind="list",
            choices=tuple(shown),
            example="id," + records.default_sort[0].removeprefix("-"),
            only_for=LIST_FORMATS if records.key in FIGURES else (),
        ),
        *embed,
        common.LIMIT,
        common.CURSOR,
        *common.VINTAGE,
        *common.WRITING,
        *((common.WIDTH, common.HEIGHT) if records.key in FIGURES else ()),
        common.format_parameter(list_formats(records)),
    )


def embed_parameter(names: tuple[str, ...]) -> Parameter:
    """Return the parameter that puts whole records in the place of ids."""
    return Parameter(
        "embed",
        "Whole records in the place of ids, one level deep, in JSON and NDJSON.",
        kind="list",
        choices=names,
        example=names[0],
        only_for=("json", "ndjson"),
    )
