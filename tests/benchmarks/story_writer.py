"""How well the writer understands stories: precision and recall of actions, actors, targets and lines on the gold set.

    python tests/benchmarks/story_writer.py [FOLDER] [--wrong] [--only NAME]

A beat is right as an action when the story's next beat of that action is told there, as an actor when the same person
does it too, and as a target when it is also done to the same. The peer is a search for known words that gives every
verb to the latest name before it, which is how Stick-Gen reads a prompt.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import yaml

from engines.story import vocabulary
from engines.story.script import Script

STORIES = Path(__file__).resolve().parents[1] / "engines" / "story" / "stories"
_MANY = ("everybody", "everyone", "others", "we")
KINDS = ("actions", "actors", "targets", "lines")


@dataclass
class Score:
    """How many of a kind there should be, were found, and are right."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, wanted: int, found: int, right: int) -> None:
        self.wanted, self.found, self.right = self.wanted + wanted, self.found + found, self.right + right


@dataclass
class Scores:
    """One table."""

    kinds: dict[str, Score] = field(
        default_factory=lambda: {kind: Score() for kind in (*KINDS, "places", "characters", "feelings", "listeners")}
    )
    wrong: list[str] = field(default_factory=list)

    @property
    def whole(self) -> Score:
        """Actions, actors, targets and lines together."""
        made = Score()
        for kind in KINDS:
            made.add(self.kinds[kind].wanted, self.kinds[kind].found, self.kinds[kind].right)
        return made


@dataclass(frozen=True)
class Told:
    """A beat of the writer, with every name that its people and things go by."""

    actors: frozenset[str]
    action: str
    targets: frozenset[str]
    things: frozenset[str]
    has_target: bool
    text: str


def stories(folder: Path = STORIES) -> list[dict[str, Any]]:
    """Every story of a folder."""
    return [
        story for file in sorted(folder.glob("*.yaml")) for story in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def names_of(script: Script, who: str) -> frozenset[str]:
    """What somebody may be called: id, name, group, head noun."""
    one = next((c for c in script.characters if c.id == who), None)
    if one is None:
        return frozenset({who})
    bare = re.sub(r" \d+'*$", "", one.id)
    called = {one.id, one.name.lower(), bare, re.sub(r" \d+'*$", "", one.name.lower())}
    if one.group is None:
        called |= {bare.split()[-1]} | ({one.role} if one.role else set())
        called |= {one.name.lower().split()[0]} if one.name.istitle() else set()  # 'Wilbur' of 'Wilbur Wright'
    if one.group:
        called |= {one.group, one.group.split()[-1]}
    return frozenset(called)


def _thing_names(thing: str | None) -> frozenset[str]:
    """A thing may be called by its last word, and one of several by their plural."""
    if thing is None:
        return frozenset()
    last = thing.split()[-1]
    return frozenset({thing, last, f"{thing}s", f"{last}s", f"{last}es", re.sub("y$", "ies", last)})


def told(script: Script) -> list[Told]:
    """The writer's beats in order; members of a group who do the same together are one."""
    scenes = {scene.id: n for n, scene in enumerate(script.scenes)}
    beats = sorted(
        (b for b in script.beats if not b.implied), key=lambda b: (scenes[b.scene or script.scenes[0].id], b.step or 0)
    )
    groups = {c.id: c.group for c in script.characters}
    usual = {name: action.usual_prop for name, action in vocabulary.actions().items()}
    made: list[Told] = []
    seen: dict[tuple[Any, ...], int] = {}
    for beat in beats:
        group = groups.get(beat.actor)
        key = (beat.scene, beat.step, beat.action, group, groups.get(beat.target or "") or beat.target)
        if group is not None and key in seen:
            before = made[seen[key]]
            made[seen[key]] = Told(
                before.actors | names_of(script, beat.actor),
                before.action,
                before.targets,
                before.things,
                before.has_target,
                before.text,
            )
            continue
        seen[key] = len(made)
        target = names_of(script, beat.target) if beat.target else frozenset()
        among = False
        if group is not None and groups.get(beat.target or "") == group:
            among = True
        kinds = {prop.id: prop.kind for scene in script.scenes for prop in scene.props}
        told_prop = beat.prop is not None and kinds.get(beat.prop) != usual[beat.action]
        things = _thing_names(beat.prop) | (_thing_names(beat.target) if target == {beat.target} else frozenset())
        made.append(
            Told(
                names_of(script, beat.actor),
                beat.action,
                target,
                things,
                (bool(target) and not among) or told_prop,
                f"{beat.actor} {beat.action} {beat.target} {beat.prop}",
            )
        )
    ordered: list[Told] = []
    for _, same in itertools.groupby(made, key=lambda beat: beat.action):
        ordered += sorted(same, key=lambda beat: beat.text.split(f" {beat.action} ")[0])
    return ordered


def expected(story: dict[str, Any], found: Sequence[Told]) -> list[list[str | None]]:
    """The beats that there should be, four fields each; 'everybody' is as many as do it."""
    made = []
    for beat in story.get("beats", ()):
        fields: list[str | None] = [None if part == "-" else str(part) for part in beat]
        fields += [None] * (4 - len(fields))
        if fields[2] is None and fields[3] != vocabulary.actions()[str(fields[1])].usual_prop:
            fields[2] = fields[3]  # a target that is a thing may be the prop just as well
        made.append(fields)
    del found
    return _in_any_order(made)


def _in_any_order(beats: list[list[str | None]]) -> list[list[str | None]]:
    """Where several do the same one after the other in the list, their order means nothing."""
    done: list[list[str | None]] = []
    for _, same in itertools.groupby(beats, key=lambda beat: beat[1]):
        done += sorted(same, key=lambda beat: str(beat[0]))
    return done


def collapse_everybody(wanted: list[list[str | None]], found: list[Told]) -> list[Told]:
    """Where everybody does something, their beats count as one."""
    actions = {beat[1] for beat in wanted if beat[0] in _MANY}
    made: list[Told] = []
    for beat in found:
        if beat.action in actions and made and made[-1].action == beat.action and beat.actors != made[-1].actors:
            word = next(str(w[0]) for w in wanted if w[1] == beat.action and w[0] in _MANY)
            made[-1] = Told(
                made[-1].actors | beat.actors | {word},
                beat.action,
                made[-1].targets,
                made[-1].things,
                made[-1].has_target,
                made[-1].text + " +",
            )
        else:
            made.append(beat)
    return made


def same_actor(wanted: str | None, beat: Told, action_pairs: bool) -> bool:
    label = (wanted or "").split("*")[0]
    return label in beat.actors or (action_pairs and label in beat.targets)


def same_target(wanted: list[str | None], beat: Told) -> bool:
    target = wanted[2]
    pairs = vocabulary.actions()[beat.action].people == 2
    if target is None:
        return not beat.has_target
    label = target.split("*")[0]
    return label in beat.targets or label in beat.things or (pairs and label in beat.actors)


def align(wanted: list[list[str | None]], found: list[Told]) -> list[tuple[int, int]]:
    """Which beat is which: the pairing in order that gets most right."""
    table = [[0.0] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            table[i][j] = max(table[i + 1][j], table[i][j + 1], table[i + 1][j + 1] + _worth(wanted[i], found[j]))
    pairs, i, j = [], 0, 0
    while i < len(wanted) and j < len(found):
        if table[i][j] == table[i + 1][j + 1] + _worth(wanted[i], found[j]) and _worth(wanted[i], found[j]) > 0:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif table[i][j] == table[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _worth(wanted: list[str | None], beat: Told) -> float:
    if wanted[1] != beat.action:
        return 0.0
    pairs = vocabulary.actions()[beat.action].people == 2
    return 3.0 + 2.0 * same_actor(wanted[0], beat, pairs) + same_target(wanted, beat)


def judge(story: dict[str, Any], script: Script, scores: Scores) -> None:
    """Add how well `script` tells `story`."""
    found = told(script)
    wanted = expected(story, found)
    found = collapse_everybody(wanted, found)
    pairs = align(wanted, found)
    kinds, wrong, name = scores.kinds, scores.wrong, story["name"]
    kinds["actions"].add(len(wanted), len(found), len(pairs))
    actors = targets = 0
    for i, j in pairs:
        two = vocabulary.actions()[found[j].action].people == 2
        actor = same_actor(wanted[i][0], found[j], two)
        actors += actor
        aimed = wanted[i][2] is not None or found[j].has_target
        right = actor and same_target(wanted[i], found[j])
        targets += aimed and right
        if not actor or (aimed and not right):
            wrong.append(f"{name}: wanted {wanted[i]}, got {found[j].text}")
    kinds["actors"].add(len(wanted), len(found), actors)
    kinds["targets"].add(
        sum(w[2] is not None for w in wanted),
        sum(f.has_target for f in found)
        + sum(
            wanted[i][2] is not None and not found[j].has_target and same_target(wanted[i], found[j]) for i, j in pairs
        ),
        targets,
    )
    wrong += [f"{name}: missing {wanted[i]}" for i in range(len(wanted)) if i not in {i for i, _ in pairs}]
    wrong += [f"{name}: too much {found[j].text}" for j in range(len(found)) if j not in {j for _, j in pairs}]
    _judge_lines(story, script, scores)
    _judge_rest(story, script, scores)


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower().replace("’", "'")).strip()


def _judge_lines(story: dict[str, Any], script: Script, scores: Scores) -> None:
    wanted = [(*line, None)[:4] for line in story.get("lines", ())]
    left = list(script.lines)
    right = 0
    for who, text, manner, to in wanted:
        same = next((line for line in left if _plain(line.text) == _plain(text)), None)
        if same is None:
            scores.wrong.append(f"{story['name']}: missing line {who}: {text}")
            continue
        left.remove(same)
        good = who.split("*")[0] in names_of(script, same.who) and same.manner == manner
        right += good
        if not good:
            scores.wrong.append(f"{story['name']}: line {who} {manner} '{text}' was {same.who} {same.manner}")
        if to is not None:
            heard = same.to is not None and to in names_of(script, same.to)
            scores.kinds["listeners"].add(1, 1, heard)
            if not heard:
                scores.wrong.append(f"{story['name']}: '{text}' is said to {to}, was {same.to}")
    scores.wrong += [f"{story['name']}: line too much {line.who}: {line.text}" for line in left]
    scores.kinds["lines"].add(len(wanted), len(script.lines), right)


def _judge_rest(story: dict[str, Any], script: Script, scores: Scores) -> None:
    if "places" in story:
        places = [scene.place for scene in script.scenes]
        called = [{place, *vocabulary.table("places").get(place, {}).get("words", ())} for place in places]
        right = sum(wanted in words for wanted, words in zip(story["places"], called, strict=False))
        scores.kinds["places"].add(len(story["places"]), len(places), right)
        if places != story["places"]:
            scores.wrong.append(f"{story['name']}: places {places} instead of {story['places']}")
    if "characters" in story:
        right = sum(any(want in names_of(script, c.id) for c in script.characters) for want in story["characters"])
        scores.kinds["characters"].add(len(story["characters"]), len(script.characters), right)
        if right != len(script.characters) or right != len(story["characters"]):
            scores.wrong.append(f"{story['name']}: characters {[c.id for c in script.characters]}")
    for who, feeling in story.get("feelings", {}).items():
        shown = {f for f, names in _felt(script) if who in names and f == feeling}
        scores.kinds["feelings"].add(1, 1, bool(shown))
        if not shown:
            scores.wrong.append(f"{story['name']}: {who} is never {feeling}")


def _felt(script: Script) -> Iterable[tuple[str | None, frozenset[str]]]:
    for beat in script.beats:
        yield beat.feeling or vocabulary.actions()[beat.action].feeling, names_of(script, beat.actor)
    for line in script.lines:
        yield line.feeling, names_of(script, line.who)
    for scene in script.scenes:
        for placed in scene.cast:
            yield placed.feeling, names_of(script, placed.who)


def measure(folder: Path = STORIES, only: str = "") -> Scores:
    """The writer on every story of a folder."""
    from engines.story.writer import write

    scores = Scores()
    for story in stories(folder):
        if only in story["name"]:
            judge(story, write(story["text"]).script, scores)
    return scores


def peer(folder: Path = STORIES) -> Scores:
    """Known verbs by their letters, each done by the latest name or noun before it."""
    verbs = {
        called.words: name
        for name, action in vocabulary.actions().items()
        for called in action.verbs
        if " " not in called.words
    }
    scores = Scores()
    for story in stories(folder):
        who, found = "person", []
        for word in re.findall(r"[A-Za-z']+", re.sub(r"[\"“][^\"”]*[\"”]", " ", story["text"])):
            low = word.lower()
            stem = next(
                (low.removesuffix(end) for end in ("s", "ing", "ed", "es", "") if low.removesuffix(end) in verbs), None
            )
            if stem is not None:
                found.append(
                    Told(frozenset({who}), verbs[stem], frozenset(), frozenset(), False, f"{who} {verbs[stem]}")
                )
            elif word[0].isupper() or low in ("man", "woman", "boy", "girl", "dog", "robot", "king"):
                who = low
        wanted = expected(story, found)
        pairs = align(wanted, found)
        scores.kinds["actions"].add(len(wanted), len(found), len(pairs))
        scores.kinds["actors"].add(
            len(wanted), len(found), sum(same_actor(wanted[i][0], found[j], False) for i, j in pairs)
        )
        scores.kinds["targets"].add(sum(w[2] is not None for w in wanted), 0, 0)
        scores.kinds["lines"].add(len(story.get("lines", ())), 0, 0)
    return scores


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=STORIES)
    options.add_argument("--wrong", action="store_true", help="list every mistake")
    options.add_argument("--only", default="", help="only stories whose name holds this")
    given = options.parse_args()
    start = time.process_time()
    scores = measure(given.folder, given.only)
    seconds = time.process_time() - start
    if given.wrong:
        print("\n".join(scores.wrong), end="\n\n")
    word_search = peer(given.folder)
    print(f"{len(stories(given.folder))} stories, {seconds:.1f} s of processor time, imports and embedder included\n")
    print("                wanted  found  right  precision  recall     F1   word search F1")
    for name, score in [*scores.kinds.items(), ("all four", scores.whole)]:
        other = word_search.whole if name == "all four" else word_search.kinds[name]
        against = f"{other.f1:8.1%}" if name in (*KINDS, "all four") else ""
        counts = f"{score.wanted:8}{score.found:7}{score.right:7}"
        print(f"{name:14}{counts}{score.precision:11.1%}{score.recall:8.1%}{score.f1:7.1%}   {against}")


if __name__ == "__main__":
    main()
