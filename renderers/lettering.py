"""Text on a picture: wrapped, in any script and in both directions, with whatever fonts the machine has.

Skia's paragraphs break lines, order right-to-left text and look for a font that has a sign; a sign that no font has is
drawn as an empty box.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from renderers.figure_paints import rgb
from renderers.figure_pens import Pen

if TYPE_CHECKING:
    import skia

Align = Literal["left", "middle"]
FAMILIES = (
    "Comic Neue",
    "Comic Sans MS",
    "Chalkboard SE",
    "Nunito",
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "DejaVu Sans",
)
"""Friendly, round and legible fonts first; the first that the machine has is taken."""
_SPEAKING = {"So", "Sk", "Cn", "Co"}


@lru_cache(maxsize=1)
def _fonts() -> tuple[skia.textlayout_FontCollection, skia.Unicode]:
    import skia

    collection = skia.textlayout.FontCollection()
    collection.setDefaultFontManager(skia.FontMgr())
    return collection, skia.Unicodes.ICU.Make()


@lru_cache(maxsize=4096)
def _known(sign: str) -> bool:
    """Whether some font of the machine has this sign."""
    import skia

    face = skia.FontMgr().matchFamilyStyleCharacter("", skia.FontStyle(), [], ord(sign))
    return face is not None and face.unicharToGlyph(ord(sign)) != 0


PLAIN = {
    "😀": "☺",
    "😃": "☺",
    "😄": "☺",
    "😊": "☺",
    "🙂": "☺",
    "😢": "☹",
    "😭": "☹",
    "🙁": "☹",
    "⭐": "★",
    "🌟": "★",
    "💖": "❤",
    "🎵": "♪",
    "🎶": "♫",
    "☀": "☼",
}
"""Signs that more fonts have, for pictures that need a font of their own."""


def legible(text: str) -> str:
    """The text without what cannot be shown: control signs, lone surrogates, picture signs that no font here has."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]", "", text.replace("\r\n", "\n").replace("\t", " "))
    shown = []
    for sign in text:
        if ord(sign) < 0x2190 or _known(sign):
            shown.append(sign)
        elif sign in PLAIN and _known(PLAIN[sign]):
            shown.append(PLAIN[sign])
        elif unicodedata.category(sign) in _SPEAKING:
            shown.append("•")
        elif unicodedata.category(sign) not in ("Mn", "Cf"):
            shown.append(sign)
    return re.sub(r"•{2,}", "•", "".join(shown))


class Text:
    """Text laid out at a width in pixels: how wide and high it came out, and how to draw it."""

    def __init__(
        self, text: str, size: float, width: float, colour: str = "#1c1c22", bold: bool = False, slant: bool = False,
        align: Align = "middle",
    ) -> None:  # fmt: skip
        import skia

        layout = skia.textlayout
        style, look = layout.ParagraphStyle(), layout.TextStyle()
        look.setFontSize(size)
        look.setFontFamilies(list(FAMILIES))
        look.setColor(skia.ColorSetARGB(255, *rgb(colour)))
        weight = skia.FontStyle.kBold_Weight if bold else skia.FontStyle.kNormal_Weight
        tilt = skia.FontStyle.kItalic_Slant if slant else skia.FontStyle.kUpright_Slant
        look.setFontStyle(skia.FontStyle(weight, skia.FontStyle.kNormal_Width, tilt))
        style.setTextStyle(look)
        style.setTextAlign(layout.TextAlign.kCenter if align == "middle" else layout.TextAlign.kStart)
        fonts, signs = _fonts()
        builder = layout.ParagraphBuilder.make(style, fonts, signs)
        builder.pushStyle(look)
        builder.addText(legible(text))
        self._paragraph = builder.Build()
        self._paragraph.layout(max(width, 1.0))
        longest = float(self._paragraph.LongestLine)
        if 0 < longest < width:
            self._paragraph.layout(longest + 1.0)
        self.wide = min(longest + 1.0, max(width, 1.0)) if longest <= width else longest
        self.high = float(self._paragraph.Height)

    def draw(self, canvas: skia.Canvas, left: float, top: float) -> None:
        """Its top left corner at a place in pixels."""
        self._paragraph.paint(canvas, left, top)


def fitted(canvas: skia.Canvas, pen: Pen, text: str, box: tuple[float, float, float, float]) -> None:
    """Text as large as fits a box (left, low, wide, high) of a canvas whose y is up."""
    left, low, wide, high = box
    text = " ".join(text.split())[:40] or "?"
    dark = "#f4f4ee" if type(pen).__name__ in ("Neon", "Chalk") else "#2b2b33"
    for size in (44.0, 34.0, 26.0, 20.0, 15.0, 11.0, 8.0):
        laid = Text(text, size, wide * 200, dark, bold=True)
        if laid.high <= high * 200 and laid.wide <= wide * 200:
            break
    canvas.save()
    canvas.translate(left + 0.5 * wide, low + 0.5 * high)
    canvas.scale(1 / 200, -1 / 200)
    laid.draw(canvas, -0.5 * laid.wide, -0.5 * laid.high)
    canvas.restore()
