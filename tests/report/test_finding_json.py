"""Findings as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from loopwise.model.report import Report
from loopwise.report.finding_json import json_text, schema
from tests.report.reports import EMPTY, REPORT

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["some", "none"])
def test_it_is_as_its_schema_says(report: Report) -> None:
    """What is written is valid by the schema, which is valid itself."""
    validator = jsonschema.Draft202012Validator
    validator.check_schema(json.loads(schema()))
    validator(json.loads(schema())).validate(json.loads(json_text(report)))


def test_everything_is_in_it() -> None:
    """A finding has its code, place, path, fixes and repair."""
    found = json.loads(json_text(REPORT))
    assert found["lines"] == 1234
    assert found["notes"] == ["something to know"]
    one = found["findings"][1]
    assert (one["code"], one["name"], one["line"], one["column"]) == (
        "LW101",
        "other-loop",
        40,
        5,
    )
    assert [step["name"] for step in one["path"]] == ["db", "test_create"]
    assert one["repair"]["edits"][0]["start"] == 700
    assert found["findings"][0]["name"] is None


def test_the_published_schema_is_the_one_that_is_shipped() -> None:
    """The schema in the documentation is the file that the package has."""
    published = ROOT / "docs" / "reference" / "findings.schema.json"
    assert published.read_text("utf-8") == schema()
