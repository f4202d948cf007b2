"""Whether this computer can draw with OpenGL, and how: found out in a child process, since a bad driver may crash."""

import functools
import os
import subprocess
import sys

from contracts import StudioError

PLATFORMS = ("egl", "osmesa") if sys.platform.startswith("linux") else ("",)
"""What PYOPENGL_PLATFORM may be: EGL on a GPU or in software, OSMesa; elsewhere a hidden window of the system."""

SECONDS = 60

_PROBE = """
import numpy, pyrender
mesh = pyrender.Mesh([pyrender.Primitive(positions=numpy.eye(3), normals=numpy.eye(3))])
scene = pyrender.Scene(bg_color=[0, 0, 0, 0])
scene.add(mesh)
scene.add(pyrender.PerspectiveCamera(0.8), pose=[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 4], [0, 0, 0, 1]])
renderer = pyrender.OffscreenRenderer(32, 32)
color, depth = renderer.render(scene)
assert depth.max() > 0
from OpenGL.GL import GL_RENDERER, glGetString
print("renderer:", (glGetString(GL_RENDERER) or b"unnamed").decode())
"""


@functools.cache
def platform() -> tuple[str, str]:
    """The PYOPENGL_PLATFORM that works here and the name of what draws; a StudioError where none does."""
    wanted = os.environ.get("PYOPENGL_PLATFORM")
    reasons = []
    for name in (wanted,) if wanted else PLATFORMS:
        environment = {key: value for key, value in os.environ.items() if key != "PYOPENGL_PLATFORM"}
        if name:
            environment["PYOPENGL_PLATFORM"] = name
        try:
            child = subprocess.run(
                [sys.executable, "-c", _PROBE], env=environment, capture_output=True, text=True, timeout=SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reasons.append(f"{name or 'window'}: {error}")
            continue
        found = [line for line in child.stdout.splitlines() if line.startswith("renderer:")]
        if child.returncode == 0 and found:
            return name, found[-1].removeprefix("renderer:").strip()
        complaint = child.stderr.strip().splitlines()
        reasons.append(f"{name or 'window'}: {complaint[-1] if complaint else f'exit code {child.returncode}'}")
    raise StudioError(
        f"OpenGL does not work on this computer ({'; '.join(reasons)}).",
        "Use the method 'simple', which needs no OpenGL, or install a graphics driver (Debian: libegl1, libosmesa6).",
    )


def in_software() -> bool:
    """Whether OpenGL runs on the processor, which makes every pixel dear."""
    name, drawn_by = platform()
    return name == "osmesa" or any(
        word in drawn_by.lower() for word in ("llvmpipe", "softpipe", "swrast", "software", "swiftshader")
    )


def prepare() -> str:
    """Set PYOPENGL_PLATFORM for this process to what works, before pyrender is imported; returns it."""
    name, _ = platform()
    if name:
        os.environ["PYOPENGL_PLATFORM"] = name
    return name
