"""Availability messages of SDMX: which codes and periods of a cube occur, as the constraint that clients ask for."""

from collections.abc import Sequence
from datetime import datetime

from pysdmx.model import (
    AvailabilityConstraint,
    ConstraintAttachment,
    CubeKeyValue,
    CubeRegion,
    CubeTimeRange,
    CubeValue,
    TimePeriodBoundary,
)

from app.catalog.cubes import TIME, Available, CodeList
from app.formats.sdmx import Wanted, model
from app.formats.sdmx.structures import write_artefacts


def write(
    available: Available, wanted: Sequence[Wanted], lists: Sequence[CodeList], written_as: str, prepared: datetime
) -> bytes:
    """Return the message of the constraint, with the artefacts wanted beside it."""
    return write_artefacts([constraint(available)], wanted, lists, written_as, prepared)


def constraint(available: Available) -> AvailabilityConstraint:
    """Return what of a cube there is."""
    values = [
        CubeKeyValue(id=dimension, values=[CubeValue(code) for code in codes])
        for dimension, codes in available.codes.items()
    ]
    if available.periods is not None:
        first, last = (TimePeriodBoundary(period) for period in available.periods)
        values.append(CubeKeyValue(id=TIME, time_range=CubeTimeRange(start_period=first, end_period=last)))
    return AvailabilityConstraint(
        constraint_attachment=ConstraintAttachment(
            data_provider=None, dataflows=[model.urn("dataflow", available.cube)]
        ),
        cube_region=CubeRegion(values),
        series_count=available.series,
        obs_count=available.observations,
    )
