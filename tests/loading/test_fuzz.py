"""Whatever is done to a study, reading it ends in a study or in problems in Dutch: never in anything else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.loading.reader import read_study
from besluitsteun.loading.water import read_inundations
from besluitsteun.problems import InputError

from .small_study import TEXTS, write_study

NAMES = (*TEXTS, "diepte.tif", "duur.tif", "vlakken.gpkg")
ODD = (
    "", "0", "-1", "1e99", "1e-99", ".inf", "nan", "~", "null", "ja", "nee", "no", "0012", "12:30",
    "1.234,5", "0,5",
    "[]", "{}", "[[]]", "{a: {b: c}}", "- x", "&a", "*a", "!!python/object:os", "'", '"', '"\\0"', "|", "#",
    '"\\ud800"',
    "\t", "é", "\u202e", "x" * 300, "../..", "/", "/dev/zero", "objecten.csv", "scenarios.yaml", "vlakken.gpkg",
    "diepte.tif", "hs", "alle", "openbaar", "partijen", "EPSG:4326", "EPSG:99999", "EPSG:7415", "${BESLUITSTEUN_DATA}",
    "zelfde_gebied", "dichtstbijzijnde", "kolom", "2026-02-31", "999999999999", "0.1", "2.5", "1" * 5000,
)  # fmt: skip
Mutation = Callable[[str, random.Random], str]


def drop_line(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    return "".join(lines)


def double_line(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
    return "".join(lines)


def shift_line(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    lines[at] = dice.choice(["  ", "- ", "    "]) + lines[at]
    return "".join(lines)


def other_value(text: str, dice: random.Random) -> str:
    """One word, value or cell replaced by something odd, or by another of the same file."""
    starts = [at for at, char in enumerate(text) if char in " ,;:{[\n"]
    start = dice.choice(starts) + 1
    end = min((at for char in ",;}]\n:" if (at := text.find(char, start)) >= 0), default=len(text))
    words = text.replace("\n", ",").split(",")
    return text[:start] + dice.choice([*ODD, *words]) + text[end:]


def cut_off(text: str, dice: random.Random) -> str:
    return text[: dice.randrange(len(text))]


def odd_character(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice("{}[]:,;-#'\"|>&*!%@`?\t\0\x85\u2028é") + text[at + dice.randrange(2) :]


MUTATIONS: tuple[Mutation, ...] = (drop_line, double_line, shift_line, other_value, other_value, cut_off, odd_character)


def spoil(folder: Path, seed: int, times: int) -> None:
    """So many mutations, of texts by line and word, of other files by byte."""
    dice = random.Random(seed)
    for _ in range(times):
        path = folder / dice.choice(NAMES)
        data = path.read_bytes()
        if path.name in TEXTS and dice.random() < 0.93:
            text = data.decode("utf-8", errors="surrogateescape")
            if text:
                path.write_bytes(dice.choice(MUTATIONS)(text, dice).encode("utf-8", errors="surrogateescape"))
        elif dice.random() < 0.3:
            path.write_bytes(data[: dice.randrange(len(data) + 1)])
        elif data:
            spoilt = bytearray(data)
            for _ in range(dice.randrange(1, 20)):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            path.write_bytes(spoilt)


def outcome(folder: Path) -> str:
    """Either "geldig", or the problems as a user reads them; anything else that is raised goes through."""
    try:
        study = read_study(folder)
    except InputError as error:
        return "\n".join(map(str, error.problems))
    water, problems = read_inundations(study.assets, study.scenarios, study.time, study.crs, study.file)
    assert len(water) == len(study.scenarios) or problems
    return "\n".join(map(str, problems)) or "geldig"


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("fuzz") / "geldig")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 4))
def test_a_spoilt_study_is_read_or_refused(valid: Path, seed: int, times: int) -> None:
    folder = valid.parent / "bedorven"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(valid, folder)
    spoil(folder, seed, times)
    told = outcome(folder)
    assert told
    assert "Traceback" not in told
    assert "Error" not in told


def test_the_spoiling_reaches_every_file_and_both_outcomes(valid: Path) -> None:
    """A fuzz test that changes nothing, or breaks everything at once, would prove nothing."""
    told = []
    for seed in range(40):
        folder = valid.parent / f"tel{seed}"
        shutil.copytree(valid, folder)
        spoil(folder, seed, 1)
        told.append(outcome(folder))
    assert 2 <= told.count("geldig") <= 30
    assert len({line.split(" · ")[0].split(":")[0] for text in told for line in text.splitlines()}) >= 6
