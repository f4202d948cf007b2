"""The edit bar under the stage: trim, calm, plant, stay, and back again. Every edit can be undone."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from contracts import StudioError
from engines.motion.edit import Edits
from studio.components.markup import button, icon, problem, text
from studio.draft import Draft

RATES = ("24", "25", "30000/1001", "30", "50", "60", "120")
_SPOKEN = {"30000/1001": "29.97", "24000/1001": "23.976", "60000/1001": "59.94"}
_SWITCHES = (
    ("in_place", "Stay in place", "Take out the way walked, keep the sway."),
    ("foot_lock", "Plant feet", "Keep standing feet from sliding."),
    ("ground", "On the floor", "Put the soles where the floor is."),
    ("mirror", "Mirror", "Exchange left and right."),
)


def edit_bar(draft: Draft, length: float, rate: str, error: StudioError | None = None) -> str:
    """The bar for a motion of `length` seconds at `rate` frames a second, before any edit."""
    edits = draft.edits
    start, end = min(edits.start, length), min(edits.end or length, length)
    most = f"{length:.3f}"
    switches = "".join(
        f'<label class="switch" title="{text(hint)}"><input type="checkbox" name="{name}" '
        f"{'checked' if getattr(edits, name) else ''}><span>{text(label)}</span></label>"
        for name, label, hint in _SWITCHES
    )
    rates = [("", f"{spoken_rate(rate)} fps")]
    rates += [(value, f"{spoken_rate(value)} fps") for value in _rates(edits) if value != rate]
    options = "".join(
        f'<option value="{text(value)}"{" selected" if value == (edits.fps or "") else ""}>{text(shown)}</option>'
        for value, shown in rates
    )
    percent = [100 * value / max(length, 1e-6) for value in (start, end)]
    return f"""
<form class="edits" aria-label="Edits" data-length="{most}" novalidate>
  <div class="trim">
    <label class="seconds"><span>From</span>
      <input type="number" name="start" aria-label="From, seconds" min="0" max="{most}" step="any" value="{_tidy(start)}"><span>s</span></label>
    <div class="range" style="--from:{percent[0]:.2f}%;--to:{percent[1]:.2f}%">
      <input type="range" aria-label="Begin at, seconds" data-end="start" min="0" max="{most}" step="0.01" value="{start:.2f}">
      <input type="range" aria-label="End at, seconds" data-end="end" min="0" max="{most}" step="0.01" value="{end:.2f}">
    </div>
    <label class="seconds"><span>to</span>
      <input type="number" name="end" aria-label="To, seconds" min="0" max="{most}" step="any" value="{_tidy(end)}"><span>s</span></label>
    <div class="history">{button("undo", "Undo", shown=icon("undo"), style="quiet", disabled=not draft.past)}
      {button("redo", "Redo", shown=icon("redo"), style="quiet", disabled=not draft.future)}
      {button("reset", "Reset", style="quiet", disabled=edits == Edits())}</div>
  </div>
  <div class="touch">
    <label class="calm" title="Calm trembling. 50 % is usual; the recording itself is kept."><span>Smooth</span>
      <input type="range" name="smooth" min="0" max="1" step="0.05" value="{edits.smooth:g}">
      <output>{round(edits.smooth * 100)} %</output></label>
    <div class="switches">{switches}</div>
    <label class="rate" title="Frames a second of what is made."><select name="fps" aria-label="Frames a second">{options}</select></label>
  </div>
</form>{problem(error)}"""  # noqa: E501


def edits_from(sent: dict[str, Any], before: Edits) -> Edits:
    """The edits that the bar sent, on top of those it does not show."""
    length = _number(sent.get("length"), 0.0)
    start, end = _number(sent.get("start"), before.start), _number(sent.get("end"), length)
    if end <= start:
        raise StudioError(
            f"The end at {end:g} s is not after the beginning at {start:g} s.", "Set 'to' later, or 'from' earlier."
        )
    changes: dict[str, Any] = {
        "start": max(0.0, start),
        "end": None if end >= length - 0.005 else end,
        "smooth": _number(sent.get("smooth"), before.smooth),
        "fps": sent.get("fps") or None,
        **{name: bool(sent.get(name)) for name, _, _ in _SWITCHES},
    }
    try:
        return Edits.model_validate({**before.model_dump(), **changes})
    except ValidationError as error:
        first = error.errors()[0]
        raise StudioError(f"{first['loc'][0]}: {first['msg']}.", "Choose another value.") from error


def spoken_rate(rate: str) -> str:
    """30000/1001 as people say it: 29.97."""
    return _SPOKEN.get(rate, rate)


def _rates(edits: Edits) -> tuple[str, ...]:
    return RATES if edits.fps is None or edits.fps in RATES else (*RATES, edits.fps)


def _number(value: Any, fallback: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return fallback
    return number if number == number and abs(number) < 1e7 else fallback


def _tidy(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
