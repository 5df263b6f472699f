"""Tags, copies that are still good, and parts of files."""

from datetime import UTC, datetime

import pytest

from app.errors import RangeNotSatisfiable
from app.web.conditional import Validator, asked_range, entity_tag, is_unchanged

STATE = Validator('"7-abc"', datetime(2026, 6, 30, 12, 0, 0, 500, tzinfo=UTC))


def test_the_tag_changes_with_data_program_and_question_alone() -> None:
    tag = entity_tag(7, "1.0.0", "/v1/companies")

    assert tag == entity_tag(7, "1.0.0", "/v1/companies")
    assert tag.startswith('"7-')
    assert len({tag, entity_tag(8, "1.0.0", "/v1/companies"), entity_tag(7, "1.0.1", "/v1/companies")}) == 3


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        ({}, False),
        ({"if-none-match": '"7-abc"'}, True),
        ({"if-none-match": 'W/"7-abc"'}, True),
        ({"if-none-match": '"1-x", W/"7-abc" , "2-y"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"7-ABC"'}, False),
        ({"if-none-match": "7-abc"}, False),
        ({"if-modified-since": "Tue, 30 Jun 2026 12:00:00 GMT"}, True),
        ({"if-modified-since": "Tue, 30 Jun 2026 11:59:59 GMT"}, False),
        ({"if-modified-since": "last week"}, False),
        ({"if-none-match": '"1-x"', "if-modified-since": "Tue, 30 Jun 2026 12:00:00 GMT"}, False),
    ],
)
def test_a_copy_is_compared_weakly_and_the_tag_goes_over_the_date(headers: dict[str, str], unchanged: bool) -> None:
    assert is_unchanged(headers, STATE) is unchanged


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, None),
        ({"range": "bytes=0-9"}, (0, 9)),
        ({"range": "bytes=90-"}, (90, 99)),
        ({"range": "bytes=90-500"}, (90, 99)),
        ({"range": "bytes=-10"}, (90, 99)),
        ({"range": "bytes=-500"}, (0, 99)),
        ({"range": "bytes=0-1,5-6"}, None),
        ({"range": "bytes=9-2"}, None),
        ({"range": "bytes=-"}, None),
        ({"range": "lines=0-9"}, None),
        ({"range": "bytes=٣-٤"}, None),
        ({"range": "bytes=0-9", "if-range": '"7-abc"'}, (0, 9)),
        ({"range": "bytes=0-9", "if-range": 'W/"7-abc"'}, None),
        ({"range": "bytes=0-9", "if-range": "Tue, 30 Jun 2026 12:00:00 GMT"}, (0, 9)),
        ({"range": "bytes=0-9", "if-range": "Tue, 30 Jun 2026 12:00:01 GMT"}, None),
    ],
)
def test_one_part_of_this_state_is_given_and_else_the_whole(
    headers: dict[str, str], part: tuple[int, int] | None
) -> None:
    assert asked_range(headers, STATE, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_outside_is_refused_with_the_size(asked: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        asked_range({"range": asked}, STATE, 100)

    assert refused.value.headers == {"Content-Range": "bytes */100"}
