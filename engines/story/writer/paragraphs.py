"""A text as paragraphs of prose, whatever it came as: wrapped lines, film scripts, panels, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engines.story.writer.words import words

_SPEAKER = re.compile(r"^\s*([A-Z][\w.' -]{0,30}?)\s*(?:[(\[]([^)\]]{1,60})[)\]])?\s*:\s*(\S.*)$")
_SLUG = re.compile(r"^(?:INT|EXT|I/E)(?:\./(?:INT|EXT))?[. ]+(.+)$")  # 'INT. KITCHEN - DAY'
_SHOT = re.compile(
    r"^\s*(?:(?:extreme|medium|wide|long|establishing|tracking|final|opening|closing|first|next|last|new) )*"
    r"(?:shot|close[- ]?up|panel|frame|picture|image|cut|cut to|fade in|fade to|scene|act|part|chapter|page|"
    r"zoom|zoom in|pan|camera|angle|wide|insert|montage|flashback|pov)"
    r"(?: (?:\d+|[ivx]+|one|two|three|four|five|six|on|of [\w' ]{2,25}))?"
    r"\s*[:–—]\s*(.*)$",
    re.IGNORECASE,
)  # 'Close-up: the mouse grins.'
_STAGED = re.compile(r"^\s*[(\[]([^)\]]+)[)\]]\s*$")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|St|Sgt|Capt)\.(?=\s)")
_ENDS = ".!?…"
_MARKS = "\"“„”«»'‘"
_NARROW = 60  # characters; nobody wraps lines as short as this
_TIMES = {"day": "noon"}
_SAME_TIME = ("continuous", "later", "same", "moments later", "same time")


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs on one line each, with scripts turned into prose."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    text = _TITLE.sub(r"\1", text)
    lines = [line.strip() for line in text.split("\n")]
    parts = [line for line in lines if line]
    parts = [_SHOT.sub(r"\1", line) for line in parts]
    speaking = [match for line in parts if (match := _SPEAKER.match(line)) and _is_speaker(match[1])]
    as_script = len(speaking) >= 2 or any(match[1].isupper() for match in speaking)
    listed = len(parts) > 1 and not any(line[-1] in _ENDS + ",;:\"”'’)" for line in parts)
    width = max((len(line) for line in parts), default=0)
    kept: list[str] = []
    for line in [*lines, ""]:
        heading = _SLUG.match(line) or (_SHOT.match(line) if line else None)
        if heading is not None:
            if kept:
                yield " ".join(kept)
            kept = []
            line = _as_heading(heading[1]) if heading.re is _SLUG else heading[1][:1].upper() + heading[1][1:]
            if heading.re is _SLUG:
                yield line
                continue
        elif kept and _is_new_turn(kept[-1], line, width):
            yield " ".join(kept)
            kept = []
        spoken = _SPEAKER.match(line) if as_script else None
        staged = _STAGED.match(line)
        if spoken and _is_speaker(spoken[1]):
            if kept:
                yield " ".join(kept)
            kept = []
            yield _as_prose(spoken)
        elif not line or listed or staged:
            if line:
                kept.append(staged[1] if staged else line)
            if kept:
                yield " ".join(kept)
            kept = []
        else:
            kept.append(line)


def _is_new_turn(before: str, line: str, width: int) -> bool:
    """Whether a line of dialogue begins here: nobody who only wraps lines would have broken this one so early."""
    if not line or not before or before[-1] not in _ENDS + _MARKS:
        return False
    speaks = line[0] in _MARKS or before[0] in _MARKS
    return speaks and (width < _NARROW or len(before) + 1 + len(line.split()[0]) <= width)


def _as_heading(place: str) -> str:
    """'KITCHEN - DAY' as 'Kitchen, noon.'"""
    parts = [part.strip(" .") for part in re.split(r"\s[-–—]+\s|,", place.lower())]
    said = [_TIMES.get(part, part) for part in parts if part and part not in _SAME_TIME]
    return ", ".join(said).capitalize() + "."


def _is_speaker(name: str) -> bool:
    return len(name.split()) <= 4 and not name.lower().startswith(
        ("scene", "title", "place", "characters", "note", "act ")
    )


def _as_prose(spoken: re.Match[str]) -> str:
    """'TOM (shouting): Watch out!' as 'Tom shouts: "Watch out!"'."""
    name, aside, said = spoken.groups()
    name = " ".join(part.capitalize() if part.isupper() and len(part) > 1 else part for part in name.split())
    verb, how = "says", ""
    for word in re.findall(r"[a-z]+", (aside or "").lower()):
        for form in words().verb_forms(word):
            for kind, spoken_as in (("shouted", "shouts"), ("whispered", "whispers"), ("sang", "sings")):
                if words().has(kind, form.lemma):
                    verb = spoken_as
    if aside and verb == "says":
        how = f" {aside}" if aside.split()[0].lower().endswith("ly") else ""
    bare = said.strip().strip('"“”')
    return f'{name} {verb}{how}: "{bare}"'
