"""The page on weighing: its examples are read by the program, and every number it gives is what the program finds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from besluitsteun import nl
from besluitsteun.decision.samples import corners
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.preferences.values import ValueFunction, range_hash
from besluitsteun.preferences.weights import Exact, Polytope, weights_from
from besluitsteun.schema.base import Model
from besluitsteun.schema.decision import Criterion, ScenarioJudgement, WeightSet

from .loading.small_study import TEXTS, change, write_study

PAGE = (Path(__file__).parents[1] / "docs" / "handleiding" / "wegen.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- bestand: (\S+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL))
MODELS: tuple[type[Model], ...] = (Criterion, ScenarioJudgement, WeightSet)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = write_study(tmp_path_factory.mktemp("wegen") / "studie")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    change(folder, "studie.yaml", "grenzen:", "criteria: criteria.yaml\ngewichten: gewichten.yaml\ngrenzen:")
    others = "- {id: waterschap, naam: W, soort: waterschap}\n- {id: provincie, naam: P, soort: provincie}\n"
    change(folder, "partijen.yaml", "", TEXTS["partijen.yaml"] + others)
    return read_study(folder)


def said(study: Study, party: str) -> Exact | Polytope:
    assert study.decision_criteria is not None
    (answer,) = (each for each in study.weights if each.party == party)
    return weights_from(answer, study.decision_criteria.criteria)


def functions(study: Study) -> dict[str, ValueFunction]:
    assert study.decision_criteria is not None
    return {each.id: ValueFunction.of(each) for each in study.decision_criteria.criteria if each.range is not None}


def test_the_examples_are_read_and_every_answer_counts(study: Study) -> None:
    assert study.decision_criteria is not None
    assert {each.range_hash for each in study.weights} == {range_hash(study.decision_criteria.criteria)}
    assert {each.way.value for each in study.weights} == {"direct", "swing", "orde", "intervallen", "best_slechtst"}


@pytest.mark.parametrize("model", MODELS)
def test_the_tables_name_every_key(model: type[Model]) -> None:
    rows = re.search(rf"<!-- sleutels: {model.__name__} -->\n((?:\|.*\n)+)", PAGE)
    assert rows is not None
    cells = [line.split("|") for line in rows[1].splitlines()[2:]]
    keys = {str(info.alias or name): info.is_required() for name, info in model.model_fields.items()}
    assert {cell[1].strip(" `"): cell[3].strip() == "ja" for cell in cells} == keys


def test_the_weights_on_the_page_are_those_of_the_answers(study: Study) -> None:
    table = PAGE.partition("<!-- gewichten -->\n")[2].partition("\n\n")[0].splitlines()
    names = [cell.strip() for cell in table[0].strip("|").split("|")][1:]
    for line in table[2:]:
        party, *told = [cell.strip() for cell in line.strip("|").split("|")]
        found = said(study, party)
        ends = found.weights[None] if isinstance(found, Exact) else corners(found)
        assert told == [in_words(ends[:, found.criteria.index(name)]) for name in names], party
    assert len(table) - 2 == len(study.weights)


def in_words(weights: np.ndarray) -> str:
    low, high = (nl.number(float(end), 2) for end in (weights.min().round(9), weights.max().round(9)))
    return low if low == high else f"{low} – {high}"


def test_other_numbers_of_the_page(study: Study) -> None:
    found, exact = functions(study), said(study, "stad")
    assert isinstance(exact, Exact)
    weights = dict(zip(exact.criteria, exact.weights, strict=True))
    bought = {name: nl.number(round(found[name].buys(weights[name]), 6)) for name in ("zorguren", "mensen", "schade")}
    text = " ".join(PAGE.split())
    assert f"{bought['zorguren']} zorguren, {bought['mensen']} mensen of {bought['schade']} euro schade minder" in text
    assert found["zorguren"].value(220_000) == pytest.approx(-0.7)
    waterschap = said(study, "waterschap")
    assert isinstance(waterschap, Exact)
    assert f"is dat {nl.number(waterschap.consistency, 2)}: via mensen" in text
