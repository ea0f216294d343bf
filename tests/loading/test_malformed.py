"""Malformed studies: each mistake is told once, at its place, with what was found and what to do about it (02)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from besluitsteun import cli
from besluitsteun.loading.files import DATA_VARIABLE
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.water import read_inundations
from besluitsteun.problems import InputError, Problem

from .small_study import change, write_raster, write_study

STUDY, ASSETS, NEEDS, VALUES = "studie.yaml", "objecten.csv", "afhankelijkheden.csv", "gegevens.csv"
SCENARIOS, MASTS, DEPTHS, MEASURES, PARTIES = (
    "scenarios.yaml",
    "masten.csv",
    "dieptes.csv",
    "maatregelen.yaml",
    "partijen.yaml",
)
Change = tuple[str, str, str]  # file, text that stands there, text that comes in its place ("" and text: whole file)


@dataclass(frozen=True)
class Case:
    """A change to the valid study, and the one problem (or several) that must be told of it."""

    name: str
    changed: Change
    place: str
    found: str
    remedy: str
    problems: int = 1


STATION = {
    "id": "ms", "naam": "Station", "soort": "station", "functie": "stroom", "gebied": "Stad", "wijk": "Oost",
    "partij": "netbeheer", "x": "150015", "y": "499985", "faaldiepte_m": "0.4", "faaldiepte_m_min": "",
    "hersteltijd_uur": "12", "gebruikers": "", "zelfstandig_opstarten": "", "zichtbaar_voor": "", "bron": "rapport",
    "status": "expert",
}  # fmt: skip
"""Row 3 of ``objecten.csv``."""


def station(**cells: str) -> Change:
    """Row 3 of ``objecten.csv`` with other cells."""
    new = [f'"{cell}"' if "," in cell else cell for cell in {**STATION, **cells}.values()]
    return ASSETS, ",".join(STATION.values()), ",".join(new)


CASES = [
    Case(
        "onbekende sleutel in studie.yaml",
        (STUDY, "zaad: 7", "zaat: 7"),
        "studie.yaml:5:1",
        "onbekende sleutel `zaat`",
        "bedoelde u `zaad`?",
    ),
    Case(
        "verplichte sleutel ontbreekt",
        (STUDY, "naam: Klein\n", ""),
        "studie.yaml:1:1",
        "sleutel `naam` ontbreekt",
        "voeg `naam: …` toe",
    ),
    Case(
        "sleutel dubbel",
        (STUDY, "zaad: 7", "zaad: 7\nzaad: 8"),
        "studie.yaml:6:1",
        "sleutel `zaad` staat er twee keer (ook op regel 5)",
        "verwijder of hernoem een van beide",
    ),
    Case(
        "horizon niet heel",
        (STUDY, "horizon_uur: 48, stap_uur: 1", "horizon_uur: 48, stap_uur: 5"),
        "studie.yaml:4:7",
        "horizon_uur 48 bij stap_uur 5",
        "kies een stap die in de horizon past, zoals 1 of 0.5",
    ),
    Case(
        "stap nul",
        (STUDY, "stap_uur: 1", "stap_uur: 0"),
        "studie.yaml:4:7",
        "horizon_uur 48 bij stap_uur 0",
        "kies een stap die in de horizon past, zoals 1 of 0.5",
    ),
    Case(
        "te veel stappen",
        (STUDY, "stap_uur: 1", "stap_uur: 0.00001"),
        "studie.yaml:4:7",
        "4800000 stappen (horizon_uur 48 gedeeld door stap_uur 0.00001)",
        "neem een langere stap of een kortere horizon",
    ),
    Case(
        "horizon negatief",
        (STUDY, "horizon_uur: 48", "horizon_uur: -48"),
        "studie.yaml:4:21",
        "`horizon_uur` is `-48`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "crs bestaat niet",
        (STUDY, "EPSG:28992", "EPSG:99999"),
        "studie.yaml:3:6",
        "onbekend coördinatenstelsel `EPSG:99999`",
        "vul het EPSG-nummer van uw coördinaten in",
    ),
    Case(
        "crs in graden",
        (STUDY, "EPSG:28992", "EPSG:4326"),
        "studie.yaml:3:6",
        "`EPSG:4326` meet niet in meters",
        "reken de coördinaten om naar RD (EPSG:28992)",
    ),
    Case(
        "crs geen EPSG",
        (STUDY, "EPSG:28992", "RD"),
        "studie.yaml:3:6",
        "`crs` is `RD`",
        "vervang de andere tekens, ook spaties",
    ),
    Case(
        "zaad als 0012",
        (STUDY, "zaad: 7", "zaad: 0012"),
        "studie.yaml:5:7",
        "`zaad` is `0012`: een getal begint niet met een nul",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case(
        "zaad als 12:30",
        (STUDY, "zaad: 7", "zaad: 12:30"),
        "studie.yaml:5:7",
        "`zaad` is `12:30`: dit is geen getal",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case("scenarios leeg", (SCENARIOS, "", "[]"), "studie.yaml:29:12", "`scenarios` is leeg", "vul `scenarios`"),
    Case(
        "bestand ontbreekt",
        (STUDY, "gegevens: [gegevens.csv]", "gegevens: [gegevns.csv]"),
        "studie.yaml:24:12",
        "bestand `gegevns.csv` bestaat niet",
        "bedoelde u `gegevens.csv`?",
    ),
    Case(
        "mapping waar een lijst hoort",
        (STUDY, "partijen: partijen.yaml", "partijen: {id: x}"),
        "studie.yaml:10:11",
        "een groep sleutels waar onderdelen van `partijen` horen",
        "zet voor elk onderdeel een streepje: `- id: …`",
    ),
    Case(
        "tekst in een lijst in yaml",
        (PARTIES, "- {id: netbeheer, naam: Netbeheer, soort: netbeheerder}", "- netbeheer"),
        "partijen.yaml:1:3",
        "een losse waarde waar onderdelen van `partijen` horen",
        "zet voor elk onderdeel een streepje: `- id: …`",
    ),
    Case(
        "yaml kapot",
        (SCENARIOS, "{raster: diepte.tif}", "{raster: diepte.tif"),
        "scenarios.yaml:4:15",
        "een groep die niet wordt gesloten",
        "sluit de groep met } of zet een komma",
    ),
    Case(
        "tab in yaml",
        (SCENARIOS, "  naam: Zware bui", "\tnaam: Zware bui"),
        "scenarios.yaml:2:1",
        "een tab",
        "vervang elke tab door spaties",
    ),
    Case(
        "duizendtallen komma",
        station(gebruikers="1,500"),
        "objecten.csv:rij 3/gebruikers",
        "`gebruikers` is `1,500`: hier is de decimaal een punt",
        "schrijf `1500` als het een duizendtal is",
    ),
    Case(
        "decimale komma in ,-bestand",
        station(faaldiepte_m="0,4"),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` is `0,4`: hier is de decimaal een punt",
        "schrijf een punt, geen komma",
    ),
    Case(
        "duizendpunt in ;-bestand",
        (MASTS, "M1;Mast een;zendmast;150012,5", "M1;Mast een;zendmast;150.012,5"),
        "masten.csv:rij 2/x_rd",
        "`x` is `150.012,5`: scheidingstekens voor duizendtallen mogen niet",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case(
        "beide tekens in ;-bestand",
        (MASTS, "150022,5", "150022.5"),
        "masten.csv:rij 3/x_rd",
        "getal `150022.5` met een punt, terwijl masten.csv:rij 2/x_rd een komma heeft (`150012,5`)",
        "gebruik overal de komma",
    ),
    Case(
        "geen ja of nee",
        (ASSETS, "120,nee", "120,yes"),
        "objecten.csv:rij 5/zelfstandig_opstarten",
        "`zelfstandig_opstarten` is `yes`: dit is geen ja of nee",
        "schrijf ja of nee",
    ),
    Case(
        "JA met hoofdletters",
        (ASSETS, "120,nee", "120,JA"),
        "objecten.csv:rij 5/zelfstandig_opstarten",
        "`zelfstandig_opstarten` is `JA`: dit is geen ja of nee",
        "schrijf ja of nee",
    ),
    Case(
        "eenheid in een getal",
        station(faaldiepte_m="0.4 m"),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` is `0.4 m`: dit is geen getal",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case(
        "negatieve hersteltijd",
        station(hersteltijd_uur="-12"),
        "objecten.csv:rij 3/hersteltijd_uur",
        "`hersteltijd_uur` is `-12`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "negatieve faaldiepte",
        station(faaldiepte_m="-0.4"),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` is `-0.4`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "onbekende kolom",
        (ASSETS, "zelfstandig_opstarten,", "zelfstandig_opstart,"),
        "objecten.csv:rij 1/zelfstandig_opstart",
        "onbekende kolom `zelfstandig_opstart`",
        "bedoelde u `zelfstandig_opstarten`?",
    ),
    Case(
        "gereserveerde kolom",
        (NEEDS, "startfaalkans", "omschakel_uur"),
        "afhankelijkheden.csv:rij 1/omschakel_uur",
        "kolom `omschakel_uur` wordt nog niet ondersteund",
        "verwijder de kolom",
    ),
    Case(
        "gereserveerde sleutel",
        (PARTIES, "{id: netbeheer, naam: Netbeheer,", "{id: netbeheer, contact: x, naam: Netbeheer,"),
        "partijen.yaml:1:19",
        "sleutel `contact` wordt nog niet ondersteund",
        "verwijder de sleutel",
    ),
    Case(
        "verplichte kolom ontbreekt",
        (ASSETS, "id,naam,soort,functie,", "id,naam,soort,sector,"),
        "objecten.csv:rij 1",
        "kolom `functie` ontbreekt",
        "voeg de kolom toe",
        2,
    ),
    Case(
        "verplichte cel leeg",
        station(functie=""),
        "objecten.csv:rij 3/functie",
        "`functie` is leeg",
        "vul een waarde in",
    ),
    Case(
        "id met spatie",
        station(id="ms oost"),
        "objecten.csv:rij 3/id",
        "`id` is `ms oost`",
        "vervang de andere tekens, ook spaties",
    ),
    Case(
        "dubbele id",
        (
            ASSETS,
            "120,nee,,,\n",
            "120,nee,,,\ndorp,Dorp twee,,zorg,,,,,,,,,,,,,\n",
        ),
        "objecten.csv:rij 6/id",
        "id `dorp` staat al in objecten.csv:rij 5/id",
        "geef een van beide een andere id, of verwijder de dubbele",
    ),
    Case(
        "dubbele id van partij",
        (PARTIES, "- {id: stad,", "- {id: stad, naam: Nog een, soort: gemeente}\n- {id: stad,"),
        "partijen.yaml:3:8",
        "id `stad` staat al in partijen.yaml:2:8",
        "geef een van beide een andere id, of verwijder de dubbele",
    ),
    Case(
        "dubbel scenario",
        (SCENARIOS, "- id: tabel", "- id: bui"),
        "scenarios.yaml:8:7",
        "id `bui` staat al in scenarios.yaml:1:7",
        "geef een van beide een andere id, of verwijder de dubbele",
    ),
    Case(
        "onbekende functie",
        station(functie="stroon"),
        "objecten.csv:rij 3/functie",
        "onbekende functie `stroon`",
        "bedoelde u `stroom`?",
    ),
    Case(
        "functie met hoofdletter",
        station(functie="Stroom"),
        "objecten.csv:rij 3/functie",
        "onbekende functie `Stroom`",
        "bedoelde u `stroom`?",
    ),
    Case(
        "onbekende partij",
        station(partij="netbeheerder"),
        "objecten.csv:rij 3/partij",
        "onbekende partij `netbeheerder`",
        "bedoelde u `netbeheer`?",
    ),
    Case(
        "zichtbaar voor onbekend",
        station(zichtbaar_voor="netbeheer|regoi"),
        "objecten.csv:rij 3/zichtbaar_voor",
        "onbekende partij `regoi`",
        "bedoelde u `regio`?",
    ),
    Case(
        "status onbekend",
        station(status="geschat"),
        "objecten.csv:rij 3/status",
        "`status` is `geschat`",
        "kies een van deze woorden",
    ),
    Case(
        "bandbreedte",
        station(faaldiepte_m_min="0.6"),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` 0.4 buiten de bandbreedte 0.6 tot …",
        "controleer de drie getallen",
    ),
    Case(
        "bandbreedte zonder waarde",
        station(faaldiepte_m="", faaldiepte_m_min="0.2"),
        "objecten.csv:rij 3/faaldiepte_m_min",
        "een bandbreedte zonder `faaldiepte_m`",
        "vul `faaldiepte_m` in",
    ),
    Case(
        "faaldiepte zonder hersteltijd",
        station(hersteltijd_uur=""),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` zonder `hersteltijd_uur`",
        "vul `hersteltijd_uur` in (0 als het meteen weer werkt)",
    ),
    Case(
        "faaldiepte in cm",
        station(faaldiepte_m="40"),
        "objecten.csv:rij 3/faaldiepte_m",
        "`faaldiepte_m` is 40",
        "dit lijkt een hoogte, of een diepte in centimeters: reken om naar meters boven maaiveld",
    ),
    Case("x zonder y", station(y=""), "objecten.csv:rij 3/y", "`y` is leeg, maar `x` niet", "vul `y` in"),
    Case(
        "graden",
        station(x="5.91", y="52.55"),
        "objecten.csv:rij 3/x",
        "`ms` ligt op (5.91, 52.55), buiten het gebied van EPSG:28992",
        "dit lijken graden: reken x en y om naar EPSG:28992",
    ),
    Case(
        "x en y verwisseld",
        station(x="499985", y="150015"),
        "objecten.csv:rij 3/x",
        "`ms` ligt op (499985, 150015), buiten het gebied van EPSG:28992",
        "x en y lijken verwisseld: wissel de kolommen",
    ),
    Case(
        "buiten Nederland",
        station(x="1500150"),
        "objecten.csv:rij 3/x",
        "`ms` ligt op (1500150, 499985), buiten het gebied van EPSG:28992",
        "controleer x en y, en de eenheid (meters)",
    ),
    Case(
        "buiten raster",
        station(x="150115"),
        "scenario bui:buiten_raster",
        "1 object buiten het raster diepte.tif: ms",
        "zet buiten_raster: droog als het daar droog is, of lever een groter raster",
        2,
    ),
    Case(
        "cel te veel",
        (
            ASSETS,
            "Oost,,150025,499975,0.3,,48,300,,openbaar,,aanname",
            "Oost,,150025,499975,0.3,,48,300,,openbaar,,aanname,en dit",
        ),
        "objecten.csv:rij 4",
        "18 cellen onder 17 kolommen",
        "verwijder de cel te veel, of zet tekst met een scheidingsteken tussen aanhalingstekens",
    ),
    Case(
        "cel te weinig",
        (ASSETS, "150035,499965,,", "150035,499965,"),
        "objecten.csv:rij 5",
        "16 cellen onder 17 kolommen",
        "vul de rij aan met lege cellen",
    ),
    Case(
        "kolom dubbel",
        (ASSETS, "gebied,wijk", "gebied,gebied"),
        "objecten.csv:rij 1/gebied",
        "kolom `gebied` staat er twee keer",
        "verwijder een van beide",
    ),
    Case(
        "aanhalingsteken open",
        (ASSETS, "dorp,Dorp", 'dorp,"Dorp'),
        "objecten.csv:rij 5",
        "een aanhalingsteken dat niet wordt gesloten",
        "sluit het",
    ),
    Case(
        "object inline lijst",
        (STUDY, "naam: Buurt,", "naam: [Buurt],"),
        "studie.yaml:23:23",
        "`naam` is een lijst",
        "schrijf het zo als verwacht",
    ),
    Case(
        "wijk inline lijst",
        (STUDY, "wijk: Oost", "wijk: [Oost]"),
        "studie.yaml:23:67",
        "`wijk` is een lijst of groep sleutels",
        "schrijf één waarde",
    ),
    Case(
        "kolom van indeling bestaat niet",
        (STUDY, "{kolom: wijk}", "{kolom: wijken}"),
        "studie.yaml:8:17",
        "geen enkele lijst met objecten heeft kolom `wijken`, van gebiedsindeling `wijk`",
        "bedoelde u `wijk`?",
        3,
    ),
    Case(
        "laag bestaat niet",
        (STUDY, "laag: vlakken.gpkg", "laag: vlak.gpkg"),
        "studie.yaml:9:22",
        "bestand `vlak.gpkg` bestaat niet",
        "bedoelde u `vlakken.gpkg`?",
    ),
    Case(
        "kolom van laag bestaat niet",
        (STUDY, "naamkolom: naam", "naamkolom: name"),
        "vlakken.gpkg",
        "kolom ‘name’ bestaat niet",
        "bedoelde u ‘naam’?",
    ),
    Case(
        "indeling zonder naamkolom",
        (STUDY, ", naamkolom: naam", ""),
        "studie.yaml:9:15",
        "sleutel `naamkolom` ontbreekt",
        "voeg `naamkolom: …` toe",
    ),
    Case(
        "mapping: kolom ontbreekt",
        (STUDY, "x: x_rd", "x: x_rdd"),
        "studie.yaml:19:64",
        "`masten.csv` heeft geen kolom `x_rdd`",
        "bedoelde u `x_rd`?",
    ),
    Case(
        "mapping: onze sleutel fout",
        (STUDY, "soort: type", "sort: type"),
        "studie.yaml:19:48",
        "onbekende sleutel `sort`",
        "bedoelde u `soort`?",
    ),
    Case(
        "mapping: waar kolom ontbreekt",
        (STUDY, "waar: {type:", "waar: {typ:"),
        "studie.yaml:18:12",
        "`masten.csv` heeft geen kolom `typ`",
        "bedoelde u `type`?",
    ),
    Case(
        "mapping: waar vindt niets",
        (STUDY, "[zendmast, antenne]", "[zendmasten]"),
        "studie.yaml:18:11",
        "geen enkele van de 3 rijen van `masten.csv` voldoet aan `waar`",
        "controleer de waarden bij `waar`, of verwijder deze bron",
    ),
    Case(
        "mapping: soort onbekend",
        (STUDY, "      zendmast: {faal", "      zendmst: {faal"),
        "studie.yaml:22:7",
        "soort `zendmst` komt niet voor in de rijen uit `masten.csv`",
        "bedoelde u `zendmast`?",
    ),
    Case(
        "mapping: standaard sleutel fout",
        (STUDY, "standaard: {functie: telecom", "standaard: {functies: telecom"),
        "studie.yaml:20:17",
        "onbekende sleutel `functies`",
        "bedoelde u `functie`?",
    ),
    Case(
        "mapping: standaard functie fout",
        (STUDY, "standaard: {functie: telecom", "standaard: {functie: telecon"),
        "studie.yaml:20:26",
        "onbekende functie `telecon`",
        "bedoelde u `telecom`?",
    ),
    Case(
        "mapping: bestand ontbreekt",
        (STUDY, "bestand: masten.csv", "bestand: mast.csv"),
        "studie.yaml:17:14",
        "bestand `mast.csv` bestaat niet",
        "bedoelde u `masten.csv`?",
    ),
    Case(
        "mapping: onbekende sleutel",
        (STUDY, "    waar: {type", "    waarbij: {type"),
        "studie.yaml:18:5",
        "onbekende sleutel `waarbij`",
        "bedoelde u `waar`?",
    ),
    Case(
        "gegevens: onbekend object",
        (VALUES, "huis,faal", "huisje,faal"),
        "gegevens.csv:rij 2/object",
        "onbekend object `huisje`",
        "bedoelde u `huis`?",
    ),
    Case(
        "gegevens: onbekende sleutel",
        (VALUES, "huis,faaldiepte_m", "huis,faaldiepte"),
        "gegevens.csv:rij 2/sleutel",
        "onbekende sleutel `faaldiepte`",
        "bedoelde u `faaldiepte_m`?",
    ),
    Case(
        "gegevens: geen getal",
        (VALUES, "0.6,0.4", "veel,0.4"),
        "gegevens.csv:rij 2/waarde",
        "`faaldiepte_m` is `veel`: dit is geen getal",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case(
        "gegevens: decimale komma",
        (VALUES, "0.6,0.4", '"0,6",0.4'),
        "gegevens.csv:rij 2/waarde",
        "`faaldiepte_m` is `0,6`: hier is de decimaal een punt",
        "schrijf een punt, geen komma",
    ),
    Case(
        "gegevens: bandbreedte",
        (VALUES, "0.6,0.4", "0.3,0.4"),
        "gegevens.csv:rij 2/waarde",
        "`faaldiepte_m` 0.3 buiten de bandbreedte 0.4 tot 0.9",
        "controleer de drie getallen",
    ),
    Case(
        "gegevens: eenheid",
        (VALUES, "0.9,m,", "0.9,cm,"),
        "gegevens.csv:rij 2/eenheid",
        "eenheid `cm` bij `faaldiepte_m`",
        "reken de waarde om naar m",
    ),
    Case(
        "gegevens: twee keer",
        (VALUES, "ms,gebruikers,50", "huis,faaldiepte_m,50"),
        "gegevens.csv:rij 3/sleutel",
        "`faaldiepte_m` van `huis` staat ook in gegevens.csv:rij 2/sleutel",
        "verwijder een van beide rijen",
    ),
    Case(
        "gegevens: bandbreedte bij tekst",
        (VALUES, "huis,faaldiepte_m,0.6", "huis,naam,0.6"),
        "gegevens.csv:rij 2/min",
        "`naam` met een bandbreedte",
        "een bandbreedte kan bij: faaldiepte_m, hersteltijd_uur",
    ),
    Case(
        "gegevens: zichtbaar",
        (VALUES, "betwist,regio", "betwist,region"),
        "gegevens.csv:rij 2/zichtbaar_voor",
        "onbekende partij `region`",
        "bedoelde u `regio`?",
    ),
    Case(
        "behoefte: onbekend object",
        (NEEDS, "dorp,,ms", "dorp,,mss"),
        "afhankelijkheden.csv:rij 6/leverancier",
        "onbekend object `mss`",
        "bedoelde u `ms`?",
    ),
    Case(
        "behoefte: minimaal",
        (NEEDS, "huis,stroom,hs,1", "huis,stroom,hs,3"),
        "afhankelijkheden.csv:rij 3/minimaal",
        "`minimaal` 3, maar `huis` heeft hier 2 leveranciers",
        "verlaag `minimaal`, of voeg leveranciers toe",
    ),
    Case(
        "behoefte: minimaal 0",
        (NEEDS, "huis,stroom,hs,1", "huis,stroom,hs,0"),
        "afhankelijkheden.csv:rij 3/minimaal",
        "`minimaal` is `0`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "behoefte: minimaal half",
        (NEEDS, "huis,stroom,hs,1", "huis,stroom,hs,1.5"),
        "afhankelijkheden.csv:rij 3/minimaal",
        "`minimaal` is `1.5`: dit is geen geheel getal",
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
    ),
    Case(
        "behoefte: minimaal oneens",
        (NEEDS, "huis,stroom,ms,", "huis,stroom,ms,2"),
        "afhankelijkheden.csv:rij 4/minimaal",
        "`minimaal` 2, maar afhankelijkheden.csv:rij 3/minimaal zegt 1",
        "maak de waarden gelijk, of laat alle cellen op één na leeg",
    ),
    Case(
        "behoefte: buffer oneens",
        (NEEDS, "huis,stroom,ms,,", "huis,stroom,ms,,4"),
        "afhankelijkheden.csv:rij 4/buffer_uur",
        "`buffer_uur` 4, maar afhankelijkheden.csv:rij 3/buffer_uur zegt 8",
        "maak de waarden gelijk, of laat alle cellen op één na leeg",
    ),
    Case(
        "behoefte: negatieve buffer",
        (NEEDS, "huis,stroom,hs,1,8", "huis,stroom,hs,1,-8"),
        "afhankelijkheden.csv:rij 3/buffer_uur",
        "`buffer_uur` is `-8`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "behoefte: kans boven 1",
        (NEEDS, "0.05", "5"),
        "afhankelijkheden.csv:rij 3/startfaalkans",
        "`startfaalkans` is `5`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "behoefte: leverancier twee keer",
        (NEEDS, "huis,stroom,ms", "huis,stroom,hs"),
        "afhankelijkheden.csv:rij 4/leverancier",
        "`hs` levert al aan `huis` in deze behoefte, zie afhankelijkheden.csv:rij 3/leverancier",
        "verwijder een van beide rijen",
    ),
    Case(
        "behoefte: zichzelf",
        (NEEDS, "dorp,,ms", "dorp,,dorp"),
        "afhankelijkheden.csv:rij 6/leverancier",
        "`dorp` heeft zichzelf nodig",
        "noem een andere leverancier, of verwijder de rij",
    ),
    Case(
        "behoefte: rij en regel",
        (NEEDS, "dorp,,ms", "M1,stroom,ms"),
        "studie.yaml:27:5",
        "behoefte `stroom` van `M1` komt al uit afhankelijkheden.csv:rij 6/afnemer",
        "geef een van beide een andere `groep`, of verwijder er een",
    ),
    Case(
        "regel onbekend",
        (STUDY, "regel: dichtstbijzijnde", "regel: dichtsbij"),
        "studie.yaml:27:13",
        "regel `dichtsbij`",
        "kies een van deze regels",
    ),
    Case(
        "regel vindt niets",
        (STUDY, "leverancier: {soort: station}", "leverancier: {soort: stations}"),
        "studie.yaml:27:5",
        "de regel vindt geen enkele leverancier: soort ‘stations’ komt niet voor",
        "bedoelde u ‘station’?",
    ),
    Case(
        "regel te ver",
        (STUDY, "groep: stroom, buffer_uur: 3", "groep: stroom, max_afstand_m: 1"),
        "studie.yaml:27:5",
        "voor 2 afnemers vindt de regel geen leverancier: M1 en M2",
        "kies de afnemers of leveranciers anders, of zet `niet_gevonden: geen_behoefte`",
    ),
    Case(
        "regel minimaal boven aantal",
        (STUDY, "groep: stroom, buffer_uur: 3", "groep: stroom, minimaal: 2"),
        "studie.yaml:27:5",
        "`minimaal` 2 bij `aantal` 1",
        "verlaag `minimaal` of verhoog `aantal`",
    ),
    Case(
        "regel kolom ontbreekt",
        (STUDY, "kolom: knoop", "kolom: knop"),
        "studie.yaml:28:5",
        "kolom ‘knop’ komt bij geen enkele afnemer voor",
        "verbeter `kolom`, of kies de afnemers anders",
    ),
    Case(
        "regel kolom waarde onbekend",
        (MASTS, "499988,5;huis", "499988,5;huisje"),
        "studie.yaml:28:5",
        "kolom ‘knoop’ noemt ‘huisje’ bij 1 afnemer (M1), en zo heet geen leverancier",
        "bedoelde u ‘huis’?",
    ),
    Case(
        "raster ontbreekt",
        (SCENARIOS, "raster: diepte.tif", "raster: dieptes.tif"),
        "scenarios.yaml:3:25",
        "bestand `dieptes.tif` bestaat niet",
        "bedoelde u `diepte.tif`?",
    ),
    Case(
        "twee bronnen van water",
        (SCENARIOS, "{raster: diepte.tif}", "{raster: diepte.tif, uniform_m: 1}"),
        "scenarios.yaml:3:16",
        "`raster` en `uniform_m` tegelijk",
        "laat er één staan",
    ),
    Case(
        "waterstand zonder maaiveld",
        (SCENARIOS, ", maaiveld: grond.tif", ""),
        "scenarios.yaml:11:16",
        "`waterstand_mnap` zonder `maaiveld`",
        "voeg `maaiveld` toe",
    ),
    Case(
        "uniform als waterstand",
        (SCENARIOS, "{raster: diepte.tif}", "{uniform_m: 250}"),
        "scenario bui:waterdiepte",
        "uniform_m 250: een waterstand waar een diepte bedoeld is",
        "verbeter uniform_m",
    ),
    Case(
        "dieptetabel onbekend object",
        (DEPTHS, "ms,0,0", "mss,0,0"),
        "dieptes.csv:rij 4/object",
        "object ‘mss’ komt niet voor in de studie",
        "bedoelde u ‘ms’?",
    ),
    Case(
        "dieptetabel mist object",
        (DEPTHS, "ms,0,0\n", ""),
        "scenario tabel:ontbrekend",
        "1 object met een faaldiepte of schade maar zonder waterdiepte (geen rij in dieptes.csv): ms",
        "vul aan, of zet ontbrekend: droog als het daar droog is",
    ),
    Case(
        "dieptetabel negatief",
        (DEPTHS, "ms,0,0", "ms,0,-1.2"),
        "dieptes.csv:rij 4/diepte_m",
        "-1.2 is negatief: een waterstand waar een diepte bedoeld is",
        "trek het maaiveld van de waterstand af",
    ),
    Case(
        "dieptetabel kolom",
        (DEPTHS, "object,uur,diepte_m", "object,uur,diepte"),
        "dieptes.csv:rij 1",
        "onbekende kolom ‘diepte’",
        "bedoelde u ‘diepte_m’?",
        2,
    ),
    Case(
        "duur naast verloop in de tijd",
        (SCENARIOS, "{tabel: dieptes.csv}", "{tabel: dieptes.csv}\n  duur_uur: 6"),
        "scenario tabel:duur_uur",
        "duur_uur naast een waterdiepte die zelf per uur is gegeven",
        "verwijder duur_uur",
    ),
    Case(
        "uitval onbekend object",
        (SCENARIOS, "object: hs", "object: hss"),
        "scenarios.yaml:7:21",
        "onbekend object `hss`",
        "bedoelde u `hs`?",
    ),
    Case(
        "uitval tot voor van",
        (SCENARIOS, "tot_uur: 9", "tot_uur: 2"),
        "scenarios.yaml:7:21",
        "uitval van `hs` van uur 2 tot uur 2",
        "verbeter de uren, of laat `tot_uur` weg als de uitval niet eindigt",
    ),
    Case(
        "negatief begin_uur",
        (SCENARIOS, "begin_uur: 6", "begin_uur: -6"),
        "scenarios.yaml:5:14",
        "`begin_uur` is `-6`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "gewicht zonder wie",
        (SCENARIOS, "  begin_uur: 6", "  gewicht: {waarde: 0.5}"),
        "scenarios.yaml:5:12",
        "sleutel `wie` ontbreekt",
        "voeg `wie: …` toe",
    ),
    Case(
        "verloop onbekend",
        (SCENARIOS, "  begin_uur: 6", "  verloop: blokje"),
        "scenarios.yaml:5:12",
        "`verloop` is `blokje`",
        "bedoelde u `blok`?",
    ),
    Case(
        "bron bestand mist",
        ("bronnen.yaml", "rapport.txt", "raport.txt"),
        "bronnen.yaml:1:63",
        "bestand `raport.txt` bestaat niet",
        "bedoelde u `rapport.txt`?",
    ),
    Case(
        "maatregel onbekend object",
        (MEASURES, "objecten: [hs]", "objecten: [hss]"),
        "maatregelen.yaml:5:24",
        "onbekend object `hss`",
        "bedoelde u `hs`?",
    ),
    Case(
        "maatregel onbekende laag",
        (MEASURES, "gevolgbeperking", "gevolgbeperken"),
        "maatregelen.yaml:3:9",
        "`laag` is `gevolgbeperken`",
        "bedoelde u `gevolgbeperking`?",
    ),
    Case(
        "maatregel onbekende trekker",
        (MEASURES, "[netbeheerder, stad]", "[netbeheerder, stadt]"),
        "maatregelen.yaml:8:27",
        "onbekende partij `stadt`",
        "bedoelde u `stad`?",
    ),
    Case(
        "grens onbekende partij",
        ("grenzen.yaml", "partij: stad", "partij: staad"),
        "grenzen.yaml:1:20",
        "onbekende partij `staad`",
        "bedoelde u `stad`?",
    ),
    Case(
        "risico oordeel onbekend",
        ("risicos.yaml", "oordeel: onacceptabel", "oordeel: onaccepabel"),
        "risicos.yaml:1:101",
        "`oordeel` is `onaccepabel`",
        "bedoelde u `onacceptabel`?",
    ),
    Case(
        "achtergrond ontbreekt",
        (STUDY, "bronnen: bronnen.yaml", "bronnen: bronnen.yaml\nachtergrond: [kaart.gpkg]"),
        "studie.yaml:34:15",
        "bestand `kaart.gpkg` bestaat niet",
        "controleer de naam, ook op hoofdletters",
    ),
    Case(
        "achtergrond scenario onbekend",
        (
            STUDY,
            "bronnen: bronnen.yaml",
            "bronnen: bronnen.yaml\nachtergrond: [{bestand: objecten.csv, scenarios: [buj]}]",
        ),
        "studie.yaml:34:51",
        "onbekend scenario `buj`",
        "bedoelde u `bui`?",
    ),
    Case(
        "achtergrond laag van geen kaart",
        (STUDY, "bronnen: bronnen.yaml", "bronnen: bronnen.yaml\nachtergrond: [{bestand: objecten.csv, laag: dijken}]"),
        "studie.yaml:34:25",
        "`objecten.csv` is geen leesbare geopackage",
        "sla het op als .gpkg",
    ),
    Case(
        "criteria als tabel",
        (STUDY, "bronnen: bronnen.yaml", "bronnen: bronnen.yaml\ncriteria: objecten.csv"),
        "studie.yaml:34:11",
        "`objecten.csv` bij `criteria` is een tabel",
        "schrijf `criteria` als yaml",
    ),
    Case(
        "vertegenwoordigt onbekend",
        (PARTIES, "[stad]", "[dorp]"),
        "partijen.yaml:3:72",
        "onbekende partij `dorp`",
        "controleer de id, ook op hoofdletters",
    ),
    Case(
        "verkeerd soort bestand",
        (STUDY, "gegevens: [gegevens.csv]", "gegevens: [gegevens.txt]"),
        "studie.yaml:24:12",
        "`gegevens.txt` bij `gegevens` is geen bestand dat gelezen kan worden",
        "noem een bestand, of schrijf de lijst hier uit met streepjes",
    ),
]


LIMITS = "grenzen.yaml"


def limit(keys: str) -> Change:
    """The only limit of the study."""
    return LIMITS, "", f"- {{id: g1, partij: stad, {keys}}}\n"


def with_key(text: str) -> Change:
    """The study with one more key."""
    return STUDY, "bronnen: bronnen.yaml", f"bronnen: bronnen.yaml\n{text}"


def function(keys: str) -> Change:
    return STUDY, "{id: zorg, naam: Zorg}", f"{{id: zorg, naam: Zorg, {keys}}}"


CASES += [
    Case(
        "grens met getallen die elkaar tegenspreken",
        limit("objecten: [huis], criterium: uitval_uur, acceptabel_tot: 24, onacceptabel_vanaf: 4"),
        "grenzen.yaml:1:3",
        "`acceptabel_tot` 24 boven `onacceptabel_vanaf` 4",
        "wissel de twee getallen of verbeter er een",
    ),
    Case(
        "grens met onbekend criterium",
        limit("objecten: [huis], criterium: uitval_uren, acceptabel_tot: 24"),
        "grenzen.yaml:1:55",
        "onbekend criterium `uitval_uren`",
        "bedoelde u `uitval_uur`?",
    ),
    Case(
        "grens in onbekend gebied",
        limit("criterium: getroffenen, gebied: Stadt, acceptabel_tot: 24"),
        "grenzen.yaml:1:58",
        "onbekend gebied `Stadt`",
        "bedoelde u `Stad`?",
    ),
    Case(
        "grens over geen enkel object",
        limit("criterium: uitval_uur, functie: zorg, gebied: Dorp, acceptabel_tot: 24"),
        "grenzen.yaml:1:8",
        "grens `g1` gaat over geen enkel object",
        "controleer `functie`, `gebied` en `objecten`",
    ),
    Case(
        "grens over onbekende functie",
        limit("criterium: uitval_uur, functie: zorgg, acceptabel_tot: 24"),
        "grenzen.yaml:1:58",
        "onbekende functie `zorgg`",
        "bedoelde u `zorg`?",
    ),
    Case(
        "grens over onbekend object",
        limit("criterium: uitval_uur, objecten: [huisje], acceptabel_tot: 24"),
        "grenzen.yaml:1:60",
        "onbekend object `huisje`",
        "bedoelde u `huis`?",
    ),
    Case(
        "grens in onbekend scenario",
        limit("criterium: uitval_uur, scenarios: [buii], acceptabel_tot: 24"),
        "grenzen.yaml:1:61",
        "onbekend scenario `buii`",
        "bedoelde u `bui`?",
    ),
    Case(
        "langste uitval van iets anders",
        limit("criterium: gebruikersuren, functie: zorg, over: langste, acceptabel_tot: 24"),
        "grenzen.yaml:1:74",
        "`over: langste` bij `gebruikersuren`",
        "kies `som` of `elk_object`",
    ),
    Case(
        "getroffenen per object",
        limit("criterium: getroffenen, over: elk_object, acceptabel_tot: 24"),
        "grenzen.yaml:1:56",
        "`over: elk_object` bij `getroffenen`",
        "kies `som`",
    ),
    Case(
        "over met een ander woord",
        limit("criterium: uitval_uur, over: kortste, acceptabel_tot: 24"),
        "grenzen.yaml:1:55",
        "`over` is `kortste`",
        "kies een van deze woorden",
    ),
    Case(
        "objecten van verschillende functies",
        limit("criterium: gebruikersuren, objecten: [huis, buurt], acceptabel_tot: 24"),
        "grenzen.yaml:1:63",
        "`objecten` van verschillende functies: stroom, zorg",
        "maak er een grens per functie van",
    ),
    Case(
        "uren van verschillende functies",
        limit("criterium: gebruikersuren, acceptabel_tot: 24"),
        "grenzen.yaml:1:37",
        "`gebruikersuren` zonder `functie`",
        "voeg `functie` toe",
    ),
    Case(
        "objecten bij getroffenen",
        limit("criterium: getroffenen, objecten: [huis], acceptabel_tot: 24"),
        "grenzen.yaml:1:60",
        "`objecten` bij `getroffenen`",
        "laat `objecten` weg",
    ),
    Case(
        "functie bij getroffenen",
        limit("criterium: getroffenen, functie: zorg, acceptabel_tot: 24"),
        "grenzen.yaml:1:59",
        "`functie` bij `getroffenen`",
        "laat `functie` weg",
    ),
    Case(
        "gebied bij klantminuten",
        limit("criterium: klantminuten, functie: zorg, gebied: Stad, acceptabel_tot: 24"),
        "grenzen.yaml:1:74",
        "`gebied` bij `klantminuten`",
        "laat `gebied` weg",
    ),
    Case(
        "grens bij onbekend risico",
        limit("criterium: uitval_uur, risico: r2, acceptabel_tot: 24"),
        "grenzen.yaml:1:57",
        "onbekend risico `r2`",
        "voeg dit risico toe, of laat `risico` weg",
    ),
    Case(
        "grens in onbekend niveau",
        limit("criterium: uitval_uur, niveau: hoog, acceptabel_tot: 24"),
        "grenzen.yaml:1:57",
        "onbekend niveau `hoog`",
        "voeg dit niveau toe, of laat `niveau` weg",
    ),
    Case(
        "grens dubbel",
        (LIMITS, "", "- {id: g1, criterium: uitval_uur}\n- {id: g1, criterium: uitval_uur}\n"),
        "grenzen.yaml:2:8",
        "id `g1` staat al in grenzen.yaml:1:8",
        "geef een van beide een andere id",
    ),
    Case(
        "niveau met onbekende grens",
        with_key("ambities: {niveaus: [{id: a, naam: A, grenzen: [g9]}]}"),
        "studie.yaml:34:49",
        "onbekende grens `g9`",
        "voeg de grens toe aan `grenzen`",
    ),
    Case(
        "niveau met onbekende partij",
        with_key("ambities: {niveaus: [{id: a, naam: A, gesteund_door: [stadd]}]}"),
        "studie.yaml:34:55",
        "onbekende partij `stadd`",
        "bedoelde u `stad`?",
    ),
    Case(
        "niveau dubbel",
        with_key("ambities: {niveaus: [{id: a, naam: A}, {id: a, naam: B}]}"),
        "studie.yaml:34:27",
        "niveau `a` staat er twee keer",
        "verwijder er een",
    ),
    Case(
        "risico in onbekend gebied",
        ("risicos.yaml", "functie: zorg", "gebied: Nergens"),
        "risicos.yaml:1:41",
        "onbekend gebied `Nergens`",
        "controleer de naam van het gebied",
    ),
    Case(
        "twee oordelen van een partij",
        ("risicos.yaml", "oordeel: onacceptabel}", "oordeel: onacceptabel}, {partij: stad, oordeel: acceptabel}"),
        "risicos.yaml:1:86",
        "twee oordelen van `stad` over risico `r1`",
        "laat het oordeel staan dat nu geldt",
    ),
    Case(
        "onbekende kansklasse",
        (SCENARIOS, "  begin_uur: 6\n", "  begin_uur: 6\n  kans: {klasse: vaak, wie: stad}\n"),
        "scenarios.yaml:6:18",
        "onbekende kansklasse `vaak`",
        "kies een van deze, of zet eigen `kansklassen` in `risicomatrix`",
    ),
    Case(
        "kans van niemand",
        (SCENARIOS, "  begin_uur: 6\n", "  begin_uur: 6\n  kans: {klasse: mogelijk}\n"),
        "scenarios.yaml:6:9",
        "sleutel `wie` ontbreekt",
        "voeg `wie: …` toe",
    ),
    Case(
        "meer geëvacueerd dan er zijn",
        (SCENARIOS, "  begin_uur: 6\n", "  begin_uur: 6\n  geevacueerd_aandeel: 1.5\n"),
        "scenarios.yaml:6:24",
        "`geevacueerd_aandeel` is `1.5`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "onbekend gevolgcriterium weggelaten",
        with_key("gevolgcriteria: {weglaten: [klantminuut]}"),
        "studie.yaml:34:29",
        "onbekend gevolgcriterium `klantminuut`",
        "bedoelde u `klantminuten`?",
    ),
    Case(
        "gevolgcriterium dat er al is",
        with_key("gevolgcriteria: {erbij: [{id: milieu, naam: X, telt: uitgevallen_objecten, eenheid: x}]}"),
        "studie.yaml:34:31",
        "gevolgcriterium `milieu` is er al",
        "kies een andere id",
    ),
    Case(
        "gevolgcriterium dat alleen grenzen kennen",
        with_key("gevolgcriteria: {erbij: [{id: uitval_uur, naam: X, telt: uitgevallen_objecten, eenheid: x}]}"),
        "studie.yaml:34:31",
        "gevolgcriterium `uitval_uur` is er al",
        "kies een andere id",
    ),
    Case(
        "gevolgcriterium dat niets telt",
        with_key("gevolgcriteria: {erbij: [{id: x, naam: X}]}"),
        "studie.yaml:34:31",
        "`x` zegt niet wat het telt",
        "voeg `telt` toe",
    ),
    Case(
        "gevolgcriterium zonder eenheid",
        with_key("gevolgcriteria: {erbij: [{id: x, naam: X, telt: uitgevallen_objecten}]}"),
        "studie.yaml:34:31",
        "`x` heeft geen eenheid",
        "voeg `eenheid` toe",
    ),
    Case(
        "gevolgcriterium van onbekende functie",
        with_key("gevolgcriteria: {erbij: [{id: x, naam: X, telt: lozing, functie: [zorgg]}]}"),
        "studie.yaml:34:67",
        "onbekende functie `zorgg`",
        "bedoelde u `zorg`?",
    ),
    Case(
        "klassen van een gevolg dat niet wordt gerekend",
        with_key(
            "gevolgcriteria: {weglaten: [milieu]}\n"
            "risicomatrix: {klassen: [{criterium: milieu, grenzen: [1, 2, 3, 4]}]}"
        ),
        "studie.yaml:35:38",
        "onbekend criterium `milieu`",
        "kies een gevolgcriterium dat de studie rekent",
    ),
    Case(
        "waarde per uur zonder einde",
        function("waarde_eur_per_gebruikersuur: 3"),
        "studie.yaml:13:58",
        "een waarde per uur zonder `waarde_tot_uur` bij functie `zorg`",
        "vul `waarde_tot_uur` in, of laat de waarde weg",
    ),
    Case(
        "compensatie elke nul uur",
        function("compensatie: {vanaf_uur: 4, eerste_eur: 35, elke_uur: 0, volgende_eur: 20}"),
        "studie.yaml:13:82",
        "`elke_uur` is `0`",
        "vul een waarde binnen deze grenzen in",
    ),
    Case(
        "compensatie half",
        function("compensatie: {vanaf_uur: 4, eerste_eur: 35, elke_uur: 4}"),
        "studie.yaml:13:41",
        "sleutel `volgende_eur` ontbreekt",
        "voeg `volgende_eur: …` toe",
    ),
    Case(
        "schadecurve die daalt",
        with_key(
            "schadecurves: [{curve: k, diepte_m: 0, aandeel: 0}, {curve: k, diepte_m: 1, aandeel: 0.5},"
            " {curve: k, diepte_m: 2, aandeel: 0.4}]"
        ),
        "studie.yaml:34:125",
        "schadecurve `k` daalt: van 0.5 bij 1 m naar 0.4 bij 2 m",
        "meer water geeft nooit minder schade: verbeter een van beide",
    ),
    Case(
        "schadecurve zonder nul",
        with_key("schadecurves: [{curve: k, diepte_m: 0.1, aandeel: 0}, {curve: k, diepte_m: 1, aandeel: 0.5}]"),
        "studie.yaml:34:37",
        "schadecurve `k` is zonder nul",
        "voeg een punt toe met `diepte_m` 0 en `aandeel` 0",
    ),
    Case(
        "onbekende eenheid van een kengetal",
        with_key("kengetallen: [{id: getroffen_vanaf_uur, waarde: 4, eenheid: dagen}]"),
        "studie.yaml:34:61",
        "onbekende eenheid `dagen` bij kengetal `getroffen_vanaf_uur`",
        "reken de waarde om naar uur",
    ),
    Case(
        "lozing zonder eenheid",
        (STUDY, "naam: Buurt, functie: stroom", "naam: Buurt, functie: stroom, lozing: 4"),
        "studie.yaml:23:55",
        "`lozing` zonder `lozing_eenheid`",
        "vul `lozing_eenheid` in, of maak `lozing` leeg",
    ),
]


@pytest.fixture(scope="session")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("malformed") / "geldig")


@pytest.fixture
def study(valid: Path, tmp_path: Path) -> Path:
    """A copy of the valid study."""
    return Path(shutil.copytree(valid, tmp_path / "studie"))


def problems_of(folder: Path) -> list[Problem]:
    """Every problem that reading the study and its water tells."""
    try:
        read = read_study(folder)
    except InputError as error:
        return list(error.problems)
    return read_inundations(read.assets, read.scenarios, read.time, read.crs, read.file)[1]


def test_the_study_that_the_cases_change_is_valid(study: Path) -> None:
    assert problems_of(study) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_malformed(case: Case, study: Path) -> None:
    change(study, *case.changed)
    problems = problems_of(study)
    assert len(problems) == case.problems, "\n".join(map(str, problems))
    told = next((each for each in problems if str(each.place) == case.place and case.found in each.found), None)
    assert told is not None, "\n".join(map(str, problems))
    assert case.remedy in told.remedy


def only(folder: Path) -> str:
    """The one problem of a study, as a user reads it."""
    (problem,) = problems_of(folder)
    return str(problem)


# --- files that are not there or not what they seem ------------------------------------------------------------------


def test_a_folder_that_is_not_there_or_holds_no_study(tmp_path: Path) -> None:
    assert "deze map bestaat niet" in only(tmp_path / "weg")
    assert "deze map heeft geen studie.yaml" in only(tmp_path)
    (tmp_path / "bestand").write_text("x")
    assert "dit is een bestand, geen map" in only(tmp_path / "bestand")


def test_an_empty_study(study: Path) -> None:
    (study / STUDY).write_text("")
    assert "studie.yaml · het bestand is leeg" in only(study)


def test_no_functions(study: Path) -> None:
    change(study, STUDY, "functies:\n", "functies: leeg.yaml\n#")
    text = (study / STUDY).read_text(encoding="utf-8").replace("  - {id: zorg", "#").replace("  - {id: telecom", "#")
    (study / STUDY).write_text(text, encoding="utf-8")
    (study / "leeg.yaml").write_text("[]")
    assert "studie.yaml:11:11 · `functies` is leeg" in only(study)


def test_a_folder_where_a_file_is_meant(study: Path) -> None:
    (study / VALUES).unlink()
    (study / VALUES).mkdir()
    assert "studie.yaml:24:12 · `gegevens.csv` is een map" in only(study)


def test_text_that_is_not_utf8(study: Path) -> None:
    path = study / ASSETS
    path.write_bytes(path.read_bytes().replace(b"Ziekenhuis", "Ziekenhuïs".encode("latin-1")))
    assert "objecten.csv:4:14 · teken dat geen UTF-8 is" in only(study)
    assert "CSV UTF-8" in only(study)


def test_a_byte_order_mark_is_fine(study: Path) -> None:
    for name in (STUDY, ASSETS, MASTS):
        (study / name).write_bytes(b"\xef\xbb\xbf" + (study / name).read_bytes())
    assert problems_of(study) == []


def test_a_damaged_raster(study: Path) -> None:
    (study / "diepte.tif").write_bytes(b"geen raster")
    assert "diepte.tif · het raster is niet te lezen" in only(study)


def test_levels_where_depths_are_meant(study: Path) -> None:
    write_raster(study / "diepte.tif", -1.5)
    assert "diepte.tif · een waterstand waar een diepte bedoeld is" in only(study)
    assert "waterstand_mnap" in only(study)


def test_data_that_are_not_on_this_computer(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(study / "weg"))
    change(study, STUDY, "bestand: masten.csv", "bestand: ${BESLUITSTEUN_DATA}/masten.csv")
    told = only(study)
    assert "studie.yaml:17:14 · de map met gegevens (${BESLUITSTEUN_DATA}) staat niet op deze computer" in told
    assert f"zet de omgevingsvariabele {DATA_VARIABLE}" in told


def test_sheets_of_a_workbook(study: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Blad1"
    book.create_sheet("Blad2")
    book.save(study / "boek.xlsx")
    change(study, STUDY, "partijen: partijen.yaml", "partijen: boek.xlsx")
    assert "boek.xlsx · blad `partijen` bestaat niet · verwacht: een van: Blad1, Blad2" in only(study)
    assert "geef het blad met deze lijst de naam `partijen`" in only(study)
    book.create_sheet("partijen").append(["id", "naam", "sort"])
    book["partijen"].append(["stad", "Stad", "gemeente"])
    book.save(study / "boek.xlsx")
    places = {str(each.place) for each in problems_of(study) if each.place.file.startswith("boek")}
    assert places == {"boek.xlsx[partijen]:rij 1", "boek.xlsx[partijen]:rij 1/sort"}


def test_no_such_layer(study: Path) -> None:
    change(study, STUDY, "bestand: masten.csv", "bestand: vlakken.gpkg\n    laag: punten")
    assert "vlakken.gpkg · laag `punten` bestaat niet · verwacht: een van: vlakken" in only(study)


# --- all at once, each once ------------------------------------------------------------------------------------------


def test_every_problem_of_every_file_and_of_the_water_in_reading_order(study: Path) -> None:
    change(study, STUDY, "zaad: 7", "zaat: 7")
    change(study, *station(hersteltijd_uur="-12"))
    change(study, ASSETS, "Ziekenhuis,ziekenhuis,zorg", "Ziekenhuis,ziekenhuis,zorgg")
    change(study, NEEDS, "dorp,,ms", "dorp,,dorp")
    change(study, VALUES, "0.6,0.4", "0.3,0.4")
    change(study, PARTIES, "[stad]", "[stadt]")
    change(study, MEASURES, "objecten: [hs]", "objecten: [hss]")
    change(study, DEPTHS, "huis,0,0.1", "huis,0,-0.1")
    write_raster(study / "diepte.tif", 1.0, left=90_000)
    assert [str(each.place) for each in problems_of(study)] == [
        "afhankelijkheden.csv:rij 6/leverancier",
        "dieptes.csv:rij 5/diepte_m",
        "gegevens.csv:rij 2/waarde",
        "maatregelen.yaml:5:24",
        "objecten.csv:rij 3/hersteltijd_uur",
        "objecten.csv:rij 4/functie",
        "partijen.yaml:3:72",
        "scenario bui:buiten_raster",
        "studie.yaml:5:1",
    ]


def test_everything_wrong_with_limits_and_judgements_in_one_run(study: Path) -> None:
    """Each mistake once, and what hangs on it not again."""
    rows = (
        "{id: a, criterium: getroffen, acceptabel_tot: 1}",
        "{id: b, criterium: uitval_uur, acceptabel_tot: 5, onacceptabel_vanaf: 1}",
        "{id: c, criterium: getroffenen, over: langste, functie: zorg, acceptabel_tot: 1}",
        "{id: d, criterium: uitval_uur, functie: zorgg, partij: staad, scenarios: [buii], acceptabel_tot: 1}",
        "{id: e, criterium: uitval_uur, gebied: Nergens, risico: r9, niveau: n9, acceptabel_tot: 1}",
    )
    change(study, LIMITS, "", "".join(f"- {row}\n" for row in rows))
    change(study, "risicos.yaml", "partij: stad", "partij: stadd")
    change(study, STUDY, "bronnen: bronnen.yaml", "bronnen: bronnen.yaml\ngevolgcriteria: {weglaten: [milieuu]}")
    told = [(str(each.place), each.found) for each in problems_of(study)]
    assert told == [
        ("grenzen.yaml:1:22", "onbekend criterium `getroffen`"),
        ("grenzen.yaml:2:3", "`acceptabel_tot` 5 boven `onacceptabel_vanaf` 1"),
        ("grenzen.yaml:3:41", "`over: langste` bij `getroffenen`"),
        ("grenzen.yaml:3:59", "`functie` bij `getroffenen`"),
        ("grenzen.yaml:4:43", "onbekende functie `zorgg`"),
        ("grenzen.yaml:4:58", "onbekende partij `staad`"),
        ("grenzen.yaml:4:77", "onbekend scenario `buii`"),
        ("grenzen.yaml:5:42", "onbekend gebied `Nergens`"),
        ("grenzen.yaml:5:59", "onbekend risico `r9`"),
        ("grenzen.yaml:5:71", "onbekend niveau `n9`"),
        ("risicos.yaml:1:86", "onbekende partij `stadd`"),
        ("studie.yaml:34:29", "onbekend gevolgcriterium `milieuu`"),
    ]


def test_an_area_that_two_divisions_know_with_other_objects_is_ambiguous(study: Path) -> None:
    """The polders have an ``oost``, and now one of the quarters is called that too."""
    change(study, *station(wijk="oost"))
    change(study, *limit("criterium: getroffenen, gebied: oost, acceptabel_tot: 24"))
    assert only(study) == (
        "grenzen.yaml:1:58 · gebied `oost` komt voor in wijk en peilgebied, met andere objecten · verwacht: een naam "
        "die één gebied aanwijst · geef de gebieden in de ene indeling een andere naam"
    )


def test_one_wrong_id_in_many_rows_is_told_once(study: Path) -> None:
    rows = "".join(f"o{number},stroon,100\n" for number in range(500))
    (study / "meer.csv").write_text("id,functie,gebruikers\n" + rows)
    change(study, STUDY, "  - objecten.csv\n", "  - objecten.csv\n  - meer.csv\n")
    told = only(study)
    assert told.startswith("meer.csv:rij 2/functie · onbekende functie `stroon` (ook in rij 3, 4, 5")
    assert "en nog 489)" in told
    assert "bedoelde u `stroom`?" in told


def test_many_mistakes_of_one_kind_are_told_twenty_times_and_counted(study: Path) -> None:
    rows = "".join(f"o{number},stroom,{number}.5,{number}.5\n" for number in range(500))
    (study / "meer.csv").write_text("id,functie,x,y\n" + rows)
    change(study, STUDY, "  - objecten.csv\n", "  - objecten.csv\n  - meer.csv\n")
    told = [each for each in problems_of(study) if each.place.file == "meer.csv" and "graden" in each.remedy]
    assert len(told) == 21
    assert told[-1].found.startswith("nog 70 fouten van deze soort: in rij 22, 23, ")


def test_a_list_that_cannot_be_read_makes_nothing_else_wrong(study: Path) -> None:
    for name in (PARTIES, ASSETS, SCENARIOS):
        (study / name).write_bytes(b"\xff\xfe")
    assert [each.place.file for each in problems_of(study)] == [ASSETS, PARTIES, SCENARIOS]


@pytest.mark.parametrize("command", ["reken", "controleer"])
def test_exit_code_2_and_nothing_written(study: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    change(study, *station(functie="stroon"))
    before = sorted(study.rglob("*"))
    assert cli.main([command, str(study)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "objecten.csv:rij 3/functie · onbekende functie `stroon`" in err
    assert err.endswith("1 fout gevonden; er is niets geschreven.\n")
    assert sorted(study.rglob("*")) == before
