"""The skeleton section of a BVH file: joints, their offsets and channels, and every way in which it can be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from contracts import StudioError
from engines.motion.formats import files

END = "_end"
"""What an End Site is called: its parent's name and this."""
CHANNELS = ("Xposition", "Yposition", "Zposition", "Xrotation", "Yrotation", "Zrotation")


@dataclass
class Joint:
    """One joint as the file has it: its parent's place in the list, its line, and its channels in their order."""

    name: str
    parent: int
    line: int
    offset: tuple[float, float, float] | None = None
    channels: list[str] = field(default_factory=list)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Words of the skeleton section with their line numbers; braces stand alone and a line's end is "\\n"."""
    for number, line in enumerate(text.split("\n"), start=1):
        for word in line.replace("{", " { ").replace("}", " } ").split():
            yield word, number
        yield "\n", number


class _Words:
    """The skeleton section read word by word."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.words, self.line = path, list(_tokens(text)), 1
        self.at = 0

    def next(self, skip_lines: bool = True) -> str:
        while self.at < len(self.words):
            word, self.line = self.words[self.at]
            self.at += 1
            if word != "\n" or not skip_lines:
                return word
        return ""

    def name(self) -> str:
        """Words up to the line's end or an opening brace, which is left for the next read."""
        words = []
        while (word := self.next(skip_lines=False)) not in ("", "\n"):
            if word == "{":
                self.at -= 1
                break
            words.append(word)
        return " ".join(words)

    def number(self, what: str) -> float:
        word = self.next()
        try:
            value = float(word)
        except ValueError:
            value = float("nan")
        if not isfinite(value) or abs(value) > 1e9:
            raise self.error(f"{what} is '{word[:40]}', not a number", "Write numbers with a point, such as 1.5.")
        return value

    def error(self, what: str, hint: str = "Export the file again.") -> StudioError:
        return StudioError(f"{self.path.name}, line {self.line}: {what}.", hint)


def read_skeleton(path: Path, text: str) -> list[Joint]:
    """Joints, parents first, End Sites among them."""
    words = _Words(path, text)
    if words.next().upper() != "HIERARCHY":
        raise words.error("the file does not begin with HIERARCHY", "Is this a BVH file?")
    joints: list[Joint] = []
    open_joints: list[int] = []
    seen: set[str] = set()
    while word := words.next():
        keyword = word.upper()
        if keyword in ("ROOT", "JOINT", "END"):
            _open(words, keyword, joints, open_joints, seen)
        elif keyword == "}":
            if not open_joints:
                raise words.error("'}' closes nothing")
            open_joints.pop()
        elif keyword == "OFFSET" and open_joints:
            joint = joints[open_joints[-1]]
            joint.offset = (words.number("OFFSET"), words.number("OFFSET"), words.number("OFFSET"))
        elif keyword == "CHANNELS" and open_joints:
            _channels(words, joints[open_joints[-1]])
        else:
            raise words.error(f"'{word[:40]}' was not expected here")
    if open_joints:
        raise words.error(f"the skeleton ends inside '{joints[open_joints[-1]].name}'", "The file is cut off.")
    if not joints:
        raise words.error("the skeleton has no ROOT")
    for joint in joints:
        if joint.offset is None:
            raise StudioError(f"{path.name}, line {joint.line}: '{joint.name}' has no OFFSET.", "Export it again.")
    return joints


def _open(words: _Words, keyword: str, joints: list[Joint], open_joints: list[int], seen: set[str]) -> None:
    line, name = words.line, words.name()
    if keyword == "ROOT" and open_joints:
        raise words.error(f"ROOT '{name}' stands inside another joint")
    if keyword == "ROOT" and joints:
        raise words.error(
            f"'{name}' is a second skeleton, after '{joints[0].name}' in line {joints[0].line}",
            "Export one character a file.",
        )
    if keyword != "ROOT" and not open_joints:
        raise words.error(f"{keyword} '{name}' stands outside any joint")
    if keyword == "END":
        parent = joints[open_joints[-1]].name
        name = next(n for i in range(len(joints) + 1) if (n := parent + END + (str(i) if i else "")) not in seen)
    if not name:
        raise words.error(f"{keyword} has no name")
    if name in seen:
        raise words.error(f"a second joint is named '{name}'", "Give each joint a name of its own.")
    if words.next() != "{":
        raise words.error(f"'{name}' is not followed by '{{'")
    seen.add(name)
    joints.append(Joint(name, open_joints[-1] if open_joints else -1, line))
    open_joints.append(len(joints) - 1)
    if len(joints) > files.MAX_JOINTS:
        raise words.error(f"the skeleton has more than {files.MAX_JOINTS:,} joints", "Export only the body.")


def _channels(words: _Words, joint: Joint) -> None:
    if joint.channels:
        raise words.error(f"'{joint.name}' has CHANNELS twice")
    count = words.number("the count of CHANNELS")
    if count != int(count) or not 0 <= count <= 6:
        raise words.error(f"'{joint.name}' has {count:g} CHANNELS", "A joint has 0 to 6.")
    for _ in range(int(count)):
        word = words.next()
        channel = word[:1].upper() + word[1:].lower()
        if channel not in CHANNELS:
            raise words.error(f"'{word[:40]}' is not a channel", f"Channels are {', '.join(CHANNELS)}.")
        if channel in joint.channels:
            raise words.error(f"'{joint.name}' has the channel {channel} twice")
        joint.channels.append(channel)
