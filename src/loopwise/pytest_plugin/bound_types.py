"""The catalog of a run, with the rows that the user adds in configuration or a hook."""

from __future__ import annotations

import dataclasses

import pytest

from loopwise.pytest_plugin.options import set_in
from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.written import BadRow, check_name, read_row


def read_catalog(config: pytest.Config) -> Catalog:
    """Give the catalog with the user's rows.

    Raises:
        pytest.UsageError: a row means nothing; the text names it and where it stands.
    """
    place = set_in(config, "loopwise_bound_types")
    try:
        own = [read_row(line, place) for line in config.getini("loopwise_bound_types")]
        for rows in config.hook.pytest_loopwise_bound_types(config=config):
            own += [_checked(row) for row in rows]
    except BadRow as error:
        raise pytest.UsageError(str(error)) from None
    return Catalog(own)


def _checked(row: object) -> BoundType:
    if not isinstance(row, BoundType):
        raise BadRow(
            f"pytest_loopwise_bound_types gave {row!r}; "
            "return loopwise.bound_types.BoundType"
        )
    check_name(row.name, "pytest_loopwise_bound_types")
    return row if row.verified else dataclasses.replace(row, verified="by the user")
