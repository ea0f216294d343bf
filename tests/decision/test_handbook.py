"""The page for directors says what the rules do."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from besluitsteun.decision.costs import Rule, divide_costs
from besluitsteun.schema.decision import DecisionSettings

from .test_costs import case, rows

PAGE = (Path(__file__).parents[2] / "docs" / "handleiding" / "verantwoordelijkheden.md").read_text(encoding="utf-8")


def test_the_example_on_the_page_is_what_the_rules_give() -> None:
    table = PAGE.partition("<!-- kosten -->\n")[2].partition("\n\n")[0].splitlines()[2:]
    proposal = divide_costs(case())
    expected = []
    for rule in Rule:
        found = rows(proposal, rule)
        expected.append(
            f"| `{rule}` | {found['a'].amount_eur:.0f} | {found['b'].amount_eur:.0f} | {found['a'].in_core} |"
        )
    assert table == expected


def test_every_rule_is_on_the_page() -> None:
    assert all(f"| `{rule}` |" in PAGE for rule in Rule)


def test_the_settings_on_the_page_are_read() -> None:
    block = re.search(r"<!-- besluit -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    settings = DecisionSettings.model_validate(yaml.safe_load(block[1]))
    assert settings.coalitions is not None
    assert settings.roles is not None
    assert len(settings.coalitions.layer_owners) == 3
    assert settings.roles.amendments[0].who == "overleg van 12 november"
