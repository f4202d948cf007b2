"""The colours a body can wear, read from `configs/palettes.yaml`."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from contracts import StudioError

FILE = Path(__file__).resolve().parent.parent.parent / "configs" / "palettes.yaml"

GLOSS = {
    "skin": 0.18, "lips": 0.45, "mouth": 0.05, "nails": 0.45, "brows": 0.05, "hair": 0.22, "lashes": 0.05,
    "eye_white": 0.8, "iris": 0.95, "pupil": 1.0, "teeth": 0.4, "gums": 0.05, "tongue": 0.05, "top": 0.03,
    "top_trim": 0.03, "trousers": 0.04, "shoes": 0.3, "soles": 0.12,
}  # fmt: skip
"""How glossy each region is, 0 matt to 1 wet."""


@dataclass(frozen=True)
class Palette:
    """Region name to sRGB, 0 to 1."""

    title: str
    tints: dict[str, tuple[float, float, float]]


def read(name: str | None = None) -> Palette:
    """The palette called `name`, or the first one in the file."""
    known = read_all()
    if name is None:
        return next(iter(known.values()))
    if name not in known:
        raise StudioError(f"There is no palette called '{name}'.", f"Choose one of: {', '.join(known)}.")
    return known[name]


@lru_cache(maxsize=1)
def read_all() -> dict[str, Palette]:
    """Every palette in the file, in its order."""
    import yaml

    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _palette(name, entry) for name, entry in entries.items()}


def _palette(name: str, entry: dict[str, str]) -> Palette:
    missing = GLOSS.keys() - entry.keys()
    unknown = entry.keys() - GLOSS.keys() - {"title"}
    if missing or unknown:
        wrong = ", ".join(sorted(missing | unknown))
        raise StudioError(
            f"{FILE.name}: the palette '{name}' has too few or unknown keys: {wrong}.",
            "Compare it with the first palette.",
        )
    return Palette(entry["title"], {region: _colour(name, region, entry[region]) for region in GLOSS})


def _colour(name: str, region: str, text: str) -> tuple[float, float, float]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(text)):
        raise StudioError(f"{FILE.name}: {name}.{region} is '{text}', not a colour.", "Write it as '#rrggbb'.")
    red, green, blue = (int(text[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    return red, green, blue
