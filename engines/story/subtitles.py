"""What is said in a film as subtitles: .srt, exact to the millisecond, with names."""

from __future__ import annotations

import textwrap

from engines.story.direct import Show
from engines.story.script import Line, Narration

WIDE = 42
"""Letters in a line; two lines are shown at once."""
LINGER = 0.6
"""Seconds for which words stay after they were said, if nobody else begins."""


def srt(show: Show) -> str:
    """Everything that is said, each with who says it; what is long comes in parts, as it is said."""
    pieces: list[tuple[float, float, str]] = []
    for one in show.timings():
        if isinstance(one.entry, Line):
            pieces += _parts(f"{show.script.character(one.entry.who).name}: {one.entry.text}", one.start, one.end)
        elif isinstance(one.entry, Narration):
            pieces += _parts(one.entry.text, one.start, one.end)
    pieces.sort()
    made = []
    for number, (start, end, text) in enumerate(pieces):
        following = pieces[number + 1][0] if number + 1 < len(pieces) else show.frames / show.fps
        until = max(end, min(end + LINGER, following))
        made.append(f"{number + 1}\n{stamp(start)} --> {stamp(min(until, show.frames / show.fps))}\n{text}\n")
    return "\n".join(made)


def _parts(text: str, start: float, end: float) -> list[tuple[float, float, str]]:
    """Two lines at a time; each part lasts as long as its share of the letters."""
    lines = textwrap.wrap(" ".join(text.split()), WIDE, break_long_words=True) or [" "]
    groups = [lines[at : at + 2] for at in range(0, len(lines), 2)]
    whole = sum(len(line) for line in lines)
    made, now = [], start
    for group in groups:
        until = now + (end - start) * sum(map(len, group)) / whole
        made.append((now, until, "\n".join(group)))
        now = until
    return made


def stamp(seconds: float) -> str:
    """00:00:01,250."""
    whole = max(round(seconds * 1000), 0)
    minutes, thousandths = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{thousandths // 1000:02d},{thousandths % 1000:03d}"
