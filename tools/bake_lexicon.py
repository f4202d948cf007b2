"""Make assets/story/lexicon.txt.gz: which parts of speech English words can be, how often, and what they are about.

    apt-get install wordnet-base
    python tools/bake_lexicon.py [/usr/share/wordnet]

Facts of WordNet 3.0 (see assets/story/PROVENANCE.md) in three kinds of line, words of one part only:

    bat n 12 animal,act,artifact v 3 contact     parts of speech, how often seen in tagged text, first senses' fields
    > v ran run                                  an irregular form and its lemma
    + pick up                                    a verb and its particle that take an object ('picks up the ball')
    ~ v nab t catch,seize;i ...                  the verb's nearest kin, sense by sense: t with an object, i without
    ~ n gull bird,animal                         what an animal or a person is, ever more broadly
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "assets" / "story" / "lexicon.txt.gz"
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
FIELDS = re.findall(
    r"\w+",
    "all pert adv tops act animal artifact attribute body cognition communication event feeling food group location "
    "motive object person phenomenon plant possession process quantity relation shape state substance time body change "
    "cognition communication competition consumption contact creation emotion motion perception possession social "
    "stative weather ppl",
)
SENSES = 3
PARTICLES = ("up", "down", "out", "off", "on", "over", "away", "back", "in", "around", "along", "apart", "together")
WITH_OBJECT = {
    "8",
    "9",
    "11",
    "15",
    "17",
    "18",
    "20",
    "21",
    "24",
    "30",
    "31",
}  # frames such as 'Somebody ----s something'
WITHOUT = {"1", "2", "3", "4", "12", "13", "22"}  # 'Somebody ----s', 'Somebody ----s PP'
MOVING = ("motion", "perception", "stative")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
    counts = _counts(folder)
    entries: dict[str, list[str]] = defaultdict(list)
    for part, letter in PARTS.items():
        fields = {line[:8]: FIELDS[int(line[9:11])] for line in _lines(folder / f"data.{part}")}
        for line in _lines(folder / f"index.{part}"):
            word, _, senses, pointers, *rest = line.split()
            if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)*", word):
                continue
            offsets = rest[int(pointers) + 2 :][: int(senses)]
            about = list(dict.fromkeys(fields[offset] for offset in offsets[:SENSES]))
            entries[word] += [letter, str(counts[word, letter]), ",".join(about)]
    made = [f"{word} {' '.join(parts)}" for word, parts in sorted(entries.items())]
    for part, letter in PARTS.items():
        for line in _lines(folder / f"{part}.exc"):
            form, lemma, *_ = line.split()
            if re.fullmatch(r"[a-z]+", form) and lemma in entries and form != lemma:
                made.append(f"> {letter} {form} {lemma}")
    made += sorted(_phrasal(folder))
    made += _verb_kin(folder) + _noun_kin(folder)
    OUT.write_bytes(gzip.compress("\n".join(made).encode(), 9, mtime=0))
    print(f"{len(made)} lines, {OUT.stat().st_size / 1000:.0f} kB")


def _phrasal(folder: Path) -> set[str]:
    """Verbs with a particle whose likeliest sense has an object and is no movement."""
    first: dict[str, str] = {}
    for line in _lines(folder / "index.verb"):
        word, _, _, pointers, *rest = line.split()
        if re.fullmatch(rf"[a-z]+_({'|'.join(PARTICLES)})", word):
            first[word] = rest[int(pointers) + 2]
    synsets = {line[:8]: line for line in _lines(folder / "data.verb")}
    made = set()
    for word, offset in first.items():
        line = synsets[offset].split("|")[0]
        frames = {str(int(number)) for number in re.findall(r"\+ (\d\d) \d\d", line)}
        still = FIELDS[int(line[9:11])] not in MOVING or not frames & WITHOUT
        if still and frames & WITH_OBJECT:
            made.add(f"+ {word.replace('_', ' ')}")
    return made


def _synsets(folder: Path, part: str) -> dict[str, tuple[list[str], list[str], str]]:
    """By offset: the words of a sense, what it is a kind of (offsets), and the whole line."""
    made = {}
    for line in _lines(folder / f"data.{part}"):
        offset, _, _, count, *rest = line.split("|")[0].split()
        number = int(count, 16)
        words = [word.lower().replace("_", " ") for word in rest[: 2 * number : 2]]
        above = re.findall(r"@i? (\d{8}) [nv]", line.split("|")[0])
        made[offset] = (words, above, line.split("|")[0])
    return made


def _senses(folder: Path, part: str) -> dict[str, list[str]]:
    """The offsets of the senses of every word of one part, likeliest first."""
    made = {}
    for line in _lines(folder / f"index.{part}"):
        word, _, senses, pointers, *rest = line.split()
        if re.fullmatch(r"[a-z]{2,}(-[a-z]+)*", word):
            made[word] = rest[int(pointers) + 2 :][: int(senses)]
    return made


def _verb_kin(folder: Path) -> list[str]:
    synsets, made = _synsets(folder, "verb"), []
    for word, offsets in _senses(folder, "verb").items():
        senses = []
        for offset in offsets[:4]:
            words, above, line = synsets[offset]
            frames = {str(int(number)) for number in re.findall(r"\+ (\d\d) \d\d", line)}
            kin = [other for other in words if other != word]
            for _ in range(3):
                if not above:
                    break
                words, above, _ = synsets[above[0]]
                kin += words
            kin = [
                one for one in dict.fromkeys(kin) if re.fullmatch(r"[a-z]+( (up|down|out|off|around|away|over))?", one)
            ]
            how = ("t" if frames & WITH_OBJECT else "") + ("i" if frames & WITHOUT else "")
            if kin:
                senses.append(f"{how or 'ti'} {','.join(kin[:9])}")
        if senses:
            made.append(f"~ v {word} {';'.join(senses)}")
    return made


def _noun_kin(folder: Path) -> list[str]:
    synsets, made = _synsets(folder, "noun"), []
    for word, offsets in _senses(folder, "noun").items():
        offset = next((one for one in offsets[:3] if FIELDS[int(synsets[one][2][9:11])] in ("animal", "person")), None)
        if offset is None:
            continue
        words, above, _ = synsets[offset]
        kin = [other for other in words if other != word]
        for _ in range(12):
            if not above or words[0] in ("person", "animal"):
                break
            words, above, _ = synsets[above[0]]
            kin += words
        whole = {"person", "animal"} & {*kin, word}
        kin = [one for one in dict.fromkeys(kin) if re.fullmatch(r"[a-z]+", one)]
        if whole:
            made.append(f"~ n {word} {','.join(kin[:14])}")
    return made


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith(" ")]


def _counts(folder: Path) -> dict[tuple[str, str], int]:
    """How often a word was seen as each part of speech in WordNet's tagged texts."""
    made: dict[tuple[str, str], int] = defaultdict(int)
    letters = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    for line in _lines(folder / "cntlist.rev"):
        key, _, count = line.split()
        word, sense = key.split("%")
        made[word, letters[sense[0]]] += int(count)
    return made


if __name__ == "__main__":
    main()
