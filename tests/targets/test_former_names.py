"""Names of earlier versions lead to what they named."""

from __future__ import annotations

import pytest

from generator.targets.former_names import FORMER_NAMES
from generator.targets.target import Named


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_a_former_name_leads_to_something_that_loads(former: str, name: str) -> None:
    assert former != name
    assert Named(name).load() is not None
