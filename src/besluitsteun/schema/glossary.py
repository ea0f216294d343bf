"""The models of the schema in, the list of Dutch words with their English ones out (``docs/begrippen.md``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

from . import (
    ambitions,
    assets,
    consequences,
    decision,
    dialogue,
    figures,
    map_layers,
    measures,
    parties,
    scenarios,
    sources,
    stress_test,
    study,
)
from .base import Layer, Model, PartyKind, Standing, Status, Verdict
from .study_file import DOCUMENTS, ROW_LISTS, StudyFile


@dataclass(frozen=True, slots=True)
class Word:
    """One notion: the English field of a model, the Dutch key, and what it means in one line (Dutch, may be empty)."""

    english: str
    dutch: str
    model: type[Model]
    meaning: str


ROOTS: tuple[type[Model], ...] = (
    StudyFile,
    *ROW_LISTS.values(),
    *DOCUMENTS.values(),
    sources.MappedSource,
    sources.Origin,
    *sources.RULES.values(),
    sources.ColumnDivision,
    sources.LayerDivision,
)


def models() -> tuple[type[Model], ...]:
    """Every model that a study can hold, those of ``studie.yaml`` first, each after the one that uses it."""
    found: dict[type[Model], None] = {}
    waiting = list(ROOTS)
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found[model] = None
            parts = (kind for info in model.model_fields.values() for kind in _classes(info.annotation))
            waiting = [part for part in parts if issubclass(part, Model)] + waiting
    return tuple(found)


def enumerations() -> tuple[type[Enum], ...]:
    """Every closed list of words in the schema."""
    found = {
        kind: None
        for model in models()
        for info in model.model_fields.values()
        for kind in _classes(info.annotation)
        if issubclass(kind, Enum)
    }
    return tuple(found)


def _classes(annotation: Any) -> Iterator[type]:
    """The models and enumerations in a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        yield annotation
    for argument in get_args(annotation):
        yield from _classes(argument)


def words() -> tuple[Word, ...]:
    """Every key that a user may write, model by model."""
    return tuple(
        Word(name, info.alias or name, model, meaning(model, info.alias or name))
        for model in models()
        for name, info in model.model_fields.items()
        if not info.exclude
    )


def meaning(model: type[Model], key: str) -> str:
    """What a key means: as said for this model, else as said for every model."""
    return MEANINGS.get(f"{MODEL_WORDS[model]}.{key}", MEANINGS.get(key, ""))


def as_markdown() -> str:
    """The text of ``docs/begrippen.md``."""
    lines = [
        "# Begrippen",
        "",
        "De Nederlandse sleutels van een studie, met het Engelse woord in de code. Dit bestand wordt gemaakt uit het",
        "schema (`besluitsteun.schema.glossary.as_markdown`); een toets bewaakt dat beide gelijk zijn.",
        "",
    ]
    for model in models():
        lines += [f"## {MODEL_WORDS[model]}", "", f"In de code: `{model.__name__}`.", ""]
        lines += ["| sleutel | Engels | betekenis |", "|---|---|---|"]
        lines += [f"| `{word.dutch}` | `{word.english}` | {word.meaning} |" for word in words() if word.model is model]
        lines.append("")
    lines += ["## Vaste woorden", "", "| lijst | woorden |", "|---|---|"]
    lines += [f"| `{kind.__name__}`: {ENUM_WORDS[kind]} | {_members(kind)} |" for kind in enumerations()]
    return "\n".join(lines) + "\n"


def _members(kind: type[Enum]) -> str:
    return ", ".join(f"`{member.value}`" for member in kind)


MODEL_WORDS: Mapping[type[Model], str] = {
    StudyFile: "studie",
    study.Time: "tijd",
    study.SourcedNumber: "getal met bron",
    study.Function: "functie",
    study.Compensation: "compensatie",
    study.DataKinds: "soorten gegevens",
    study.Source: "bron",
    parties.Party: "partij",
    parties.Task: "taak",
    assets.Asset: "object",
    assets.ValueOverride: "gegeven",
    assets.Dependency: "afhankelijkheid",
    scenarios.Scenario: "scenario",
    scenarios.DepthSource: "waterdiepte",
    scenarios.RasterMoment: "raster op een uur",
    scenarios.Sampling: "bemonstering",
    scenarios.HourRaster: "uren uit een raster",
    scenarios.ImposedOutage: "opgelegde uitval",
    scenarios.ReturnPeriod: "herhalingstijd",
    scenarios.Likelihood: "kans van een scenario",
    scenarios.Weight: "gewicht van een scenario",
    stress_test.StressLayer: "laag van de stresstest",
    map_layers.MapLayer: "laag van de achtergrond",
    sources.MappedSource: "register",
    sources.Origin: "herkomst van een kolom van een register",
    sources.Selector: "keuze van objecten",
    sources.NearestRule: "regel dichtstbijzijnde",
    sources.ColumnRule: "regel kolom",
    sources.SameAreaRule: "regel zelfde_gebied",
    sources.ColumnDivision: "gebiedsindeling uit een kolom",
    sources.LayerDivision: "gebiedsindeling uit een kaartlaag",
    measures.Measure: "maatregel",
    measures.Effect: "effect",
    measures.Target: "doel van een effect",
    measures.AddedSupplier: "extra leverancier",
    measures.Coherence: "samenhang",
    measures.Example: "voorbeeld van een maatregel",
    ambitions.Limit: "grens",
    ambitions.Risk: "risico",
    ambitions.Judgement: "oordeel",
    ambitions.Ambitions: "ambities",
    ambitions.OwnAmbition: "eigen ambitie",
    ambitions.JointAmbition: "gezamenlijke ambitie",
    ambitions.Contribution: "inbreng",
    ambitions.NotIncluded: "niet in de ambitie",
    ambitions.Level: "ambitieniveau",
    ambitions.Choices: "keuzes",
    ambitions.Choice: "keuze",
    ambitions.Position: "standpunt",
    ambitions.Direction: "keuzerichting",
    consequences.ConsequenceSettings: "gevolgcriteria",
    consequences.ConsequenceCriterion: "gevolgcriterium",
    figures.FigureOverride: "kengetal",
    figures.DamageCurveRow: "punt van een schadecurve",
    figures.RiskMatrixSettings: "risicomatrix",
    figures.ImpactClasses: "gevolgklassen",
    decision.Criteria: "criteria",
    decision.Criterion: "criterium",
    decision.Range: "bereik",
    decision.ScenarioJudgement: "scenario-oordeel",
    decision.WeightSets: "gewichten",
    decision.WeightSet: "gewichten van een partij",
    decision.Ratio: "verhouding",
    decision.DecisionSettings: "besluit",
    decision.PackageSettings: "pakketten",
    decision.TotalBudget: "totaal budget",
    decision.PartyBudget: "budget van een partij",
    decision.Bounds: "aantal per laag",
    decision.Pinned: "vaste maatregelen",
    decision.Objective: "doel van een pakket",
    decision.LimitInPackage: "grens in een pakket",
    decision.DirectionSettings: "instellingen voor keuzerichtingen",
    decision.OwnAxis: "eigen as",
    decision.CoalitionSettings: "coalities",
    decision.OutsideFunder: "bijdrage van buiten",
    decision.RoleSettings: "rollen",
    decision.Capacity: "capaciteit",
    decision.Offer: "aanbod",
    decision.Amendment: "wijziging",
    dialogue.Dialogue: "dialoog",
    dialogue.Goal: "doel van de dialogen",
    dialogue.DialogueEvent: "bijeenkomst",
    dialogue.Participants: "deelnemers",
    dialogue.Statement: "stelling",
    dialogue.Agreement: "afspraak",
    dialogue.Inspiration: "voorbeeld van elders",
}
"""The Dutch name of every model."""

ENUM_WORDS: Mapping[type[Enum], str] = {
    Status: "hoe zeker een waarde is",
    PartyKind: "soort partij",
    Layer: "laag van meerlaagsveiligheid",
    Verdict: "oordeel over een risico",
    Standing: "hoever een tekst bestuurlijk is",
    scenarios.OnMissing: "wat te doen waar het water onbekend is",
    scenarios.Course: "verloop van het water in de tijd",
    stress_test.FeatureKind: "soort laag van de stresstest",
    map_layers.MapLayerKind: "wat een laag van de achtergrond toont, en dus hoe zij wordt getekend",
    sources.OnNotFound: "wat te doen als een regel te weinig vindt",
    ambitions.Over: "waarover een grens gaat",
    ambitions.ContributionKind: "soort inbreng",
    consequences.Counting: "wat een gevolgcriterium telt",
    figures.Scale: "schaal van gevolgklassen",
    decision.Role: "rol van een criterium",
    decision.Better: "wat beter is",
    decision.Across: "hoe scenario's samen worden genomen",
    decision.Elicitation: "hoe gewichten zijn gevraagd",
    dialogue.DialogueKind: "soort bijeenkomst",
    dialogue.DialogueLevel: "waarover een bijeenkomst gaat",
}
"""What every closed list of words is about."""

MEANINGS: Mapping[str, str] = {
    "id": "eigen kenmerk: letters, cijfers, `_` `.` `-`; hoofdletters tellen, nullen vooraan blijven staan",
    "naam": "naam zoals een lezer hem ziet",
    "bron": "waar de waarde vandaan komt: een tekst of het id van een bron",
    "status": "hoe zeker de waarde is",
    "stand": "hoever de tekst bestuurlijk is",
    "stand_datum": "sinds wanneer",
    "gremium": "waar dat is besproken of vastgesteld",
    "zichtbaar_voor": "`openbaar`, `partijen`, of ids van partijen met `|` ertussen",
    "rechtsgrond": "de wet of regeling waarop het rust",
    "toelichting": "uitleg in gewone taal",
    "wie": "wie het heeft gezegd of doet",
    "waarom": "de reden",
    "datum": "wanneer",
    "gebied": "naam van een gebied; leeg is onbekend",
    "partij": "id van een partij",
    "functie": "id van een functie",
    "objecten": "ids van objecten",
    "scenarios": "ids van scenario's, of `alle`",
    "studie.formaat": "versie van dit bestandsformaat: 1",
    "studie.crs": "coördinatenstelsel van alle coördinaten in de studie",
    "studie.tijd": "hoe lang en in welke stappen wordt gerekend",
    "studie.prijspeil": "jaar waarin bedragen zijn uitgedrukt",
    "studie.discontovoet": "rente waarmee jaarlijkse bedragen worden omgerekend",
    "studie.zaad": "begin van de toevalsgetallen: zelfde zaad, zelfde uitkomst",
    "studie.gebiedsindelingen": "manieren om de objecten over gebieden te verdelen",
    "studie.partijen": "organisaties aan tafel",
    "studie.functies": "wat mensen missen als een object uitvalt",
    "studie.objecten": "alles wat kan uitvallen, en groepen gebruikers",
    "studie.gegevens": "losse waarden van objecten, elk met een eigen herkomst",
    "studie.afhankelijkheden": "welk object welk ander object nodig heeft",
    "studie.kengetallen": "getallen die het programma meebrengt, hier vervangen",
    "studie.schadecurves": "krommen van waterdiepte naar schade",
    "studie.risicomatrix": "gevolgklassen en kansklassen",
    "studie.scenarios": "waar het water staat, wanneer en hoe lang",
    "studie.stresstest": "kaartlagen waarvan per diepteklasse wordt geteld wat in het water staat",
    "studie.maatregelen": "wat er gedaan kan worden",
    "studie.criteria": "waarop uitkomsten worden vergeleken",
    "studie.gewichten": "hoe zwaar een partij de criteria telt",
    "studie.besluit": "budgetten en regels voor pakketten, richtingen en rollen",
    "studie.grenzen": "tot waar een uitkomst acceptabel is",
    "studie.risicos": "oordelen in woorden",
    "studie.ambities": "wat partijen willen, en wat uitdrukkelijk niet",
    "studie.keuzes": "principiële keuzes en keuzerichtingen",
    "studie.dialoog": "doelen, bijeenkomsten, stellingen en afspraken",
    "studie.bronnen": "waar waarden vandaan komen",
    "studie.achtergrond": "kaartlagen voor op de achtergrond",
    "horizon_uur": "tot welk uur wordt gerekend",
    "stap_uur": "lengte van een tijdstap",
    "gebruikerseenheid": "waarin gebruikers worden geteld",
    "inwoners_per_gebruiker": "aantal inwoners per gebruiker",
    "waarde_eur_per_gebruikersuur": "waarde van een uur zonder deze functie, per gebruiker",
    "waarde_tot_uur": "daarna wordt de waarde niet doorgetrokken",
    "vertegenwoordigt": "ids van partijen namens wie deze partij spreekt",
    "taken": "formele taken",
    "procestrekker": "deze partij trekt het proces en ziet wie zonder de anderen beter af zou zijn",
    "object.soort": "soort object, vrij te kiezen",
    "object.lozing": "wat er vrijkomt als het object uitvalt, in `lozing_eenheid`",
    "object.lozing_eenheid": "eenheid van `lozing`, zoals inwonerequivalenten of m3",
    "functie.compensatie": "wat een beheerder gebruikers bij uitval moet betalen; verschuift geld, is geen schade",
    "compensatie.vanaf_uur": "een kortere uitval geeft niets",
    "compensatie.eerste_eur": "euro per gebruiker vanaf dat uur",
    "compensatie.elke_uur": "na elk volgend heel aantal uren komt er iets bij",
    "compensatie.volgende_eur": "euro per gebruiker die er dan bij komt",
    "scenario.kans": "kansklasse die iemand aan het scenario gaf; bij bovennormatieve gebeurtenissen omstreden",
    "kans van een scenario.klasse": "naam van een klasse uit `risicomatrix`",
    "scenario.geevacueerd_aandeel": "deel van de inwoners dat op tijd weg is: 0 tot 1; leeg = het kengetal",
    "studie.toelichting": "wat een lezer van het rapport eerst moet weten, zoals wat verzonnen is; één zin of meer",
    "studie.soorten_gegevens": "wat van de gegevens echt, afgeleid, verzonnen, aangenomen of niet gerekend is",
    "studie.gevolgcriteria": "welke gevolgen worden gerekend",
    "gevolgcriteria.weglaten": "ids van meegeleverde gevolgcriteria die deze studie niet rekent",
    "gevolgcriteria.erbij": "eigen gevolgcriteria, die uitgevallen objecten of lozingen tellen",
    "gevolgcriterium.eenheid": "eenheid van de uitkomst",
    "gevolgcriterium.richting": "wat beter is: `minder` of `meer`",
    "gevolgcriterium.telt": "wat er geteld wordt; leeg = een formule van het programma",
    "gevolgcriterium.soort": "alleen objecten van deze soorten",
    "gevolgcriterium.functie": "alleen objecten van deze functies",
    "object.partij": "eigenaar",
    "object.drager": "wie het verlies van de gebruikers draagt",
    "x": "x-coördinaat in het stelsel van de studie",
    "y": "y-coördinaat in het stelsel van de studie",
    "faaldiepte_m": "boven deze waterdiepte valt het uit; leeg: water laat het niet uitvallen",
    "hoogte_kritisch_mnap": "waterstand waarboven het uitvalt, in m NAP",
    "hersteltijd_uur": "uren tussen droogvallen en weer werken",
    "gebruikers": "aantal gebruikers in de eenheid van de functie; leeg: niemand rechtstreeks",
    "kwetsbare_gebruikers": "aantal daarvan dat kwetsbaar is",
    "inwoners": "aantal inwoners",
    "max_schade_eur": "grootste directe schade",
    "schadecurve": "id van de kromme van diepte naar schade",
    "zelfstandig_opstarten": "ja: start zonder hulp van anderen",
    "sleutel": "welke eigenschap van het object",
    "afhankelijkheid.afnemer": "object dat iets nodig heeft",
    "afhankelijkheid.leverancier": "object dat het levert",
    "groep": "rijen met dezelfde afnemer en groep vormen samen één behoefte",
    "minimaal": "hoeveel leveranciers genoeg zijn; leeg: alle",
    "buffer_uur": "hoe lang de afnemer zonder kan",
    "herstart_uur": "hoe lang het duurt tot de afnemer weer werkt als de levering terug is",
    "startfaalkans": "kans dat de noodvoorziening niet start",
    "waterdiepte": "waar de diepte vandaan komt: raster, tabel, één getal, of waterstand met maaiveld",
    "bemonstering": "welke cellen rond een punt meetellen",
    "straal_m": "straal rond het punt; 0 is de cel zelf",
    "kies": "welke waarde binnen de straal",
    "buiten_raster": "wat te doen met een object buiten het raster",
    "nodata": "wat te doen met een object waar het raster geen waarde heeft",
    "ontbrekend": "wat te doen met een object zonder diepte",
    "begin_uur": "uur waarop het water komt",
    "duur_uur": "hoe lang het water blijft; leeg: tot het einde",
    "verloop": "vorm in de tijd",
    "uitval": "objecten die uitvallen zonder water",
    "herhalingstijd_jaar": "gepubliceerde schatting, als bereik met bron",
    "scenario.gewicht": "alleen voor verwachte waarden, met van wie het is",
    "uniform_m": "overal dezelfde diepte",
    "waterstand_mnap": "raster met waterstanden in m NAP, met `maaiveld`",
    "maaiveld": "raster met de hoogte van het maaiveld",
    "factor": "vermenigvuldigt de diepte waar het nat is",
    "plus_m": "verhoogt of verlaagt de diepte waar het nat is",
    "bestand": "pad, vanaf de map van de studie",
    "blad": "blad van een werkmap",
    "register.laag": "laag van een geopackage",
    "laag van de stresstest.soort": "wat er in de laag staat; alleen om te groeperen",
    "laag van de stresstest.laag": "laag van de geopackage; leeg: de enige laag",
    "laag van de achtergrond.soort": "wat zij toont: `grenzen`, `water`, `keringen` of `doorbraken` (punten)",
    "laag van de achtergrond.naam": "hoe de laag in de legenda heet; leeg: de naam van de laag",
    "laag van de achtergrond.laag": "laag van de geopackage; leeg: alle lagen",
    "laag van de achtergrond.waar": "neem alleen rijen met deze waarden (kolom van de laag: waarde of lijst)",
    "laag van de achtergrond.scenarios": "alleen op de kaart van deze scenario's; leeg: op elke kaart",
    "laag van de stresstest.waar": "neem alleen rijen met deze waarden (kolom van de laag: waarde of lijst)",
    "waar": "neem alleen rijen met deze waarden (kolom van het register: waarde of lijst)",
    "kolommen": "onze sleutel: kolom van het register",
    "standaard": "waarde voor wat een rij leeg laat",
    "per_soort": "waarde per soort, gaat voor `standaard`",
    "standaardwaarden": "ja: lege faaldiepten en hersteltijden krijgen die van de soort, als aanname",
    "kengetal.id": "id van een meegeleverd kengetal",
    "kengetal.waarde": "vervangt de meegeleverde waarde",
    "eenheid": "eenheid van de waarde",
    "min": "onderkant van de bandbreedte",
    "max": "bovenkant van de bandbreedte",
    "curve": "naam van de schadecurve waar het punt bij hoort",
    "diepte_m": "waterdiepte boven de vloer",
    "aandeel": "deel van de grootste schade, van 0 tot en met 1",
    "klassen": "grenzen tussen de gevolgklassen, per criterium",
    "schaal": "wat een gevolgklasse telt: 1, 3, 9, 27, 81 of 1 tot en met 5",
    "kansklassen": "vijf woorden, van onwaarschijnlijk naar waarschijnlijk",
    "gevolgklassen.grenzen": "vier oplopende getallen: tussen klasse A en B, B en C, C en D, D en E",
    "gevolgklassen.criterium": "welk gevolg",
    "regel": "woord dat zegt welke regel geldt",
    "niet_gevonden": "wat te doen als er te weinig leveranciers zijn",
    "aantal": "hoeveel",
    "max_afstand_m": "verder weg telt niet mee",
    "regel kolom.kolom": "kolom van het register waarin de leverancier staat (id, anders unieke naam)",
    "indeling": "naam van een gebiedsindeling",
    "namen": "code in de kolom: naam van het gebied zoals een lezer hem ziet",
    "naamkolom": "kolom van de kaartlaag met de naam van het gebied",
    "maatregel.laag": "veiligheidslaag waar de maatregel eerst bij hoort",
    "lagen_ook": "andere lagen",
    "kosten_eur": "investering",
    "jaarlijks_eur": "kosten per jaar",
    "effecten": "wat de maatregel verandert",
    "trekker": "soorten of ids van partijen die dit kunnen trekken",
    "vereist": "maatregelen die er ook moeten zijn",
    "sluit_uit": "maatregelen die er niet naast kunnen",
    "samenhang": "wat het betekent voor een ander thema, zoals droogte",
    "eigenschap": "welke waarde verandert",
    "gevolg": "welk gevolg verandert",
    "erbij": "een extra leverancier in een bestaande behoefte",
    "wordt": "nieuwe waarde",
    "plus": "komt erbij",
    "maal": "vermenigvuldigt",
    "score": "van −3 (strijdig) tot 3",
    "over": "waarover de grens gaat",
    "acceptabel_tot": "tot en met deze waarde acceptabel",
    "onacceptabel_vanaf": "vanaf deze waarde onacceptabel",
    "niet_in_ambitie": "wat uitdrukkelijk niet wordt nagestreefd",
    "bereik": "slechtste en beste waarde, vast voor alle scenario's",
    "bereik_hash": "kenmerk van het bereik waarop de gewichten zijn gevraagd",
    "criterium.bron_criterium": "het gevolgcriterium of de kostensoort die het telt",
    "criterium.functies": "hoe zwaar een uur van elke functie telt",
    "criterium.rol": "telt het mee, begrenst het, of licht het alleen toe",
    "criterium.richting": "wat beter is: `minder` of `meer`",
    "criterium.waardefunctie": "punten [uitkomst, waarde] van slechtst (0) naar best (1); leeg = een rechte lijn",
    "criterium.p": "vanaf dit verschil is de voorkeur volledig (PROMETHEE II)",
    "criterium.q": "tot dit verschil is er geen voorkeur (PROMETHEE II)",
    "bereik.slechtst": "uitkomst met waarde 0",
    "bereik.best": "uitkomst met waarde 1",
    "gewichten van een partij.wijze": "hoe de gewichten zijn gevraagd",
    "gewichten van een partij.gewichten": "bij `direct`: gewicht per criterium, samen 1",
    "gewichten van een partij.punten": "bij `swing`: punten voor de stap van slechtst naar best, de zwaarste 100",
    "gewichten van een partij.orde": "bij `orde`: van zwaar naar licht; wat samen staat weegt even zwaar",
    "gewichten van een partij.intervallen": "bij `intervallen`: laagste en hoogste gewicht per criterium",
    "gewichten van een partij.verhoudingen": "bij `intervallen`: hoeveel keer het ene minstens het andere weegt",
    "gewichten van een partij.beste": "bij `best_slechtst`: het zwaarste criterium",
    "gewichten van een partij.slechtste": "bij `best_slechtst`: het lichtste criterium",
    "gewichten van een partij.beste_tot": "hoeveel keer het zwaarste criterium elk ander weegt, 1 tot en met 9",
    "gewichten van een partij.tot_slechtste": "hoeveel keer elk ander het lichtste criterium weegt, 1 tot en met 9",
    "scenario-oordeel.wijze": "hoe scenario's samen worden genomen",
    "scenario-oordeel.alfa": "bij `cvar`: welk deel van de zwaarste scenario's telt",
    "familie": "criteria van één familie tellen niet dubbel",
    "marge_doel": "gewenste nauwkeurigheid van de oplosser",
}
"""Key (or ``model.key``) → one line of explanation, where the word does not say it by itself."""
