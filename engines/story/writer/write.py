"""English prose to Script, by our own grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from contracts import StudioError
from engines.story import variants
from engines.story.script import Scene, Script
from engines.story.writer.nearness import Embedder
from engines.story.writer.telling import tell
from engines.story.writer.tokens import Prose, read
from engines.story.writer.words import words

LONGEST = 100_000  # characters, some forty pages


@dataclass(frozen=True)
class Written:
    """A Script, and what its author should know about how it was made."""

    script: Script
    notes: tuple[str, ...] = ()


def write(
    text: str,
    seed: int = 0,
    language: str = "en",
    embedder: Embedder | None = None,
    title: str = "",
    narrate: bool = True,
) -> Written:
    """The Script of a story in English prose.

    seed:     chooses what the story leaves open, such as colours.
    embedder: judges verbs and nouns that are in no list; None takes the one that is installed, when one is needed.
    narrate:  sentences that show nothing are read by the narrator.
    """
    _refuse_what_is_no_story(text, language)
    prose = read(text)
    draft, cast = tell(prose, _lazily(embedder), narrate)
    notes = list(draft.notes)
    if prose.unclosed:
        notes.append("A quotation mark is opened and never closed; the rest of its paragraph was taken as said.")
    if not draft.doings and not draft.sayings:
        notes.append("Nobody does or says anything in this text that can be shown; the narrator reads it.")
    if draft.scenes[0].place is None:
        notes.append("The story names no place, so it happens in a park.")
    scenes = draft.finished_scenes("park")
    script = Script(
        title=title or _title(prose),
        scenes=scenes,
        characters=draft.finished_characters(cast, seed, _is_among_children(prose, scenes)),
        beats=draft.finished_beats(),
        lines=draft.finished_lines(),
        narration=tuple(draft.narration),
    )
    return Written(script, (*notes, *variants.notes(script)))


def _lazily(embedder: Embedder | None) -> Callable[[], Embedder]:
    def load() -> Embedder:
        if embedder is not None:
            return embedder
        from engines.language import load_embedder

        return load_embedder()

    return load


def _is_among_children(prose: Prose, scenes: tuple[Scene, ...]) -> bool:
    """Whether people with a first name only are children in this story."""
    told = {token.lower for sentence in prose.sentences for token in sentence.tokens}
    at_school = any(scene.place in ("playground", "classroom", "school") for scene in scenes)
    return at_school or bool(told & set(words().lists["childhood"]))


def _title(prose: Prose) -> str:
    """The first words of the story."""
    first = prose.sentences[0].text if prose.sentences else ""
    short = " ".join(first.split()[:8])
    return short.rstrip(".,;:!?…") + ("…" if len(first.split()) > 8 else "")


def _refuse_what_is_no_story(text: str, language: str) -> None:
    if not text.strip():
        raise StudioError(
            "There is no story yet.", "Type a few sentences, such as 'A girl walks into the park and waves.'"
        )
    if len(text) > LONGEST:
        raise StudioError(
            f"The story is {len(text):,} characters long; at most {LONGEST:,} make one film.",
            "Make a film of each chapter.",
        )
    letters = re.findall(r"[^\W\d_]", text)
    if not letters:
        raise StudioError(
            "There are no words in the story.", "Tell in words who does what: 'Two children laugh and dance.'"
        )
    if not language.lower().startswith("en"):
        raise StudioError(f"The writer reads English, not '{language}'.", _OTHER)
    latin = sum(letter.isascii() or "À" <= letter <= "ɏ" for letter in letters)
    if latin < 0.6 * len(letters):
        raise StudioError("The story is not written in English letters, and the writer reads English.", _OTHER)
    found = _foreign(text)
    if found is not None:
        raise StudioError(f"The story seems to be in {found}, and the writer reads English.", _OTHER)


_OTHER = (
    "Translate it first, edit a Script by hand, or let a language model of your own write it (More, Language model)."
)
_FOREIGN = {
    "German": "der die das und ist nicht ein eine er sie mit den dem auf zu sich dann geht im wir ich aber auch",
    "French": "le la les et est un une il elle dans des du avec pas ne qui sur puis je nous mais au court",
    "Spanish": "el la los las y es un una en con no que su se por ella luego yo pero del al corre",
    "Italian": "il lo la gli e un una di che non con per si nel poi io ma del della corre",
    "Portuguese": "o a os as e um uma em com não que seu se por ele ela depois eu mas do da",
    "Dutch": "de het een en is niet hij zij met op van dan loopt ik wij maar naar ook",
    "Polish": "i w na nie się jest z do to on ona potem ja ale po że",
    "Turkish": "ve bir bu o için ile de da sonra ben ama çok gidiyor",
    "Swedish": "och är en ett inte hon han med på det som till sedan jag men den",
}


def _foreign(text: str) -> str | None:
    """The language that a text is in, when its small words are those of another than English."""
    tokens = re.findall(r"[^\W\d_]+", text.lower())
    if len(tokens) < 3:
        return None
    known = words()
    english = sum(
        known.has("determiners", t)
        or known.has("prepositions", t)
        or known.has("pronouns", t)
        or t in known.lists["possessives"]
        or t in ("and", "is", "was", "are", "were", "then", "but")
        or t in known.verbs
        or bool(known.noun(t).known)
        for t in tokens
    )
    counts = {name: sum(token in small.split() for token in tokens) for name, small in _FOREIGN.items()}
    best = max(counts, key=lambda name: counts[name])
    if len(set(tokens) & set(_FOREIGN[best].split())) < 2 or len({"and", "the", "he", "she"} & set(tokens)) > 1:
        return None
    return (
        best
        if (counts[best] >= 2 and counts[best] > english)
        or (counts[best] > 0.25 * len(tokens) and counts[best] > 0.6 * english)
        else None
    )
