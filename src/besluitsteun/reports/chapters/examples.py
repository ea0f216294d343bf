"""``Reading`` in, where measures already stand out: place, source and photo of the examples of a layer."""

from __future__ import annotations

import base64
from pathlib import Path

from ...loading.photos import kind_of
from ...publication import NOT_FOR_YOU
from ...schema.measures import Measure
from ..model import Block, Bullets, Column, DataTable, Figure, Paragraph, Strong
from ..pictures.chart import SMALL, height_of, lines_of_text, picture, wrap
from ..pictures.drawing import tag
from ..pictures.pairs import PANEL
from ..reading import Reading
from ..svg import Svg

_HEIGHT = 240.0


def example_blocks(reading: Reading, layer: str) -> list[Block]:
    """Examples in words, and those with a photo side by side; nothing where no measure of the layer has one."""
    every = [each for each in reading.publication.study.measures if each.layer.value == layer and each.example]
    if not every:
        return []
    shown = [(each, path) for each in every if (path := _photo(reading, each)) is not None]
    lead = Paragraph((Strong("Waar het al staat. "), "Voorbeelden die bij de maatregelen horen."))
    blocks: list[Block] = [lead, Bullets(tuple(f"{each.name}: {where_it_stands(each)}." for each in every))]
    return [*blocks, _figure(layer, shown)] if shown else blocks


def where_it_stands(measure: Measure) -> str:
    """Place and source of an example, in words."""
    example = measure.example
    place = "plaats niet genoemd" if example is None or example.place is None else example.place
    return place if example is None or example.source is None else f"{place} (bron: {example.source})"


def _photo(reading: Reading, measure: Measure) -> Path | None:
    name = None if measure.example is None else measure.example.photo
    return None if name in (None, NOT_FOR_YOU) else reading.publication.study.file(str(name))


def _figure(layer: str, shown: list[tuple[Measure, Path]]) -> Figure:
    panels = [_panel(each, path) for each, path in shown]
    alt = f"Foto's van voorbeelden: {'; '.join(f'{each.name}, {where_it_stands(each)}' for each, _ in shown)}."
    columns = (Column("Maatregel", wide=True), Column("Plaats en bron", wide=True))
    rows = tuple((each.name, where_it_stands(each)) for each, _ in shown)
    caption = f"Voorbeelden van maatregelen in de laag {layer}"
    return Figure(panels[0], alt, caption, DataTable(caption, columns, rows), more=tuple(panels[1:]))


def _panel(measure: Measure, path: Path) -> Svg:
    """The photo whole, within one size for all, with its name below; its bytes are in the report itself."""
    content = path.read_bytes()
    data = f"data:{kind_of(content)};base64,{base64.b64encode(content).decode('ascii')}"
    image = tag("image", href=data, x=0, y=0, width=PANEL, height=_HEIGHT, preserveAspectRatio="xMidYMid meet")
    words = wrap(f"{measure.name}: {where_it_stands(measure)}", PANEL, SMALL)
    below = lines_of_text(0, _HEIGHT + 4, words, size=SMALL)
    height = _HEIGHT + 8 + height_of(words, SMALL)
    return Svg(picture(f"{measure.name}, {where_it_stands(measure)}", PANEL, height, image, below).svg)
