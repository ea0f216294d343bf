"""Draws docs/keten.svg: the longest chain of the first scenario of the embedded study, from what ``waarom`` knows.

Run from the project root: ``python docs/maak_keten.py``.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import besluitsteun as bs
from besluitsteun.nl import hours
from besluitsteun.simulation.explanation import Explanation, depth_of, explain

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "scenario's" / "ijsselstreek"
PICTURE = Path(__file__).with_name("keten.svg")
WIDTH, ROW, LEFT = 860, 74, 24
WATER, CHAIN, INK = "#0b6fa4", "#b8500c", "#1c1c1c"  # told apart by shape and word as well as by colour


def longest_chain() -> tuple[Explanation, list[tuple[str, str, str]]]:
    """The explanation, and (moment, asset, what happens) from the direct hit to the end of the chain."""
    study = bs.read_study(STUDY)
    network = bs.build_network(study)
    exposure = bs.expose(study, network)
    outages = bs.simulate(network, exposure)
    first = outages.scenarios[0]
    last = max(range(len(first.asset)), key=lambda row: (first.chain_order[row], -first.asset[row]))
    why = explain(network, exposure.scenarios[0], first, int(first.asset[last]))
    rows = []
    for hop, through in zip(reversed(why.hops), [None, *reversed(why.hops)], strict=False):
        asset = network.assets[hop.asset]
        moment = f"na {hours(study.time.hours(hop.first_step))}"
        if through is None:
            what = f"staat in het water: {depth_of(why.exposure, hop.asset) / 1000:.2f} m".replace(".", ",")
        else:
            bridge = f", {hours(hop.buffer_hours)} overbrugd" if hop.buffer_hours else ""
            what = f"krijgt geen {hop.group}{bridge}"
        rows.append((moment, asset.name or asset.id, what))
    return why, rows


def draw(rows: list[tuple[str, str, str]], scenario: str) -> str:
    """The picture as SVG text; a wave marks the water, an arrow what follows from it."""
    height = ROW * len(rows) + 56
    spoken = "; daardoor ".join(f"{moment}: {name} {what}" for moment, name, what in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="titel" font-family="Verdana, DejaVu Sans, sans-serif" font-size="15">',
        f'<title id="titel">Keten in scenario {escape(scenario)}: {escape(spoken)}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="30" fill="{INK}" font-weight="bold">Van water naar mensen: een keten in de verzonnen '
        "studie IJsselstreek</text>",
    ]
    for number, (moment, name, what) in enumerate(rows):
        y, colour = 52 + ROW * number, CHAIN if number else WATER
        parts += [
            f'<text x="{LEFT}" y="{y + 29}" fill="{INK}">{escape(moment)}</text>',
            f'<rect x="200" y="{y}" width="636" height="46" rx="6" fill="#ffffff" stroke="{colour}" stroke-width="2"'
            + (' stroke-dasharray="7 4"/>' if number == 0 else "/>"),
            f'<text x="246" y="{y + 20}" fill="{INK}" font-weight="bold">{escape(name)}</text>',
            f'<text x="246" y="{y + 38}" fill="{INK}" font-size="13">{escape(what)}</text>',
            f'<path d="M210 {y + 23} q 7 -9 14 0 t 14 0" fill="none" stroke="{WATER}" stroke-width="3"/>'
            if number == 0
            else f'<path d="M214 {y + 15} l 9 8 l -9 8 m 9 -8 h -13" fill="none" stroke="{CHAIN}" stroke-width="3"/>',
        ]
        if number:
            parts.append(
                f'<path d="M225 {y - 26} v 22 m -6 -8 l 6 8 l 6 -8" fill="none" stroke="{INK}" stroke-width="2"/>'
            )
    return "\n".join([*parts, "</svg>", ""])


def picture() -> str:
    """What docs/keten.svg must hold."""
    why, rows = longest_chain()
    return draw(rows, why.scenario.scenario)


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
