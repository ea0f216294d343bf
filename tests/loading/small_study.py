"""A small valid study on disk that uses every kind of list, and copies of it with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from rasterio.transform import Affine

RD = "EPSG:28992"
TEXTS: Mapping[str, str] = {
    "studie.yaml": """\
naam: Klein
formaat: 1
crs: EPSG:28992
tijd: {horizon_uur: 48, stap_uur: 1}
zaad: 7
gebiedsindelingen:
  gemeente: {kolom: gebied}
  wijk: {kolom: wijk}
  peilgebied: {laag: vlakken.gpkg, naamkolom: naam}
partijen: partijen.yaml
functies:
  - {id: stroom, naam: Stroom, gebruikerseenheid: aansluitingen}
  - {id: zorg, naam: Zorg}
  - {id: telecom, naam: Telecom}
objecten:
  - objecten.csv
  - bestand: masten.csv
    waar: {type: [zendmast, antenne]}
    kolommen: {id: nummer, naam: omschrijving, soort: type, x: x_rd, y: y_rd}
    standaard: {functie: telecom, partij: netbeheer, status: aanname}
    per_soort:
      zendmast: {faaldiepte_m: 0.5, hersteltijd_uur: 24}
  - {id: buurt, naam: Buurt, functie: stroom, gebied: Stad, wijk: Oost, gebruikers: 900}
gegevens: [gegevens.csv]
afhankelijkheden:
  - afhankelijkheden.csv
  - {regel: dichtstbijzijnde, afnemer: {functie: telecom}, leverancier: {soort: station}, groep: stroom, buffer_uur: 3}
  - {regel: kolom, afnemer: {soort: zendmast}, kolom: knoop, leverancier: {functie: zorg}, groep: knoop}
scenarios: scenarios.yaml
maatregelen: maatregelen.yaml
grenzen: grenzen.yaml
risicos: risicos.yaml
bronnen: bronnen.yaml
""",
    "partijen.yaml": """\
- {id: netbeheer, naam: Netbeheer, soort: netbeheerder}
- {id: stad, naam: Gemeente Stad, soort: gemeente, taken: [{taak: openbare orde, rechtsgrond: Gemeentewet}]}
- {id: regio, naam: Regio, soort: veiligheidsregio, vertegenwoordigt: [stad]}
""",
    "objecten.csv": """\
id,naam,soort,functie,gebied,wijk,partij,x,y,faaldiepte_m,faaldiepte_m_min,hersteltijd_uur,gebruikers,zelfstandig_opstarten,zichtbaar_voor,bron,status
hs,Hoofdstation,station,stroom,Stad,West,netbeheer,150005,499995,0.5,0.2,24,,ja,netbeheer|regio,rapport,bron
ms,Station,station,stroom,Stad,Oost,netbeheer,150015,499985,0.4,,12,,,,rapport,expert
huis,Ziekenhuis,ziekenhuis,zorg,Stad,Oost,,150025,499975,0.3,,48,300,,openbaar,,aanname
dorp,Dorp,buurt,stroom,Dorp,,,150035,499965,,,,120,nee,,,
""",
    "masten.csv": """\
nummer;omschrijving;type;x_rd;y_rd;knoop
M1;Mast een;zendmast;150012,5;499988,5;huis
M2;Mast twee;antenne;150022,5;499978,5;
M3;Vervallen;buiten gebruik;;;
""",
    "gegevens.csv": """\
object,sleutel,waarde,min,max,eenheid,bron,wie,datum,status,zichtbaar_voor
huis,faaldiepte_m,0.6,0.4,0.9,m,meting,J. Jansen,2026-03-01,betwist,regio
ms,gebruikers,50,,,,,,,expert,
""",
    "afhankelijkheden.csv": """\
afnemer,groep,leverancier,minimaal,buffer_uur,herstart_uur,startfaalkans,bron,status
ms,voeding,hs,,,,,rapport,bron
huis,stroom,hs,1,8,1,0.05,,aanname
huis,stroom,ms,,,,,,aanname
buurt,,ms,,,,,,
dorp,,ms,,,,,,
""",
    "scenarios.yaml": """\
- id: bui
  naam: Zware bui
  waterdiepte: {raster: diepte.tif}
  bemonstering: {straal_m: 5, kies: max}
  begin_uur: 6
  duur_uur: 12
  uitval: [{object: hs, van_uur: 2, tot_uur: 9}]
- id: tabel
  waterdiepte: {tabel: dieptes.csv}
- id: peil
  waterdiepte: {waterstand_mnap: peil.tif, maaiveld: grond.tif}
  duur_uur: {raster: duur.tif}
""",
    "dieptes.csv": """\
object,uur,diepte_m
hs,0,0.2
hs,6,0.8
ms,0,0
huis,0,0.1
M1,0,0
""",
    "maatregelen.yaml": """\
- id: kade
  naam: Kade
  laag: gevolgbeperking
  effecten:
    - {op: {objecten: [hs]}, eigenschap: faaldiepte_m, wordt: 2.0}
    - {op: {functie: telecom}, groep: stroom, eigenschap: buffer_uur, plus: 8}
    - {erbij: {afnemer: huis, groep: stroom, leverancier: M2}}
  trekker: [netbeheerder, stad]
""",
    "grenzen.yaml": """\
- {id: g1, partij: stad, objecten: [huis], criterium: uitval_uur, acceptabel_tot: 4, onacceptabel_vanaf: 24}
""",
    "risicos.yaml": """\
- {id: r1, naam: Zorg valt uit, functie: zorg, scenarios: [bui], oordelen: [{partij: stad, oordeel: onacceptabel}]}
""",
    "bronnen.yaml": """\
- {id: rapport, titel: Rapport, eigenaar: Netbeheer, bestand: rapport.txt}
""",
    "rapport.txt": "Alle getallen in deze studie zijn verzonnen.\n",
}
SQUARES = (("west", 150_000, 150_020), ("oost", 150_020, 150_040))


def write_study(folder: Path) -> Path:
    """The study: 7 objects, 7 needs, 3 scenarios, on a square of 40 by 40 metres."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, value in (("diepte.tif", 0.7), ("peil.tif", 1.5), ("grond.tif", 1.0), ("duur.tif", 10.0)):
        write_raster(folder / name, value)
    boxes = [shapely.box(west, 499_960, east, 500_000) for _, west, east in SQUARES]
    names = np.array([name for name, _, _ in SQUARES], dtype=object)
    path = folder / "vlakken.gpkg"
    pyogrio.raw.write(path, shapely.to_wkb(boxes), [names], ["naam"], geometry_type="Polygon", crs=RD, layer="vlakken")
    return folder


def write_raster(path: Path, value: float, left: float = 150_000) -> None:
    """Four by four cells of ten metres, all with the same value."""
    profile = {"driver": "GTiff", "count": 1, "height": 4, "width": 4, "dtype": "float32", "crs": RD, "nodata": -9999}
    with rasterio.open(path, "w", transform=Affine(10, 0, left, 0, -10, 500_000), **profile) as dataset:
        dataset.write(np.full((1, 4, 4), value, dtype=np.float32))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text that occurs in a file of the study, once; ``old`` empty = the whole file."""
    path = folder / name
    text = path.read_text(encoding="utf-8") if old else ""
    assert text.count(old) == 1 or not old, f"{old!r} occurs {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new) if old else new, encoding="utf-8", newline="\n")
