"""Gradio loads without writing stub files, and whole."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CODE = """
import ast, gc, inspect
getfile, parsed, parse = inspect.getfile, [], ast.parse
ast.parse = lambda source, *a, **k: parsed.append(len(source)) or parse(source, *a, **k)
from studio.gradio_start import import_gradio
import_gradio()
import gradio as gr
print("big sources parsed:", sum(length > 3000 for length in parsed))
print("put back:", inspect.getfile is getfile, gc.isenabled())
with gr.Blocks() as page:
    box, button = gr.Textbox(), gr.Button()
    button.click(lambda text: text, box, box)
print("wired:", [event["targets"][0][1] for event in page.get_config_file()["dependencies"]])
"""


@pytest.mark.slow
def test_gradio_is_whole_and_its_sources_are_not_parsed_again() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.stdout.splitlines() == ["big sources parsed: 0", "put back: True True", "wired: ['click']"], ran.stderr
