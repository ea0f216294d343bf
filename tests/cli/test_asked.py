"""The options of `watals`: what they mean, and everything that is refused, all at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from besluitsteun.cli.asked import variation_of
from besluitsteun.problems import InputError
from besluitsteun.variation import Rise

from ..small_result import SECRET_ID, SECRET_NAME, small_study


def problems(*outages: str, water: tuple[str, ...] = (), scenario: str | None = None, who: str = "net") -> list[str]:
    with pytest.raises(InputError) as refused:
        variation_of(small_study(), outages, water, scenario, who)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("given", "begin", "end"),
    [("hs", 0, None), ("hs:12-36", 12, 36), ("hs:12-", 12, None), ("hs:0-1", 0, 1), ("hs:47-9999", 47, 9999)],
)
def test_an_outage_with_and_without_hours(given: str, begin: int, end: int | None) -> None:
    (found,) = variation_of(small_study(), [given], [], None, "net").outages
    assert (found.asset, found.from_hour) == ("hs", begin)
    assert found.until_hour == (None if end is None else Decimal(end))


@pytest.mark.parametrize(
    ("given", "rise"),
    [
        ("+0.5", Rise(500)),
        ("-0,3", Rise(-300)),
        ("1", Rise(1000)),
        ("+0.001@stad", Rise(1, "stad")),
        ("-20@polder", Rise(-20_000, "polder")),
        ("+0", Rise(0)),
    ],
)
def test_water_in_metres_with_a_point_or_a_comma(given: str, rise: Rise) -> None:
    assert variation_of(small_study(), [], [given], "droog", "net").rises == (rise,)


def test_overlapping_outages_and_one_scenario() -> None:
    found = variation_of(small_study(), ["hs:1-5", "hs:3-9"], [], "droog", "net")
    assert [each.asset for each in found.outages] == ["hs", "hs"]
    assert found.scenarios == ("droog",)
    assert variation_of(small_study(), ["hs"], [], None, "net").scenarios == ()


@pytest.mark.parametrize(
    "given",
    ["hs:", "hs:12", "hs:-5", "hs:-5-9", "hs:a-b", "hs:1.5-3", "hs:1-2-3", "hs: 1-2", "hs:١-٢", "hs:1234567890-"],
)
def test_hours_that_are_no_whole_hours(given: str) -> None:
    expected = "hele uren, zoals object:12-36, of object:12- tot de horizon"
    assert problems(given) == [f"--uitval · '{given}' · verwacht: {expected} · verbeter de uren"]


@pytest.mark.parametrize("given", ["hs:5-5", "hs:9-3"])
def test_an_end_that_is_not_after_the_begin(given: str) -> None:
    assert problems(given)[0].startswith(f"--uitval · '{given}' eindigt niet na het begin")


def test_a_begin_at_the_horizon() -> None:
    (line,) = problems("hs:48-60")
    assert line.startswith("--uitval · 'hs:48-60' begint op of na de horizon van 48 uur")


@pytest.mark.parametrize(
    "given", ["", "half", "+", "0.5m", "+-1", "1e3", "nan", "0.0001", "1.234,5", "٣", "12345678901"]
)
def test_water_that_is_no_number_of_metres(given: str) -> None:
    (line,) = problems(water=(given,))
    assert line.startswith(f"--water · '{given}' is geen waterstand")


@pytest.mark.parametrize("given", ["20.001", "-21", "+500"])
def test_water_that_rises_impossibly_far(given: str) -> None:
    assert problems(water=(given,)) == [
        f"--water · '{given}' m · verwacht: hooguit 20 m hoger of lager · geef de waarde in meters"
    ]


def test_names_that_are_not_known_come_with_what_looks_like_them() -> None:
    assert problems("mats")[0].endswith("bedoelde u mast?")
    assert problems("MAST:1-2") == problems("MAST:3-4")
    assert problems("onderstation:1-2")[0].endswith("bedoelde u hs?")  # by its name
    assert problems(water=("+1@STAD",))[0].endswith("bedoelde u stad?")
    assert problems(water=("+1@",))[0].startswith("--water · onbekend gebied ''")
    assert problems("hs", scenario="vlod")[0].endswith("bedoelde u vloed?")


def test_a_name_with_a_colon_is_taken_for_a_name() -> None:
    asset = small_study().assets[0].model_copy(update={"name": "Noord: hoog"})
    with pytest.raises(InputError, match=r"onbekend object 'Noord: hoog' .* bedoelde u hs"):
        variation_of(small_study(assets=(asset,), needs=()), ["Noord: hoog"], [], None, "net")


def test_everything_wrong_is_told_at_once() -> None:
    found = problems("hs:9-3", "zzz:4", water=("x@nergens", "+1", "+2"), scenario="zzz")
    assert [line.partition(" · ")[0] for line in found] == ["--scenario", *["--uitval"] * 3, *["--water"] * 3]
    assert any("overal staat er twee keer" in line for line in found)


def test_the_same_area_twice() -> None:
    assert problems(water=("+1@stad", "-1@stad")) == [
        "--water · gebied 'stad' staat er twee keer · verwacht: elk gebied één keer · laat er één staan"
    ]


@pytest.mark.parametrize("given", [SECRET_ID, SECRET_NAME, f"{SECRET_ID}:1-2"])
def test_a_hidden_object_is_as_unknown_as_any(given: str) -> None:
    assert problems(given, who="openbaar")[0].endswith("· controleer de schrijfwijze in de studie")
    assert variation_of(small_study(), [SECRET_ID], [], None, "net").outages


def test_an_area_with_hidden_objects_only_is_as_unknown_as_any() -> None:
    first, *others = small_study().assets
    hidden = first.model_copy(update={"area": "bunker", "visible_to": "net"})
    study = small_study(assets=(hidden, *others))
    assert variation_of(study, [], ["+1@bunker"], None, "net").rises == (Rise(1000, "bunker"),)
    with pytest.raises(InputError, match=r"onbekend gebied 'bunkr' .* controleer de schrijfwijze"):
        variation_of(study, [], ["+1@bunkr"], None, "openbaar")
    with pytest.raises(InputError, match=r"onbekend gebied 'bunker' .* controleer de schrijfwijze"):
        variation_of(study, [], ["+1@bunker"], None, "openbaar")


def test_a_name_of_two_areas() -> None:
    assets = tuple(
        asset.model_copy(update={"areas": {"gemeente": "A", "wijk": wijk}})
        for asset, wijk in zip(small_study().assets, "AABBB", strict=True)
    )
    with pytest.raises(InputError, match="gebied 'A' komt voor in gemeente en wijk, met andere objecten"):
        variation_of(small_study(assets=assets, divisions=("gemeente", "wijk")), [], ["+1@A"], None, "net")
