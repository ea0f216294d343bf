"""The commands: parse, call, print. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .screen import print_warnings, say
from .usage import PROGRAM, Command, Group, UsageError, explain, one_of, quoted, whole_number

if TYPE_CHECKING:
    from ..loading.study import Study
    from ..publication import Publication

DEFAULT_FOLDER, PARTIES = "uitkomst", "partijen"
MOST_DRAWS = (1_000_000, "meer kost tijd en geheugen en verandert de bandbreedte niet")
MOST_THREADS = (256, "meer dan de machine kernen heeft, helpt niet")
ENGINES = ("auto", "vertolkt", "gecompileerd")
_EXIT = {"Exit", "Abort"}

app = typer.Typer(
    name=PROGRAM,
    cls=Group,
    help="Van waterdiepte naar uitval, keteneffecten en gebruikersuren, voor gesprekken over bovennormatieve "
    "wateroverlast. Werkt zonder internet; er wordt niets verstuurd.",
    epilog="besluitsteun nieuw mijn-studie\nbesluitsteun reken mijn-studie",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)

StudyArgument = Annotated[str, typer.Argument(metavar="STUDIE", help="De map van de studie, of haar studie.yaml.")]
Engine = Annotated[
    str,
    typer.Option("--motor", metavar="MOTOR", help="auto (standaard), vertolkt of gecompileerd; de uitkomst is gelijk."),
]
Audience = Annotated[
    str, typer.Option("--publiek", metavar="WIE", help="Voor wie: openbaar, partijen (standaard) of een partij (id).")
]
Threads = Annotated[
    str | None, typer.Option("--draden", metavar="AANTAL", help="Aantal draden; de uitkomst is voor elk aantal gelijk.")
]


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code; a faulty command raises ``UsageError``."""
    command = typer.main.get_command(app)
    try:
        code = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except Exception as error:
        names = {each.__name__ for each in type(error).__mro__}
        if "NoArgsIsHelpError" in names:
            raise UsageError(*error.ctx.get_help().splitlines()) from None  # type: ignore[attr-defined]
        if "ClickException" in names:
            raise explain(error) from None
        if names & _EXIT:
            return int(getattr(error, "exit_code", 130))
        raise
    return code if isinstance(code, int) else 0


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


@app.callback()
def program(
    versie: Annotated[bool, typer.Option("--versie", help="Toon de versie.", callback=_version, is_eager=True)] = False,
) -> None:
    """The program itself: only its version; the help text stands above."""


@app.command(
    "reken",
    cls=Command,
    short_help="Reken een studie door; schrijf rapport, tabellen en kaartlagen.",
    help="Reken alle scenario's van een studie door: welke objecten vallen uit, wanneer, door welke keten, en hoeveel "
    "gebruikersuren dat kost. De uitkomst verschijnt in één keer; wie onderbreekt, houdt de oude.",
    epilog="besluitsteun reken mijn-studie",
)
def calculate(
    studie: StudyArgument,
    uit: Annotated[
        str | None, typer.Option("--uit", metavar="MAP", help="Map voor de uitkomst; standaard uitkomst/ in de studie.")
    ] = None,
    publiek: Audience = PARTIES,
    excel_nl: Annotated[
        bool, typer.Option("--excel-nl", help="Schrijf tabellen voor Nederlandse Excel: puntkomma's en decimale komma.")
    ] = False,
    stil: Annotated[bool, typer.Option("--stil", help="Toon geen voortgang.")] = False,
    trekkingen: Annotated[
        str,
        typer.Option("--trekkingen", metavar="AANTAL", help="Trekkingen voor bandbreedte (standaard 100; 0: geen)."),
    ] = "100",
    zonder_maatregelen: Annotated[
        bool, typer.Option("--zonder-maatregelen", help="Alleen de gevolgen; geen maatregelen en keuzerichtingen.")
    ] = False,
    motor: Engine = "auto",
    draden: Threads = None,
) -> int:
    """The main job."""
    from ..background import read_borders
    from ..loading.audience import check_audience
    from ..output.folder import check_target
    from ..output.write import REPORT, write_result
    from ..publication import publish
    from ..result import run
    from .outcome import outcome
    from .progress import progress_bar

    engine = one_of("--motor", motor, ENGINES)
    draws = whole_number("--trekkingen", trekkingen, 0, *MOST_DRAWS) or 0
    threads = whole_number("--draden", draden, 1, *MOST_THREADS)
    with progress_bar(stil) as progress:
        progress("studie lezen", 0, 1)
        study = _read(studie)
        target = Path(uit) if uit else study.folder / DEFAULT_FOLDER
        check_audience(study, publiek)
        check_target(target)
        result = run(
            study,
            progress=progress,
            audience=publiek,
            engine=engine,
            draws=draws,
            threads=threads,
            measures=not zonder_maatregelen,
        )
        progress("uitkomst schrijven", 0, 1)
        publication = publish(result)
        areas = {area for asset in study.assets for area in (asset.area, *asset.areas.values()) if area}
        borders = read_borders(study, areas)
        write_result(target, publication, shlex.join([PROGRAM, *sys.argv[1:]]), borders, excel_nl)
    say(*outcome(result, publication))
    print_warnings(publication.warnings)
    say("", f"Het rapport: {target / REPORT}", f"De tabellen en de kaart staan in {target}")
    say(f"Verder: {_next_command(publication, studie)}")
    return 0


@app.command(
    "controleer",
    cls=Command,
    short_help="Toon alle fouten en waarschuwingen; reken niets.",
    help="Lees een studie en toon alle fouten en waarschuwingen in één keer, en wat de studie bevat. Er wordt niets "
    "gerekend en niets geschreven; ook de kaarten met water worden nagekeken.",
    epilog="besluitsteun controleer mijn-studie",
)
def check(studie: StudyArgument) -> int:
    """Problems and warnings of a study, and what it holds."""
    from ..simulation.exposure import read_water
    from .outcome import contents

    study = _read(studie)
    read_water(study)
    print_warnings(str(warning) for warning in study.warnings)
    say(*contents(study))
    return 0


@app.command(
    "waarom",
    cls=Command,
    short_help="Leg uit waarom een object uitvalt, en wat verschil maakt.",
    help="Leg in zinnen uit waarom een object uitvalt: de keten terug tot wat zelf getroffen werd, en hoeveel uren het "
    "scheelt als dat droog was gebleven.",
    epilog="besluitsteun waarom mijn-studie --object mast_dorp\n"
    "besluitsteun waarom mijn-studie --object verpleeghuis --scenario storing_station",
)
def explain_outage(
    studie: StudyArgument,
    asset: Annotated[str, typer.Option("--object", metavar="ID", help="Het object dat u wilt begrijpen.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="ID", help="Alleen in dit scenario; standaard in alle.")
    ] = None,
    publiek: Audience = PARTIES,
) -> int:
    """The chain to one asset, in words."""
    from .why import why

    say(*why(_read(studie), asset, scenario, publiek))
    return 0


@app.command(
    "watals",
    cls=Command,
    short_help="Toon wat één verandering uitmaakt: uitval, ander water, of andere maatregelen.",
    help="Reken de studie zoals ze is en nog eens met één verandering, en toon wat dat uitmaakt: gevolgen, oordelen en "
    "uitval, het grootste verschil eerst. Met maatregelen of een richting verschijnt de kaart van die keuzerichting, "
    "zoals `reken` haar van de andere maakt. Er wordt niets geschreven; de studie blijft zoals ze is.",
    epilog="besluitsteun watals mijn-studie --uitval station_noord:12-36\n"
    "besluitsteun watals mijn-studie --water -0,3@polder --scenario bui_dorp\n"
    "besluitsteun watals mijn-studie --maatregel noodstroom_gemaal",
)
def what_if_asked(
    studie: StudyArgument,
    uitval: Annotated[
        list[str] | None,
        typer.Option(
            "--uitval",
            metavar="OBJECT[:VAN-TOT]",
            help="Object dat uitvalt, van uur tot uur; zonder uren de hele tijd. Mag vaker.",
        ),
    ] = None,
    water: Annotated[
        list[str] | None,
        typer.Option(
            "--water",
            metavar="METER[@GEBIED]",
            help="Zoveel meter hoger (+0.5) of lager (-0,3), waar al water staat. Mag vaker.",
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="ID", help="Alleen in dit scenario; standaard in alle.")
    ] = None,
    maatregel: Annotated[
        list[str] | None,
        typer.Option("--maatregel", metavar="ID", help="Maatregel die erin zit. Mag vaker."),
    ] = None,
    zonder_maatregel: Annotated[
        list[str] | None,
        typer.Option("--zonder-maatregel", metavar="ID", help="Maatregel die uit de richting gaat. Mag vaker."),
    ] = None,
    richting: Annotated[
        str | None, typer.Option("--richting", metavar="ID", help="De keuzerichting waarmee u begint.")
    ] = None,
    uitkomst: Annotated[
        str | None,
        typer.Option(
            "--uitkomst",
            metavar="MAP",
            help="Uitkomst van `reken` met de andere richtingen; standaard uitkomst/ in de studie.",
        ),
    ] = None,
    publiek: Audience = PARTIES,
    stil: Annotated[bool, typer.Option("--stil", help="Toon geen voortgang.")] = False,
) -> int:
    """One change against the base, or the card of a direction made at the table."""
    made = bool(maatregel or zonder_maatregel or richting is not None)
    _check_what_if(studie, made, bool(uitval or water), scenario, uitkomst)
    from ..loading.audience import check_audience
    from .asked import variation_of
    from .progress import progress_bar

    with progress_bar(stil) as progress:
        progress("studie lezen", 0, 1)
        study = _read(studie)
        check_audience(study, publiek)
        variation = variation_of(study, uitval or (), water or (), scenario, publiek)
        if made:
            from . import table_card
            from .at_table import Question, at_table
            from .earlier import earlier_result

            earlier = earlier_result(study, uitkomst, study.folder / DEFAULT_FOLDER, publiek)
            question = Question(tuple(maatregel or ()), tuple(zonder_maatregel or ()), richting, variation)
            lines = table_card.screen(at_table(study, question, earlier, publiek, progress), studie)
        else:
            from . import what_if

            lines = what_if.screen(what_if.what_if(study, variation, publiek, progress), studie)
    say(*lines)
    return 0


def _check_what_if(study: str, made: bool, is_varied: bool, scenario: str | None, result: str | None) -> None:
    """Raise ``UsageError`` where nothing is different, or an option would be ignored."""
    if not made and not is_varied:
        raise UsageError(
            "Geef --uitval, --water, --maatregel of --richting: wat is er anders?",
            f"Bijvoorbeeld: {PROGRAM} watals {quoted(study)} --water +0.5",
            f"Hulp: {PROGRAM} watals --help",
        )
    if scenario is not None and not is_varied:
        raise UsageError(
            "De optie --scenario hoort bij --uitval en --water; een kaart gaat over alle scenario's.",
            "Laat --scenario weg, of geef ook --uitval of --water.",
        )
    if result is not None and not made:
        raise UsageError(
            "De optie --uitkomst hoort bij --maatregel en --richting.", "Laat --uitkomst weg, of geef een richting."
        )


@app.command(
    "vergelijk",
    cls=Command,
    short_help="Leg twee uitkomsten naast elkaar: de verschillen eerst.",
    help="Leg twee uitkomsten naast elkaar: wat verschilt aan gevolgen, oordelen, uitval en aannames, het grootste "
    "verschil eerst, en daarna wat gelijk is. Er wordt niets gerekend.",
    epilog="besluitsteun reken mijn-studie --uit eerder\n"
    "besluitsteun vergelijk eerder mijn-studie/uitkomst\n"
    "besluitsteun vergelijk eerder mijn-studie/uitkomst --uit verschillen.csv",
)
def compare_results(
    first: Annotated[str, typer.Argument(metavar="MAP1", help="De map van de eerste uitkomst.")],
    second: Annotated[str, typer.Argument(metavar="MAP2", help="De map van de tweede uitkomst.")],
    uit: Annotated[
        str | None, typer.Option("--uit", metavar="BESTAND", help="Schrijf alle verschillen in dit CSV-bestand.")
    ] = None,
    excel_nl: Annotated[
        bool, typer.Option("--excel-nl", help="Schrijf het bestand voor Nederlandse Excel: puntkomma's en komma.")
    ] = False,
) -> int:
    """What the second result has that the first has not."""
    from ..output.comparison import compare
    from ..output.differences import check_target, write_differences
    from .compare import read_both, screen

    if uit is not None:
        check_target(Path(uit))
    comparison = compare(*read_both(first, second))
    if uit is not None:
        write_differences(Path(uit), comparison, excel_nl)
    say(*screen(comparison))
    if uit is not None:
        say("", f"Alle verschillen staan in {uit}")
    return 0


@app.command(
    "nieuw",
    cls=Command,
    short_help="Maak een nieuwe studie met uitleg om mee te beginnen.",
    help="Maak een kleine, volledige studie met uitleg in een nieuwe map. Ze rekent zoals ze is; vervang daarna de "
    "voorbeelden door uw eigen objecten. Alle waarden erin zijn verzonnen.",
    epilog="besluitsteun nieuw mijn-studie",
)
def new(
    folder: Annotated[str, typer.Argument(metavar="MAP", help="De nieuwe map; mag bestaan als ze leeg is.")],
    excel: Annotated[
        bool, typer.Option("--excel", help="Eén Excel-bestand met een blad per lijst, in plaats van losse tabellen.")
    ] = False,
) -> int:
    """A small complete study to start from."""
    from .new import make_study

    files = make_study(Path(folder), excel)
    say(f"Nieuwe studie in {folder}: {', '.join(files)}", "Begin met lezen in studie.yaml.")
    say(f"Verder: {PROGRAM} reken {quoted(folder)}")
    return 0


@app.command(
    "schema",
    cls=Command,
    short_help="Toon het JSON-schema van studie.yaml.",
    help="Schrijf het JSON-schema van studie.yaml, voor hulp in een tekstverwerker en voor wie een studie door een "
    "ander programma laat maken.",
    epilog="besluitsteun schema --uit schema.json",
)
def schema(
    uit: Annotated[
        str | None, typer.Option("--uit", metavar="BESTAND", help="Schrijf naar dit bestand; standaard op het scherm.")
    ] = None,
) -> int:
    """JSON Schema of the study."""
    import json

    from ..schema.json_schema import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if uit is None:
        say(*text.splitlines())
    else:
        Path(uit).write_text(text + "\n", encoding="utf-8", newline="\n")
        say(f"Het schema staat in {uit}")
    return 0


def _next_command(publication: Publication, study: str) -> str:
    """The command that explains the longest chain, or else shows what the study holds."""
    from .outcome import end_of_longest_chain

    found = end_of_longest_chain(publication)
    if found is None:
        return f"{PROGRAM} controleer {quoted(study)}"
    scenario, asset = found
    return f"{PROGRAM} waarom {quoted(study)} --object {asset} --scenario {scenario}"


def _read(given: str) -> Study:
    from .. import read_study

    study: Study = read_study(given)
    return study
