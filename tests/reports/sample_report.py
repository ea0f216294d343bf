"""Reports to write in tests: one as a director gets it, and one whose every text tries to be markup."""

from __future__ import annotations

from besluitsteun.reports.model import (
    Bullets,
    Card,
    Cards,
    Collapsible,
    Column,
    DataTable,
    Facts,
    Figure,
    KeyFigure,
    KeyFigures,
    Kind,
    Notice,
    NoticeKind,
    Paragraph,
    Reference,
    Report,
    Section,
    Strong,
    Subsection,
)
from besluitsteun.reports.svg import Svg
from besluitsteun.schema.base import Verdict

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "]]></style></svg><b onmouseover=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<a href='javascript:alert(1)'>klik</a>",
    "https://voorbeeld.invalid/a?b=1&c=2",
)
"""Texts that would do something where they were not escaped."""

PLACES = ("Broekweg", "Weteringdorp", "Hoogkerk", "Oosterzijl", "Stationskwartier", "Polder de Lage Weide")


def drawing(width: int = 960, height: int = 540, label: str = "Wetering") -> Svg:
    """A map of sorts: water, a river and numbered objects."""
    dots = "".join(
        f'<circle cx="{120 + 130 * n}" cy="{130 + (n * 97) % 300}" r="13" fill="#0b3a55"/>'
        f'<text x="{120 + 130 * n}" y="{135 + (n * 97) % 300}" text-anchor="middle" fill="#fff">{n + 1}</text>'
        for n in range(6)
    )
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="14">'
        f'<rect width="{width}" height="{height}" fill="#f4f5f6"/>'
        f'<path d="M0 {height * 0.6} Q {width / 3} {height * 0.2} {width} {height * 0.7} V {height} H 0 Z"'
        f' fill="#86bde0"/>'
        f'{dots}<text x="20" y="{height - 20}">{label}</text></svg>'
    )


def outages(rows: int, shown: int | None = None, caption: str = "Uitval per object") -> DataTable:
    """A table of so many objects, with numbers, verdicts and long names."""
    verdicts = tuple(Verdict)
    return DataTable(
        caption,
        (
            Column("Object"),
            Column("Gebied"),
            Column("Diepte", Kind.NUMBER, "in meter"),
            Column("Uitval", Kind.NUMBER, "in uren"),
            Column("Gebruikersuren", Kind.NUMBER, "aansluitingen × uur"),
            Column("Oordeel"),
        ),
        tuple(
            (
                f"Verdeelstation {PLACES[n % 6]} {n + 1}",
                PLACES[(n + 2) % 6],
                f"0,{10 + n}",
                f"{12 + 7 * n}",
                f"{1 + n}.{100 + 17 * n}.400",
                verdicts[n % len(verdicts)],
            )
            for n in range(rows)
        ),
        shown=shown,
        note="Alle rijen staan ook in tabellen/uitval.csv.",
    )


def map_figure(caption: str = "Waar het water staat en wat uitvalt") -> Figure:
    """A map with a numbered key and its table."""
    return Figure(
        drawing(),
        "Kaart: het water staat in het zuiden; zes objecten vallen uit, het eerste bij Broekweg.",
        caption,
        outages(6, caption="Objecten op de kaart"),
        key=tuple((Strong(f"{place}:"), " valt uit na 12 uur door water, 0,65 m boven de vloer") for place in PLACES),
    )


def scenario_section(number: int) -> Section:
    """A chapter about one scenario."""
    return Section(
        f"scenario-{number}",
        f"Scenario {number}: 200 mm regen in 48 uur boven het midden",
        (
            Subsection("Waar het water staat", (map_figure(),), anchor=f"scenario-{number}-kaart"),
            Subsection(
                "Hoe de keten loopt",
                (
                    Paragraph(("Van ", Strong("41 objecten"), " die uitvallen, staan er 37 ", Strong("droog"), ".")),
                    Bullets(
                        (
                            "Verdeelstation Broekweg staat na 12 uur te diep in het water (0,65 m).",
                            "Daardoor valt Poldergemaal Broek uit: geen stroom.",
                            "Daardoor valt na 2 dagen Onderstation Weteringbroek uit: geen bemaling, na een buffer.",
                        ),
                        numbered=True,
                    ),
                    Figure(drawing(720, 260, "Tijd"), "Grafiek: herstel na 9 dagen.", "Herstel", outages(3)),
                ),
                anchor=f"scenario-{number}-keten",
            ),
            Subsection("Alle objecten", (outages(30, shown=10),), anchor=f"scenario-{number}-objecten"),
        ),
        intro="In dit scenario komt het grootste verlies van objecten die zelf droog staan.",
        group="Scenario's",
        label=f"{number}. Regen boven het midden",
    )


def summary_section() -> Section:
    """The chapter that a director reads."""
    return Section(
        "samenvatting",
        "Samenvatting",
        (
            Notice(NoticeKind.SYNTHETIC, "IJsselstreek bestaat niet; kaart, objecten en partijen zijn verzonnen."),
            Paragraph(
                (
                    "Als er 200 mm regen valt boven het midden, vallen ",
                    Strong("31 objecten"),
                    " uit. Vier daarvan staan in het water; de andere 27 vallen uit door de keten. ",
                    Reference("Zo loopt die keten", "scenario-1-keten"),
                    ".",
                ),
                lead=True,
            ),
            KeyFigures(
                (
                    KeyFigure("27", "van 31", "objecten vallen droog uit", "Zij staan zelf niet in het water."),
                    KeyFigure("18.400", "inwoners", "zijn een functie kwijt", "Minstens vier uur, het drukste gebied."),
                    KeyFigure("9,1 mln", "uur", "zonder telecom", "En meer: dit duurt tot na de horizon van 30 dagen."),
                )
            ),
            Bullets(("Het gemaal Broek is het knelpunt.", "Droog houden scheelt 62% van de gebruikersuren.")),
        ),
        intro="Wat er gebeurt, voor wie, en of de partijen dat acceptabel vinden.",
    )


def verdict_section() -> Section:
    """The chapter with what the parties find of it."""
    cards = tuple(
        Card(
            f"Partij {number + 1}: {PLACES[number]}",
            verdict,
            ("Uitval van drinkwater langer dan een dag vinden wij niet uit te leggen.",),
            (("Uitkomst", "52 uur"), ("Onacceptabel vanaf", "24 uur")),
        )
        for number, verdict in enumerate(Verdict)
    )
    detail = (Paragraph("De grenzen komen van de partijen."), outages(4, caption="Grenzen per partij"))
    return Section(
        "oordelen",
        "Wat de partijen ervan vinden",
        (
            Cards(cards),
            Notice(NoticeKind.ASSUMED, ("Van ", Strong("38%"), " van de objecten is de faaldiepte aangenomen.")),
            Notice(NoticeKind.WARNING, "Netbeheerders hebben nog niet gereageerd."),
            Collapsible("Hoe de grenzen zijn bepaald", detail),
        ),
    )


def director_report(scenarios: int = 3) -> Report:
    """A report with realistic texts and every block."""
    return Report(
        title="Wateroverlast in IJsselstreek: wat valt uit, en is dat erg?",
        subtitle="Uitkomst van de bovenregionale stresstest",
        stamp="Gemaakt op 24-11-2026 voor: de partijen",
        sections=(
            summary_section(),
            verdict_section(),
            *(scenario_section(number) for number in range(1, scenarios + 1)),
            Section(
                "aannames",
                "Waar de uitkomst op rust",
                (Facts((("Objecten", "112"), ("Aangenomen faaldieptes", "43 van 112"))), outages(30)),
            ),
        ),
        provenance=(
            ("Studie", "IJsselstreek (verzonnen)"),
            ("Vingerafdruk", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            ("Versie", "0.1.0"),
        ),
    )


def hostile_report() -> Report:
    """A report with every block, in which every text is hostile."""
    bad = " ".join(HOSTILE)
    words = (bad, Strong(bad), Reference(bad, "een.b-c_d"))
    table = DataTable(bad, (Column(bad, note=bad), Column(bad, Kind.NUMBER)), ((words, bad), (bad, "1,5")), 1, words)
    blocks = (
        Paragraph(words),
        KeyFigures((KeyFigure(bad, bad, bad, words),)),
        Bullets((words,)),
        Bullets((words,), numbered=True),
        table,
        Figure(drawing(), bad, bad, table, key=(words,)),
        Notice(NoticeKind.WARNING, words),
        Facts(((bad, words),)),
        Cards((Card(bad, Verdict.WEIGH, (words,), ((bad, words),)),)),
        Collapsible(bad, (Subsection(bad, (table, Cards((Card(bad),)))),)),
        DataTable("breed", tuple(Column(f"gebruikersuren{n}") for n in range(14)), (("9.999.999,5",) * 14,)),
        DataTable("leeg", (Column("Object"),), ()),
    )
    return Report(
        title=bad,
        subtitle=bad,
        stamp=bad,
        sections=(
            Section("een.b-c_d", bad, (*blocks, Subsection(bad, blocks, anchor="deel")), words, bad, bad),
            Section("twee", "y" * 300, (Paragraph("z" * 500),)),
        ),
        provenance=((bad, words),),
    )
