"""An ``Explanation`` in, Dutch sentences out: what happened, the chain, and what would have made a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..network import NO_VALUE, Network
from ..nl import count, enumeration, hours, number
from .explanation import MOST_IN_PAIRS, Explanation, Hop, depth_of
from .outages import Cause

MOST_BUT_FORS = 5


@dataclass(frozen=True)
class Reader:
    """Who reads the sentences: how an asset is named to them, and whether they may know its failure depth and how deep
    the water stands there."""

    label: Callable[[int], str]
    may_know_limit: Callable[[int], bool] = lambda _: True
    may_know_depth: Callable[[int], bool] = lambda _: True


def in_words(explanation: Explanation, network: Network, reader: Reader) -> tuple[str, ...]:
    """The sentences, in the order in which one tells them."""
    telling = _Telling(explanation, network, reader)
    if not explanation.hops:
        return (telling.not_down(),)
    return (telling.outage(), telling.chain(), *telling.but_for())


def chain_in_words(explanation: Explanation, network: Network, reader: Reader) -> tuple[str, str]:
    """The outage and its chain, without what would have made a difference; no chain where nothing failed."""
    telling = _Telling(explanation, network, reader)
    return (telling.outage(), telling.chain()) if explanation.hops else (telling.not_down(), "")


@dataclass(frozen=True)
class _Telling:
    why: Explanation
    network: Network
    reader: Reader

    def not_down(self) -> str:
        """Why nothing happened."""
        depth, limit = self.why.wet_depth_mm, self._limit(self.why.asset)
        if depth and limit is not None:
            water = f"het water komt er tot {_metres(depth)} en het valt pas uit boven {_metres(limit)}"
        elif depth:
            water = f"het water komt er tot {_metres(depth)}, maar daardoor valt het niet uit"
        else:
            water = "het blijft er droog"
        supply = "wat het nodig heeft blijft beschikbaar of komt op tijd terug"
        return f"{self._name} valt in dit scenario niet uit: {water}, en {supply}."

    def outage(self) -> str:
        """When and how long."""
        dry = "blijft zelf droog, maar " if not self.why.wet_depth_mm else ""
        tail = ", tot het eind van de berekening" if self.why.still_down else ""
        long = self._hours(self.why.down_steps)
        return f"{self._name} {dry}valt {self._moment(self.why.hops[0])} uit en werkt {long} niet{tail}."

    def chain(self) -> str:
        """The whole chain in one sentence, from the direct hit to the asset."""
        *links, origin = self.why.hops
        parts = [self._origin(origin), *(f"daardoor valt {self._link(hop)}" for hop in reversed(links))]
        if len(parts) > 2:
            parts[-1] = f"en {parts[-1]}"
        opening = "Zo loopt de keten: " if links else ""
        return f"{opening}{'; '.join(parts)}."

    def _link(self, hop: Hop) -> str:
        reasons = [f"geen {hop.group}"] if hop.group else []
        reasons += [f"na een buffer van {hours(hop.buffer_hours)}"] if hop.buffer_hours else []
        because = f" ({', '.join(reasons)})" if reasons else ""
        return f"{self._moment(hop)} {self.reader.label(hop.asset)} uit{because}"

    def _origin(self, hop: Hop) -> str:
        name, moment = self.reader.label(hop.asset), self._moment(hop)
        if hop.cause is Cause.FLOOD:
            if not self.reader.may_know_depth(hop.asset):
                return f"{name} staat {moment} te diep in het water"
            limit = self._limit(hop.asset)
            known = "" if limit is None else f"; het valt uit boven {_metres(limit)}"
            return (
                f"{name} staat {moment} te diep in het water ({_metres(depth_of(self.why.exposure, hop.asset))}{known})"
            )
        if hop.cause is Cause.IMPOSED:
            return f"{name} wordt in dit scenario {moment} buiten bedrijf gesteld"
        return f"{name} verliest {moment} zijn noodbedrijf"

    def but_for(self) -> Iterator[str]:
        """What would have made a difference, most first; or that nothing single would."""
        found = [row for row in self.why.but_for if row.stayed_dry != (self.why.asset,)]  # that one goes without saying
        if found and len(found[0].stayed_dry) > 1:
            yield "Geen enkel getroffen object maakt in zijn eentje verschil; twee samen wel."
        for row in found[:MOST_BUT_FORS]:
            who = enumeration([self.reader.label(i) for i in row.stayed_dry])
            verb = "Was" if len(row.stayed_dry) == 1 else "Waren"
            yield f"{verb} {who} droog gebleven, dan was {self._name} {self._difference(row.steps_fewer)}."
        if len(found) > MOST_BUT_FORS:
            rest = count(len(found) - MOST_BUT_FORS, "ander geval", "andere gevallen")
            yield f"In nog {rest} is het verschil even groot of kleiner."
        if not self.why.but_for and self.why.tried:
            yield self._no_difference()
        if self.why.left_out:
            left = count(self.why.left_out, "getroffen object is", "getroffen objecten zijn")
            yield f"Verder weg in de keten: {left} niet apart nagerekend."

    def _no_difference(self) -> str:
        """That the objects behind the outage replace each other, or are not alone."""
        if self.why.tried == 1:
            same = f"was {self._name} even lang uitgevallen"
            return f"Ook als het getroffen object in deze keten droog was gebleven, {same}."
        pairs = f" van de eerste {MOST_IN_PAIRS}" if self.why.tried > MOST_IN_PAIRS else ""
        return (
            f"Van de {number(self.why.tried)} getroffen objecten in deze keten maakt er geen enkel verschil als het "
            f"droog was gebleven, en ook geen tweetal{pairs}."
        )

    def _difference(self, steps_fewer: int) -> str:
        """Less water never lengthens an outage (03), so the difference is never negative."""
        return (
            "niet uitgevallen"
            if steps_fewer == self.why.down_steps
            else f"{self._hours(steps_fewer)} korter uitgevallen"
        )

    @property
    def _name(self) -> str:
        return self.reader.label(self.why.asset)

    def _limit(self, asset: int) -> int | None:
        """Failure depth in millimetres, if there is one and the reader may know it."""
        limit = int(self.why.exposure.failure_mm[asset])
        return limit if limit != NO_VALUE and self.reader.may_know_limit(asset) else None

    def _hours(self, steps: int) -> str:
        return hours(self.network.time.hours(steps))

    def _moment(self, hop: Hop) -> str:
        return f"na {self._hours(hop.first_step)}" if hop.first_step else "meteen"


def _metres(millimetres: int) -> str:
    """To the centimetre, or to the millimetre where that counts: 0,304 m is more than 0,30 m."""
    return f"{number(Decimal(millimetres) / 1000, 2 if millimetres % 10 == 0 else 3)} m"
