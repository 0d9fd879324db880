"""Reading the journal."""

from __future__ import annotations

from .audit import Page, count_failures, count_undelivered, entries, failures, kinds_for_choice, line, undelivered
from .recipe import Step, recipe, seal_step
from .seals import Proof, find_subject, leaves_of, proof_for, register_lookup, seal, seals
from .timeline import Line, lines, outline, timeline
from .verify import Break, Report, verify

__all__ = [
    "Break",
    "Line",
    "Page",
    "Proof",
    "Report",
    "Step",
    "count_failures",
    "count_undelivered",
    "entries",
    "failures",
    "find_subject",
    "kinds_for_choice",
    "leaves_of",
    "line",
    "lines",
    "outline",
    "proof_for",
    "recipe",
    "register_lookup",
    "seal",
    "seal_step",
    "seals",
    "timeline",
    "undelivered",
    "verify",
]
