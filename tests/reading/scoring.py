"""Whether a reading fits what a row expects, and the gates that must stay shut."""

from collections.abc import Mapping, Sequence
from typing import Any

FREE = {
    "topic", "note", "condition", "name", "what", "reason", "other", "preferred", "approx", "bound", "invalid",
    "candidates", "exclude", "also", "also_ok", "checked_in", "kind", "field", "status", "channel", "intent",
}  # fmt: skip
ACTS = {
    "answer", "answers", "claim", "claim_any", "claim_for_other", "cancel", "cancel_for_other", "swap",
    "change_time", "substitute", "booking_accept", "booking_decline", "booking_cancel", "opt_in", "confirm",
    "uncancel", "rsvp", "update_phone", "canvass_report", "activity_report", "nominate",
}  # fmt: skip
HARMLESS = {
    "no_action", "thanks", "handoff", "hostile", "spam", "unsupported", "auto_reply", "question", "help",
}  # fmt: skip


def allowed(expected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [expected, *expected.get("also_ok", [])]


def fits(expected: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    if expected["intent"] != got["intent"]:
        return expected["intent"] == "no_action" and got["intent"] in HARMLESS
    return all(same(slot, value, got.get(slot)) for slot, value in expected.items() if slot not in FREE)


def same(slot: str, want: Any, got: Any) -> bool:
    if slot in ("values", "shifts", "from", "days") and isinstance(want, list):
        return isinstance(got, list) and sorted(map(str, want)) == sorted(map(str, got))
    if slot in ("windows", "proposals"):
        return isinstance(got, list) and _windows_agree(want, got)
    if isinstance(want, dict):
        return isinstance(got, dict) and all(same(key, value, got.get(key)) for key, value in want.items())
    return str(want).casefold() == str(got).casefold()


def _windows_agree(want: Sequence[Mapping[str, Any]], got: Sequence[Mapping[str, Any]]) -> bool:
    def alike(w: Mapping[str, Any], g: Mapping[str, Any]) -> bool:
        return all(same(key, value, g.get(key)) for key, value in w.items())

    each_found = all(any(alike(w, g) for g in got) for w in want)
    return len(want) == len(got) and each_found and all(any(alike(w, g) for w in want) for g in got)


def gates(expected: Mapping[str, Any], got: Mapping[str, Any]) -> set[str]:
    """The gates that a reading breaks: missed_optout, false_optout, silent_guess."""
    intents = {reading["intent"] for reading in allowed(expected)}
    clear = expected["intent"] == "opt_out" and expected.get("scope") == "all" and "ask_again" not in intents
    stops = got["intent"] == "opt_out"
    nowhere = "opt_out" not in intents and not any(also["intent"] == "opt_out" for also in _beside(expected))
    broken = {
        "missed_optout": clear and not stops,
        "false_optout": stops and nowhere,
        "silent_guess": not intents & ACTS and got["intent"] in ACTS,
    }
    return {gate for gate, is_broken in broken.items() if is_broken}


def _beside(expected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [also for reading in allowed(expected) for also in reading.get("also", [])]
