"""``Reading`` in, the map of every scenario out: the water itself, and what became of every visible object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..background import BackgroundLayer, read_background
from ..loading.study import Study
from ..nl import count, enumeration, hours, number
from ..schema.assets import Asset
from ..schema.map_layers import MapLayerKind
from ..schema.scenarios import Scenario
from ..tables import CRITICAL, EXPOSURE, OUTAGES
from .depth_image import DepthImage, depth_image
from .extent import Extent, extent_of
from .palette import LOOKS, State, state_of
from .pictures.map import MapView
from .pictures.marks import Marker
from .places import PlaceName, place_names
from .reading import Reading, area_label

NUMBERED = 10
PIXELS = 960
NO_PICTURE = "Van dit scenario is er geen kaart van het water: de waterdiepte is per object of overal gelijk opgegeven."
DRY = "In dit scenario komt er geen water; de uitval is opgelegd."


def scenario_maps(reading: Reading, most: int) -> dict[str, MapView]:
    """The maps of the first scenarios; none where no visible object has a place."""
    study = reading.publication.study
    located = [asset for asset in study.assets if asset.x is not None and asset.y is not None]
    if not located:
        return {}
    extent, outside = extent_of((asset.x or 0.0, asset.y or 0.0) for asset in located)
    layers = read_background(study, (extent[2] - extent[0]) / PIXELS)
    return {
        scenario.id: _view(reading, scenario, extent, outside, located, layers) for scenario in study.scenarios[:most]
    }


def _view(
    reading: Reading,
    scenario: Scenario,
    extent: Extent,
    outside: int,
    located: list[Asset],
    layers: tuple[BackgroundLayer, ...],
) -> MapView:
    study = reading.publication.study
    layers = tuple(each for each in layers if each.is_on_map_of(scenario.id))
    depth = depth_image(study, scenario, extent)
    states = states_of(reading, scenario.id)
    note = "" if depth is not None else DRY if scenario.depth is None else NO_PICTURE
    return MapView(
        extent=extent,
        alt=_alt(reading, scenario, depth, states, outside) + _drawn_too(layers),
        markers=_markers(reading, scenario.id, located, states),
        depth=depth,
        depth_note=note,
        background=layers,
        places=() if any(each.kind is MapLayerKind.BORDERS for each in layers) else _place_names(study),
        numbered=NUMBERED,
    )


def _place_names(study: Study) -> tuple[PlaceName, ...]:
    """Where the study has no borders to draw: the areas of its finest division, at their objects."""
    by_division = [place_names(study.assets, each) for each in study.divisions]
    finest = max(by_division, key=len, default=())
    return tuple(replace(each, name=area_label(each.name)) for each in finest)


def states_of(reading: Reading, scenario: str) -> dict[str, State]:
    """What became of every visible object."""
    wet = {row["object"] for row in reading.rows(EXPOSURE, scenario)}
    cause = {row["object"]: row["oorzaak"] for row in reading.rows(OUTAGES, scenario)}
    return {asset.id: state_of(cause.get(asset.id), asset.id in wet) for asset in reading.publication.assets}


def _markers(reading: Reading, scenario: str, located: list[Asset], states: Mapping[str, State]) -> tuple[Marker, ...]:
    """One marker per object; what matters most when it fails is numbered first."""
    outages = {row["object"]: row for row in reading.rows(OUTAGES, scenario)}
    ranks = {row["object"]: row["rang"] for row in reading.rows(CRITICAL, scenario)}

    def detail(asset: Asset) -> str:
        outage = outages.get(asset.id)
        function = reading.functions[asset.function]
        if outage is None:
            return function
        start, long = outage["eerste_uitval_uur"], hours(outage["uitval_uur"])
        return f"{function}; valt {f'na {hours(start)}' if start else 'meteen'} uit, in totaal {long}"

    return tuple(
        Marker(
            x=asset.x or 0.0,
            y=asset.y or 0.0,
            name=reading.objects[asset.id],
            state=states[asset.id],
            detail=detail(asset),
            priority=1.0 / ranks[asset.id] if asset.id in ranks else 0.0,
        )
        for asset in located
    )


def _drawn_too(layers: tuple[BackgroundLayer, ...]) -> str:
    named = [each.name.replace("_", " ") for each in layers]
    return f" Ook getekend: {enumeration(named)}." if named else ""


def _alt(
    reading: Reading, scenario: Scenario, depth: DepthImage | None, states: Mapping[str, State], outside: int
) -> str:
    counted = Counter(states.values())
    water = (
        "Er is geen kaart van het water."
        if depth is None
        else (
            f"Water bedekt {number(100 * depth.wet_share, 0)} % van de kaart, tot {number(depth.largest_m, 1)} m diep."
        )
    )
    failures = [
        f"{count(counted[state], 'object', 'objecten')} {LOOKS[state].label}"
        for state in (State.WATER, State.CHAIN, State.IMPOSED)
        if counted[state]
    ]
    told = f"{enumeration(failures)}." if failures else "Geen enkel object valt uit."
    left = f" {count(outside, 'object ligt', 'objecten liggen')} buiten de kaart." if outside else ""
    return f"Kaart van {reading.scenario_name(scenario.id)}. {water} {told}{left}"
