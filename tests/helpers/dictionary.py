"""A small fact dictionary with every type of fact, for tests of loaders."""

from __future__ import annotations

from fitengine.model.rules import FactDefinition, FactRole, FactType

__all__ = ["DICTIONARY", "OUTCOMES"]

_DEFINITIONS = (
    FactDefinition(
        "rule_based", FactType.LEVEL, "How much is rules?", values=("none", "partly", "mostly", "fully")
    ),
    FactDefinition(
        "standardised",
        FactType.LEVEL,
        "Is there one procedure?",
        values=("ad_hoc", "varies", "mostly", "uniform"),
        aliases=("standardized",),
    ),
    FactDefinition("reversible", FactType.BOOL, "Can it be undone?"),
    FactDefinition("exception_kind", FactType.CHOICE, "Which kind?", values=("rules", "knowledge", "random")),
    FactDefinition("exception_rate", FactType.NUMBER, "How many leave?", unit="%", low=0, high=100),
    FactDefinition("handling_minutes", FactType.NUMBER, "How long?", unit="minutes", low=0, high=10000),
    FactDefinition("volume", FactType.NUMBER, "How often?", unit="cases/month", low=0, high=10_000_000),
    FactDefinition("stable_months", FactType.NUMBER, "How stable?", unit="months", low=0, high=120),
    FactDefinition("applications", FactType.COUNT, "How many systems?", low=0, high=1000),
    FactDefinition("in_loop", FactType.BOOL, "Is it in a loop?", role=FactRole.DERIVED),
    FactDefinition("goal_linked", FactType.BOOL, "Does it serve a goal?", subject="process"),
    FactDefinition("phase", FactType.CHOICE, "Where?", values=("idea", "pilot", "scaled"), subject="process"),
)

DICTIONARY = {definition.name: definition for definition in _DEFINITIONS}
OUTCOMES = {"nature": ("people", "rules", "pattern")}
"""A sub-decision that steps may rate."""
