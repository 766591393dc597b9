"""How common the values of a fact are: values and ranges with their weights."""

from __future__ import annotations

from fitengine.load.rules.conditions import read_operand
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.fields import Node
from fitengine.model.facts import Range
from fitengine.model.rules import FactDefinition, FactType, PriorPiece

__all__ = ["read_prior"]

_BOOL_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def read_prior(node: Node | None, definition: FactDefinition) -> tuple[PriorPiece, ...]:
    """The parts of a prior, in written order, without overlaps; none where there is no prior."""
    if node is None:
        return ()
    pieces: list[PriorPiece] = []
    for written, weight in node.entries("`prior`").items():
        piece = _read_piece(written, weight, definition)
        if piece and any(_overlap(piece, other, definition.type) for other in pieces):
            weight.note("bad-prior", f"`{written}` overlaps another part of the prior", at_key=True)
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


def _read_piece(written: str, node: Node, definition: FactDefinition) -> PriorPiece | None:
    """The part of a prior that `written` names: a value, or a range of numbers."""
    weight = node.number()
    if weight is None or weight <= 0:
        node.note(
            "bad-prior", f"the weight of `{written}` must be a number over 0", "leave impossible parts out"
        )
        return None
    try:
        if definition.type is FactType.BOOL and written in _BOOL_WORDS:
            return PriorPiece(weight, _BOOL_WORDS[written])
        value = read_value(definition, written)
        if isinstance(value, Range):
            return PriorPiece(weight, low=value.low, high=value.high)
        return PriorPiece(weight, read_operand(definition, written))
    except ValueProblem as problem:
        node.note("bad-prior", problem.message, problem.help, at_key=True)
        return None


def _overlap(one: PriorPiece, other: PriorPiece, kind: FactType) -> bool:
    """Whether two parts share mass. Ranges of numbers may touch; those of counts hold both of their ends."""
    if not kind.numeric:
        return one.value == other.value
    first, second = sorted((_ends(one), _ends(other)))
    return first == second or second[0] < first[1] or (kind is FactType.COUNT and second[0] == first[1])


def _ends(piece: PriorPiece) -> tuple[float, float]:
    if piece.low is None or piece.high is None:
        assert isinstance(piece.value, int | float)
        return piece.value, piece.value
    return piece.low, piece.high
