"""What an audience may not see is in no byte of any output; sums stay whole."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import struct
from decimal import Decimal
from pathlib import Path

import pytest

from besluitsteun.cli.outcome import outcome
from besluitsteun.loading.audience import check_audience
from besluitsteun.output.provenance import provenance
from besluitsteun.output.write import write_result
from besluitsteun.problems import InputError
from besluitsteun.publication import NOT_FOR_YOU, publish, titles
from besluitsteun.result import Result
from besluitsteun.schema.ambitions import Ambitions, Limit
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.decision import Criteria, WeightSet
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Source
from besluitsteun.tables import CONSEQUENCES, CRITICAL
from besluitsteun.tables.consequences import AREA_CONSEQUENCES

from .small_result import SECRET_ID, SECRET_NAME, SECRET_X, SECRET_Y, small_result, small_study

TRACES = (
    SECRET_ID.encode(),
    SECRET_NAME.encode(),
    b"201234",
    b"201.234",
    b"502345",
    struct.pack("<d", SECRET_X),
    struct.pack("<d", SECRET_Y),
    struct.pack(">d", SECRET_X),
)


def written(folder: Path, audience: str, excel_nl: bool = False) -> dict[str, bytes]:
    """Every file of a result for an audience, as bytes."""
    write_result(folder, publish(small_result(audience)), "besluitsteun reken klein", {}, excel_nl)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("excel_nl", [False, True])
@pytest.mark.parametrize("audience", ["openbaar", "partijen", "tel"])
def test_no_trace_of_a_hidden_asset_in_any_file(tmp_path: Path, audience: str, excel_nl: bool) -> None:
    for name, content in written(tmp_path / "uit", audience, excel_nl).items():
        assert not [trace for trace in TRACES if trace in content], name


def test_the_scan_finds_what_the_owner_may_see(tmp_path: Path) -> None:
    """The same scan on the owner's result finds id, name and place: it can fail."""
    everything = b"".join(written(tmp_path / "uit", "net").values())
    assert [trace in everything for trace in TRACES[:2]] == [True, True]
    assert TRACES[5] in everything


def test_the_number_of_hidden_assets_is_told() -> None:
    assert [publish(small_result(each)).hidden for each in ("openbaar", "net")] == [1, 0]


def test_a_result_for_nobody_is_published_to_nobody() -> None:
    with pytest.raises(ValueError, match="zonder publiek"):
        publish(small_result())


def test_hidden_ids_leave_the_lists_of_others() -> None:
    rows = {row[1]: row for row in publish(small_result("partijen")).rows["uitval"]}
    assert rows["wijk"][-1] == ("mast",)
    blocked = publish(small_result("partijen")).rows["blokkades"]
    assert [row[4:6] for row in blocked] == [((), ()), (("hs",), ())]


def test_warnings_about_hidden_assets_are_counted_not_told() -> None:
    assert publish(small_result("tel")).warnings == (
        "objecten.csv:rij 2 · niemand heeft dit nodig",
        "1 waarschuwing weggelaten: niet voor dit publiek",
    )


@pytest.mark.parametrize(("audience", "seen"), [("openbaar", 1), ("partijen", 1), ("tel", 2), ("net", 2)])
def test_values_with_their_own_marking(audience: str, seen: int) -> None:
    """hs is for everyone that sees parties' values; the row of the secret asset and that of mast are for some."""
    shown = publish(small_result(audience)).rows["aannames"]
    assert len(shown) == (0 if audience == "openbaar" else seen)


def test_an_unknown_audience_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"--publiek · onbekend publiek 'pers' · .*openbaar, partijen .*net, tel, gem"):
        check_audience(small_study(), "pers")


def test_provenance_tells_for_whom(tmp_path: Path) -> None:
    files = written(tmp_path / "uit", "openbaar")
    origin = json.loads(files["herkomst.json"])
    assert (origin["publiek"], origin["weggelaten_objecten"]) == ("openbaar", 1)
    assert sorted([*origin["bestanden"], "herkomst.json"]) == sorted(files)
    assert origin["studie"]["sha256"] == "ab" * 32
    assert origin["opdracht"] == "besluitsteun reken klein"
    assert set(origin["versies"]) == {"python", "numpy", "numba", "gdal"}
    assert origin["begonnen"].startswith("2026-11-23T")


def test_the_geopackage_is_sound(tmp_path: Path) -> None:
    written(tmp_path / "uit", "openbaar")
    with sqlite3.connect(tmp_path / "uit" / "uitkomst.gpkg") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()


@pytest.mark.parametrize(
    "text",
    [
        f"{SECRET_ID} ligt laag.",
        f"te laag: {SECRET_ID}.",
        f"hs,{SECRET_ID},mast",
        f"{SECRET_ID}|stroom|",
        f"`{SECRET_ID}`",
        f"{SECRET_NAME.upper()}: dicht",
        f"{SECRET_ID.upper()} ligt laag",
        SECRET_NAME.replace(" ", "\n  "),
        "punt (201234.5, 502345.25) ligt buiten het raster",
        "punt 201.234,5",
        "x = 201234.50",
    ],
)
def test_however_a_warning_names_a_hidden_asset(text: str) -> None:
    public, owner = (dataclasses.replace(small_result(each), warnings=(text,)) for each in ("openbaar", "net"))
    assert publish(public).warnings == ("1 waarschuwing weggelaten: niet voor dit publiek",)
    assert publish(owner).warnings == (text,)


def test_a_warning_that_only_looks_like_it_stays() -> None:
    result = dataclasses.replace(small_result("openbaar"), warnings=(f"{SECRET_ID}_2 is iets anders", "punt 20123"))
    assert publish(result).warnings == result.warnings


def test_a_limit_for_few_is_blank_in_the_exposure_of_others() -> None:
    """The value of hs is marked for ``tel``; its owner ``net`` sees it too, others see the depth but no limit."""
    first, *others = small_study().assets
    marked = first.model_copy(update={"value_marks": {"faaldiepte_m": "tel"}})
    shown = {
        who: next(
            row[-2:]
            for row in publish(small_result(who, assets=(marked, *others))).rows["blootstelling"]
            if row[1] == "hs"
        )
        for who in ("net", "tel", "gem", "openbaar")
    }
    assert shown["net"] == shown["tel"] == (Decimal("0.8"), Decimal("-0.112"))
    assert shown["gem"] == shown["openbaar"] == (None, None)


def test_a_hidden_object_that_is_a_group_by_itself_is_told_together_with_others() -> None:
    """Alone of its owner and bearer its 100.5 × 45 h would be its own; five others of its function go along."""
    others = [
        {
            "id": f"n{n}",
            "functie": "stroom",
            "gebied": "stad",
            "partij": "net",
            "gebruikers": 1,
            "zichtbaar_voor": "openbaar",
        }
        for n in range(5)
    ]
    assets = (*small_study().assets, *(Asset.model_validate(each) for each in others))
    alone = tuple(each.model_copy(update={"bearer": None}) if each.id == "wijk" else each for each in assets)
    for table in ("gevolgen", "gevolgen_gebied"):
        told = publish(small_result("openbaar", assets=alone)).rows[table]
        assert Decimal("4522.5") not in [cell for row in told for cell in row if isinstance(cell, Decimal)], table


def hostile_result(audience: str = "openbaar", **changes: object) -> Result:
    """The small study, in which every free text names the hidden object or holds a word that is for one party alone."""
    study = small_study()
    scenario = {
        "id": "vloed",
        "naam": f"Bui bij {SECRET_ID}",
        "ligging": SECRET_NAME,
        "normatief": SECRET_ID,
        "bron": SECRET_NAME,
        "herhalingstijd_jaar": {"van": 100, "tot": 1000, "bron": f"nota {SECRET_NAME}"},
    }
    level = {"id": "basis", "naam": f"Niveau {SECRET_NAME}", "grenzen": ["duur", "kluis"], "gesteund_door": ["net"]}
    ambitions = {
        "niveaus": [level],
        "gezamenlijk": [{"tekst": f"houd {SECRET_ID} droog"}],
        "inbreng": [{"partij": "net", "soort": "kennis", "omvang": SECRET_NAME, "voorwaarde": SECRET_ID}],
    }
    kluis = {"id": "kluis", "partij": "net", "risico": "donker", "objecten": [SECRET_ID], "criterium": "uitval_uur"}
    criterion = {"id": "uren", "bron_criterium": "getroffenen", "rol": "toelichting", "bron": f"nota {SECRET_NAME}"}
    answer = {"partij": "net", "wijze": "swing", "bereik_hash": "0", "punten": {"uren": 1}, "wie": SECRET_NAME}
    values: dict[str, object] = {
        "decision_criteria": Criteria.model_validate({"criteria": [criterion]}),
        "weights": (WeightSet.model_validate(answer),),
        "scenarios": (Scenario.model_validate(scenario), study.scenarios[1]),
        "limits": (*study.limits, Limit.model_validate(kluis | {"acceptabel_tot": 1, "onacceptabel_vanaf": 2})),
        "ambitions": Ambitions.model_validate(ambitions),
        "sources": (
            Source.model_validate({"id": "a", "titel": f"Rapport {SECRET_NAME}"}),
            Source.model_validate({"id": "b", "titel": "Interne notitie", "zichtbaar_voor": "net"}),
        ),
        "parties": tuple(
            Party.model_validate(
                {"id": each, "naam": each, "soort": "overig", "taken": [{"taak": f"beheer {SECRET_ID}"}]}
            )
            for each in ("net", "tel", "gem")
        ),
    }
    return small_result(audience, **(values | changes))


@pytest.mark.parametrize("audience", ["openbaar", "partijen", "tel"])
def test_no_free_text_of_a_study_names_a_hidden_object_in_any_file(tmp_path: Path, audience: str) -> None:
    publication = publish(hostile_result(audience))
    write_result(tmp_path / "uit", publication, "besluitsteun reken klein", {})
    for path in (tmp_path / "uit").rglob("*"):
        if path.is_file():
            assert not [trace for trace in (*TRACES, b"Interne notitie") if trace in path.read_bytes()], path.name
    assert SECRET_NAME not in repr(publication.study)


def test_a_source_for_one_party_is_hidden_also_when_no_object_is() -> None:
    everything_seen = tuple(asset.model_copy(update={"visible_to": "openbaar"}) for asset in small_study().assets)
    partners, owner = (publish(hostile_result(each, assets=everything_seen)) for each in ("partijen", "net"))
    assert [each.id for each in partners.study.sources] == ["a"]
    assert [each.id for each in owner.study.sources] == ["a", "b"]


def test_the_screen_of_reken_names_no_hidden_object() -> None:
    result = hostile_result()
    text = "\n".join(outcome(result, publish(result)))
    assert NOT_FOR_YOU in text
    assert SECRET_ID not in text
    assert SECRET_NAME not in text


def test_titles_of_scenarios_name_no_hidden_object() -> None:
    study = hostile_result().study
    assert titles(study, "openbaar") == {"vloed": f"vloed: {NOT_FOR_YOU}", "droog": "droog"}
    assert titles(study, "net")["vloed"] == f"vloed: Bui bij {SECRET_ID}"


def test_sentences_tell_no_depth_of_a_hidden_object() -> None:
    """hs floods first; where it is hidden, its depth of 0.91 m is not told either."""
    hs = next(asset for asset in small_study().assets if asset.id == "hs").model_copy(update={"visible_to": "net"})
    assets = (hs, *small_study().assets[1:])
    public, net = (publish(small_result(each, assets=assets)) for each in ("openbaar", "net"))
    told, owner = (" ".join(story.chain for story in each.stories) for each in (public, net))
    assert "te diep in het water (0,912 m" in owner
    assert "te diep in het water" in told
    assert "0,91" not in told


def test_verdicts_on_a_hidden_object_are_told_in_no_level_and_no_risk() -> None:
    limits = hostile_result().study.limits[1:]  # without `duur`, only `kluis` is about the risk
    public, owner = (publish(hostile_result(each, limits=limits)) for each in ("openbaar", "net"))
    assert [row[3] for row in owner.rows["niveaus"] if row[1] == "vloed"] == [("kluis",)]
    assert [row[3] for row in public.rows["niveaus"] if row[1] == "vloed"] == [()]
    measured = [[row[6] for row in each.rows["risicos"] if row[1] == "vloed"] for each in (owner, public)]
    assert measured == [["onacceptabel"], ["nog_geen_oordeel"]]


def test_people_of_a_hidden_object_are_not_counted() -> None:
    """Residents are counted per area without a function: an area in which only a hidden object has any is not told."""
    residents = {"wijk": 600, "mast": 40, "buiten": 7}
    assets = tuple(
        asset.model_copy(
            update={"residents": residents.get(asset.id), "visible_to": "net" if asset.id == "buiten" else "openbaar"}
        )
        for asset in small_study().assets
    )
    rows = {each: publish(small_result(each, assets=assets)).rows for each in ("openbaar", "net")}
    for table in (CONSEQUENCES, AREA_CONSEQUENCES):
        at, criterion = table.position("gebied"), table.position("criterium")
        areas = {
            each: {row[at] for row in found[table.name] if row[criterion] == "getroffenen"}
            for each, found in rows.items()
        }
        assert areas == {"openbaar": {"stad"}, "net": {"stad", "polder"}}


def test_what_is_told_by_object_or_hour_counts_visible_objects_only() -> None:
    """mast is hidden: no user-hours of telecom in `herstel` or `knelpunten`, no object of it in `keten`, and what is
    left of its function is a lower bound."""
    assets = tuple(
        asset.model_copy(update={"visible_to": "net" if asset.id == "mast" else "openbaar"})
        for asset in small_study().assets
    )
    public, owner = (publish(small_result(each, assets=assets)).rows for each in ("openbaar", "net"))
    for table in ("keten", "schakels", "knelpunten"):
        assert any("telecom" in row for row in owner[table]), table
        assert not any("telecom" in row for row in public[table]), table
    assert {row[3] for row in public["herstel"] if row[1] == "telecom"} == {0}
    assert {row[3] for row in owner["herstel"] if row[1] == "telecom"} == {0, 40}
    at = CONSEQUENCES.position("afgekapt")
    told = [row for row in public["gevolgen"] if row[1:3] == ("gebruikersuren", "telecom")]
    assert [(row[3], row[6], row[at]) for row in told] == [("polder", 0, True)] * 2


def test_ranks_of_visible_objects_have_no_gap() -> None:
    assets = tuple(
        asset.model_copy(update={"visible_to": "net" if asset.id == "hs" else "openbaar"})
        for asset in small_study().assets
    )
    at = CRITICAL.position("rang")
    ranks = {row[at] for row in publish(small_result("openbaar", assets=assets)).rows["knelpunten"] if row[0]}
    assert ranks == set(range(1, len(ranks) + 1))


def test_no_hash_tells_whether_a_guess_of_a_hidden_row_is_right() -> None:
    files = (("dieptes.tif", "12" * 32), ("objecten.csv", "34" * 32))
    public, owner = (publish(small_result(each, files=files)) for each in ("openbaar", "net"))
    assert public.study.files == files[:1]
    assert "bestanden_weggelaten" in provenance(public, "", [])["studie"]
    assert owner.study.files == files
    assert "bestanden_weggelaten" not in provenance(owner, "", [])["studie"]
