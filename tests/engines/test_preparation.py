"""Compiled code is made beforehand, in a process of its own, and made again when any of its sources changes."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from contracts import Cancelled
from engines import preparation
from engines.preparation import Preparation, prepare

ROOT = Path(__file__).resolve().parents[2]


def in_a_fresh_python(code: str, kept: Path | None = None, folder: Path = ROOT) -> str:
    """What `code` prints where compiled code is kept in `kept`, if not where it is always kept."""
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    if kept is not None:
        environment["NUMBA_CACHE_DIR"] = str(kept)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_what_is_rehearsed_is_all_that_films_and_pictures_need(tmp_path: Path) -> None:
    """Wherever the code is compiled already: which kernels, for which types, the rehearsal and the films call."""
    said = in_a_fresh_python(
        f"""
        import importlib
        import sys
        from contextlib import suppress
        from pathlib import Path
        from contracts import StudioError
        from engines.motion import formats
        from engines.motion.edit import Edits
        from engines.picture import RenderRequest, render, thumbnail
        from engines.picture.rehearsal import rehearse
        from engines.preparation import PREPARATIONS
        from numba.core.dispatcher import Dispatcher
        from renderers import opengl

        def named(space):
            return {{name: value for name, value in vars(space).items() if isinstance(value, Dispatcher)}}

        def called():
            modules = [module for name, module in sorted(sys.modules.items()) if name.split(".")[0] in LAYERS]
            return {{(kernel, types) for module in modules for kernel in named(module).values()
                    for types in kernel.signatures}}

        LAYERS = ("engines", "renderers")
        rehearse()
        known = called()
        assert PREPARATIONS["pictures"].complete
        within = {{kernel for kernel, _ in known}}  # what is called by another kernel is compiled with it
        waiting = list(within)
        while waiting:
            function = waiting.pop().py_func
            inner = [function.__globals__.get(name) for name in function.__code__.co_names]
            new = {{kernel for kernel in inner if isinstance(kernel, Dispatcher)}} - within
            within |= new
            waiting += new
        for name in PREPARATIONS["pictures"].modules:
            for kernel in named(importlib.import_module(name)).values():
                if kernel not in within:
                    print("never rehearsed:", name, kernel.py_func.__name__)

        walk = Path({str(ROOT / "assets/samples/walk.npz")!r})
        image = Path({str(tmp_path / "wall.png")!r})
        image.write_bytes(thumbnail(formats.read(walk)))
        methods = ["simple"]
        with suppress(StudioError):
            opengl.prepare()
            methods.append("advanced")
        for name, behind in (("a.mp4", "studio"), ("b.mp4", str(image)), ("c.webm", "transparent"), ("d.gif", "#fff")):
            for method in methods:
                request = RenderRequest(
                    motion=walk, out=image.with_name(name), background=behind, size=(96, 64), edits=Edits(end=0.2),
                    method=method,
                )
                assert render(request).frames > 1
        assert len(known) > 9, "kernels are counted"
        for kernel, types in called() - known:
            print("for a film alone:", kernel.py_func.__module__, kernel.py_func.__name__, types)
        """
    )
    assert said == ""


@pytest.mark.slow
def test_what_was_prepared_is_all_that_the_aligner_needs(tmp_path: Path) -> None:
    compiled = in_a_fresh_python(
        """
        import numpy as np
        from numba.core import event
        from engines.preparation import PREPARATIONS, prepare
        from engines.speech.align import align

        class Heard(event.Listener):
            def on_start(self, happened): pass
            def on_end(self, happened): print(happened.data["dispatcher"].py_func.__name__)

        said = []
        prepare("alignment", lambda stage, done, total, message="": said.append((done / total, message)))
        assert {message for _, message in said} == {"Preparing the aligner of words, once on this computer"}, said
        assert said[0][0] < said[-1][0], said
        assert PREPARATIONS["alignment"].complete
        event.register("numba:compile", Heard())
        rng = np.random.default_rng(0)
        for loud in (np.ones(80_000), np.repeat(rng.uniform(0, 1, 10) ** 3, 8000)):
            align((loud * rng.uniform(-0.5, 0.5, 80_000)).astype(np.float32), "A few words, 42 of them.")
        """,
        tmp_path,
    )
    assert compiled == "", "these were compiled while words were being aligned"


@pytest.mark.slow
def test_whoever_cancels_is_heard_while_the_renderer_is_being_prepared(tmp_path: Path) -> None:
    facts = in_a_fresh_python(
        """
        from contracts import Cancelled
        from engines import preparation
        heard = []
        def progress(stage, done, total, message=""):
            heard.append(message)
            if len(heard) == 3:
                raise Cancelled
        try:
            preparation.prepare("pictures", progress)
        except Cancelled:
            print(len(heard), preparation.PREPARATIONS["pictures"].complete)
        process, _ = preparation._under_way["pictures"]
        print(process.poll())
        preparation.stop()
        print(process.poll() is not None)
        """,
        tmp_path,
    )
    assert facts.splitlines() == ["3 False", "None", "True"], "heard at the third look; goes on; ends with the studio"


def test_a_preparation_that_fails_says_so_and_leaves_the_work_to_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "PREPARATIONS", {"stage": Preparation("the stage", (), "engines.nowhere:nothing")})
    monkeypatch.setattr(Preparation, "kept", lambda self: (0, 1))
    said: list[str] = []
    prepare("stage", lambda stage, done, total, message="": said.append(message))
    assert said[0] == "Preparing the stage, once on this computer"
    assert said[-1].startswith("The stage could not be prepared beforehand: KeyError")
    preparation._complete.discard("stage")


def test_what_is_prepared_already_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "PREPARATIONS", {"stage": Preparation("the stage", (), "engines.nowhere:nothing")})
    monkeypatch.setattr(preparation, "_begun", lambda name: pytest.fail("started a process"))

    def progress(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    prepare("stage", progress)
    preparation._complete.discard("stage")


@pytest.mark.slow
def test_a_change_in_one_file_of_loops_reaches_those_that_call_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    inner, outer = tmp_path / "inner_kernels.py", tmp_path / "outer_kernels.py"
    outer.write_text(
        "from contracts.kernels import kernel\nfrom inner_kernels import half\n\n\n"
        "@kernel\ndef quarter(x):\n    return half(half(x))\n"
    )
    ask = """
        import outer_kernels
        from contracts.kernels import kept
        before = kept(outer_kernels)
        print(outer_kernels.quarter(8.0), *before, *kept(outer_kernels))
        """
    loop = "from contracts.kernels import kernel\n\n\n@kernel\ndef half(x):\n    return x / {}\n"
    inner.write_text(loop.format("2.0"))
    assert in_a_fresh_python(ask, kept, tmp_path).split() == ["2.0", "0", "1", "1", "1"]
    assert in_a_fresh_python(ask, kept, tmp_path).split() == ["2.0", "1", "1", "1", "1"], "kept, not compiled again"
    inner.write_text(loop.format("4.0"))
    assert in_a_fresh_python(ask, kept, tmp_path).split() == ["0.5", "0", "1", "1", "1"], "the old half was used"
