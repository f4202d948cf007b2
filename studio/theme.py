"""The look of the studio: colours and type for Gradio's own controls; `page/style.css` lays out the rest.

System fonts only, so nothing is fetched from anywhere. Text reaches a contrast of 4.5 in light and in dark.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "page"
FONT = ("Avenir Next", "Segoe UI Variable Text", "Segoe UI", "system-ui", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Cascadia Mono", "Consolas", "monospace")


@cache
def read(name: str) -> str:
    """A style sheet or script of the page."""
    return (PAGE / name).read_text("utf-8")


def css() -> str:
    """Every style sheet of the page: the studio's own, then those of single tabs."""
    return "\n".join(read(name) for name in ("style.css", "story.css", "avatar.css"))


def theme() -> Any:
    """Gradio's controls in our colours, which `style.css` defines once for light and once for dark."""
    import gradio as gr

    both = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--ink-soft)",
        "background_fill_primary": "var(--panel)",
        "background_fill_secondary": "var(--paper)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "block_border_color": "var(--line)",
        "block_shadow": "none",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--ink)",
        "block_title_text_color": "var(--ink)",
        "block_info_text_color": "var(--ink-soft)",
        "panel_background_fill": "transparent",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--accent-soft)",
        "link_text_color": "var(--accent-ink)",
        "link_text_color_hover": "var(--accent-ink)",
        "link_text_color_visited": "var(--accent-ink)",
        "input_background_fill": "var(--field)",
        "input_background_fill_focus": "var(--field)",
        "input_border_color": "var(--line-strong)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--ink-soft)",
        "input_shadow": "none",
        "input_shadow_focus": "0 0 0 3px var(--ring)",
        "checkbox_background_color": "var(--field)",
        "checkbox_background_color_selected": "var(--accent)",
        "checkbox_border_color": "var(--line-strong)",
        "checkbox_border_color_selected": "var(--accent)",
        "checkbox_label_background_fill": "var(--field)",
        "checkbox_label_background_fill_hover": "var(--hover)",
        "checkbox_label_background_fill_selected": "var(--accent-soft)",
        "checkbox_label_text_color": "var(--ink)",
        "checkbox_label_text_color_selected": "var(--accent-ink)",
        "checkbox_label_border_color": "var(--line-strong)",
        "checkbox_label_border_color_selected": "var(--accent)",
        "checkbox_label_shadow": "none",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_primary_border_color": "transparent",
        "button_primary_shadow": "none",
        "button_secondary_background_fill": "var(--field)",
        "button_secondary_background_fill_hover": "var(--hover)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--line-strong)",
        "button_secondary_shadow": "none",
        "slider_color": "var(--accent)",
        "loader_color": "var(--accent)",
        "accordion_text_color": "var(--ink)",
        "table_even_background_fill": "var(--panel)",
        "table_odd_background_fill": "var(--panel)",
    }
    plain = {
        "block_label_text_weight": "600",
        "block_title_text_weight": "600",
        "block_info_text_size": "13px",
        "block_label_text_size": "14px",
        "block_title_text_size": "14px",
        "block_padding": "0",
        "block_radius": "10px",
        "input_radius": "8px",
        "input_padding": "9px 11px",
        "button_large_radius": "10px",
        "button_large_text_weight": "650",
        "button_medium_radius": "8px",
        "button_small_radius": "8px",
        "layout_gap": "16px",
        "form_gap_width": "16px",
    }
    base = gr.themes.Base(font=FONT, font_mono=MONO, text_size=gr.themes.sizes.text_md)
    return base.set(**plain, **both, **{f"{name}_dark": value for name, value in both.items()})


def head() -> str:
    """What stands in the page's head: it may be light or dark, and which was chosen last."""
    return f'<meta name="color-scheme" content="light dark"><script>{read("head.js")}</script>'
