"""Findings as SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sarif_pydantic

from loopwise.checking.check import facts_of
from loopwise.model.report import Report
from loopwise.report.finding_sarif import sarif_text
from loopwise.rules.registry import all_rules
from tests.report.reports import EMPTY, REPORT, ROOT

SCHEMA = json.loads(Path(__file__).with_name("sarif.schema.json").read_text("utf-8"))
ALL = Report(REPORT.findings, rules=facts_of(all_rules()))


def run_of(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sarif_text(report, ROOT))
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("report", [REPORT, EMPTY, ALL], ids=["some", "none", "all"])
def test_it_is_as_the_standard_says(report: Report) -> None:
    """What is written is valid, with the facts of all rules that there are."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.validate(json.loads(sarif_text(report, ROOT)))


@pytest.mark.parametrize("report", [REPORT, EMPTY, ALL], ids=["some", "none", "all"])
def test_other_readers_take_it(report: Report) -> None:
    """A library that knows the standard's own schema reads all of what is written."""
    log = sarif_pydantic.Sarif.model_validate_json(sarif_text(report, ROOT))
    (run,) = log.runs
    assert len(run.results or []) == len(report.findings)
    named = {one.code for one in report.findings} | {*report.rules}
    assert {one.id for one in run.tool.driver.rules or []} == named


def test_results_name_their_rules() -> None:
    """A result names its rule by its place in the list of all rules."""
    run = run_of(REPORT)
    rules = run["tool"]["driver"]["rules"]
    assert [one["id"] for one in rules] == ["LW101", "LW603", "LW703"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
    assert rules[0]["help"]["markdown"] == "Page.\n\nMore."


def test_places_are_relative_to_the_root() -> None:
    """A result's place is relative to where the command was started."""
    run = run_of(REPORT)
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {
            "uri": "tests/test_%C3%A4%2Cb.py",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 40, "startColumn": 5, "endLine": 40, "endColumn": 16},
    }
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{ROOT.as_uri()}/"
    assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]


def test_repairs_of_sources_are_fixes() -> None:
    """A repair of a source is a fix; one of a configuration file is none."""
    first, second, _ = run_of(REPORT)["results"]
    assert "fixes" not in first
    assert second["fixes"] == [
        {
            "description": {"text": "drop loop_scope"},
            "artifactChanges": [
                {
                    "artifactLocation": {
                        "uri": "tests/test_%C3%A4%2Cb.py",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "replacements": [
                        {
                            "deletedRegion": {"charOffset": 700, "charLength": 22},
                            "insertedContent": {"text": ""},
                        }
                    ],
                }
            ],
        }
    ]
