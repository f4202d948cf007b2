"""The OpenGL renderer: physically based material, shadows on the figure itself, supersampled. Same face as mesh.py.

The figure is drawn by pyrender with a fragment shader of our own, mesh_gl.frag; the soft shadow on the ground and the
backdrop come from the same code as in mesh.py, so both methods make the same kind of picture.
"""

import functools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renderers import lighting, opengl
from renderers.camera import Camera, Size
from renderers.lighting import Rig
from renderers.mesh_canvas import Canvas, Frame, Pixels

FAR = 200.0


@dataclass(eq=False)
class MeshRenderer(Canvas):
    """Draws one surface as its vertices move, with OpenGL.

    All drawing of this process happens on one thread of its own, since a context belongs to a thread; renderers may
    be used from any. `supersample` draws that many pixels across for each one, on top of four samples a pixel: by
    default 2 on a graphics card and 1 where OpenGL itself runs on the processor.
    """

    supersample: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._stage = stage()
        self.across = self.supersample or (1 if opengl.in_software() else 2)
        """How many pixels are drawn across for each of the picture's."""
        self._packed = np.zeros((len(self._colors), 10), np.float32)
        self._scene: _Scene | None = None

    def draw(self, vertices: Frame, camera: Camera) -> Pixels:
        """The picture of the surface with its `vertices [V, 3]` in world metres; valid until the next call."""
        from renderers import geometry_kernels, mesh_gl_kernels, shading_kernels

        vertices = self._checked(vertices)
        topology = self._topology
        geometry_kernels.face_normals(vertices, topology.faces, 0, len(topology.faces), self._normals)
        geometry_kernels.vertex_normals(self._normals, topology.fan_start, topology.fan, 0, len(vertices), self._packed)
        figure = self._stage.draw(self, vertices, self._packed[:, 3:6], camera)
        ground = (0, -1, 0, -1)
        if self.ground:
            ground = self._shadow.on_ground(vertices, camera, self.size)
        self._out[:] = 0 if self.transparent else self._behind(camera)
        light = lighting.single(self.rig, camera, self.size)
        for row in range(max(ground[0], 0), ground[1] + 1):
            shading_kernels.darken(self._shadow.dark, self._shadow.place, light, row, ground[2], ground[3], self._out)
        mesh_gl_kernels.lay_over(figure, self.across, self._out)
        return self._out

    def in_scene(self, vertices: Frame, normals: Frame, camera: Camera) -> "_Scene":
        """This renderer's scene, brought up to date; on the stage's thread with its context current."""
        if self._scene is None:
            self._scene = _Scene(self._topology.faces, self._colors, vertices, normals)
        self._scene.update(vertices, normals)
        self._scene.film(camera, self.rig, self.size)
        return self._scene


class _Scene:
    """One figure, its lights and a camera as pyrender holds them."""

    def __init__(self, faces: NDArray[np.int32], colors: Frame, vertices: Frame, normals: Frame) -> None:
        import pyrender

        material = pyrender.MetallicRoughnessMaterial(doubleSided=True, metallicFactor=0.0, roughnessFactor=0.75)
        self._primitive = pyrender.Primitive(
            positions=vertices.copy(), normals=normals.copy(), color_0=colors, indices=faces, material=material
        )
        self._mesh = pyrender.Mesh([self._primitive])
        self._interleaved = np.hstack([vertices, normals, colors]).astype(np.float32)
        self.scene = pyrender.Scene(bg_color=[0.0, 0.0, 0.0, 0.0])
        self.scene.add(self._mesh)
        self._camera = self.scene.add(pyrender.PerspectiveCamera(0.5, znear=0.02, zfar=FAR))
        self._key = self.scene.add(_key_light())
        self._fill = self.scene.add(pyrender.PointLight())
        self._rim = self.scene.add(pyrender.PointLight())

    def update(self, vertices: Frame, normals: Frame) -> None:
        """Move the figure: into the vertex buffer it already has on the card, or before the first draw into pyrender's
        own arrays, from which that buffer will be made."""
        from OpenGL import GL

        primitive = self._primitive
        primitive.positions, primitive.normals = vertices, normals
        primitive._bounds = self._mesh._bounds = self.scene._bounds = None
        if primitive._vaid is not None:
            self._interleaved[:, :3], self._interleaved[:, 3:6] = vertices, normals
            GL.glBindBuffer(GL.GL_ARRAY_BUFFER, primitive._buffers[0])
            GL.glBufferSubData(GL.GL_ARRAY_BUFFER, 0, self._interleaved.nbytes, self._interleaved)
            GL.glBindBuffer(GL.GL_ARRAY_BUFFER, 0)

    def film(self, camera: Camera, rig: Rig, size: Size) -> None:
        """Set camera and lights for one picture."""
        lens = self._camera.camera
        lens.yfov, lens.aspectRatio = camera.fov_y, size[0] / size[1]
        self.scene.set_pose(self._camera, np.linalg.inv(camera.view()))
        light = lighting.light(rig, camera, size)
        self.scene.ambient_light = np.asarray(rig.sky)
        self._primitive.material.emissiveFactor = np.asarray(rig.floor)
        far_away = 1000.0
        for node, towards, color in (
            (self._key, light.key_towards, rig.key),
            (self._fill, light.fill_towards, rig.fill),
            (self._rim, light.rim_towards, rig.rim),
        ):
            strength = max(max(color), 1e-6)
            node.light.color, node.light.intensity = np.asarray(color) / strength, float(strength)
            towards_lamp = Camera(eye=(0.0, 0.0, 0.0), target=towards).axes()
            pose = np.eye(4)
            pose[:3, 0], pose[:3, 1], pose[:3, 2] = -towards_lamp[0], towards_lamp[1], towards_lamp[2]
            if node is not self._key:
                pose[:3, 3] = far_away * np.asarray(towards)
            self.scene.set_pose(node, pose)


class _Stage:
    """The one OpenGL context of this process and the thread it lives on."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "opengl")
        self._thread.submit(self._open).result()

    def draw(self, renderer: MeshRenderer, vertices: Frame, normals: Frame, camera: Camera) -> Pixels:
        """[h, w, 4] the figure alone at the supersampled size, bottom row first, colours weighted by alpha."""
        return self._thread.submit(self._draw, renderer, vertices, normals, camera).result()

    def _open(self) -> None:
        name = opengl.prepare()
        self._platform = _platform(name)
        self._platform.init_context()
        self._platform.make_current()
        self._renderer = _renderer()

    def _draw(self, renderer: MeshRenderer, vertices: Frame, normals: Frame, camera: Camera) -> Pixels:
        from pyrender import RenderFlags

        self._platform.make_current()
        scene = renderer.in_scene(vertices, normals, camera).scene
        self._renderer.viewport_width = renderer.size[0] * renderer.across
        self._renderer.viewport_height = renderer.size[1] * renderer.across
        flags = RenderFlags.OFFSCREEN | RenderFlags.RGBA | RenderFlags.SHADOWS_DIRECTIONAL
        return self._renderer.render(scene, flags)


@functools.cache
def stage() -> _Stage:
    """The stage, opened on first use; a StudioError where there is no OpenGL."""
    opengl.platform()
    return _Stage()


def _platform(name: str) -> Any:
    if name == "egl":
        from pyrender.platforms import egl

        return egl.EGLPlatform(64, 64)
    if name == "osmesa":
        from pyrender.platforms.osmesa import OSMesaPlatform

        return OSMesaPlatform(64, 64)
    from pyrender.platforms.pyglet_platform import PygletPlatform

    return PygletPlatform(64, 64)


def _renderer() -> Any:
    """A pyrender renderer that uses our fragment shader and reads back colour and alpha, no depth."""
    from OpenGL import GL
    from pyrender.renderer import Renderer
    from pyrender.shader_program import ShaderProgramCache

    class Programs(ShaderProgramCache):  # type: ignore[misc]
        def get_program(self, vertex_shader: str, fragment_shader: str, **rest: Any) -> Any:
            if fragment_shader == "mesh.frag":
                fragment_shader = str(Path(__file__).with_name("mesh_gl.frag"))
            return super().get_program(vertex_shader, fragment_shader, **rest)

    class ColorOnly(Renderer):  # type: ignore[misc]
        def _read_main_framebuffer(self, scene: Any, flags: int) -> Pixels:
            width, height = self._main_fb_dims
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb_ms)
            GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self._main_fb)
            GL.glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL.GL_COLOR_BUFFER_BIT, GL.GL_LINEAR)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb)
            read = GL.glReadPixels(0, 0, width, height, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE)
            return np.frombuffer(read, np.uint8).reshape(height, width, 4)

        def __del__(self) -> None:
            """Lives as long as the process; tidied up while Python ends, PyOpenGL would print among our output."""

    renderer = ColorOnly(64, 64)
    renderer._program_cache = Programs()
    return renderer


def _key_light() -> Any:
    """A directional light whose shadow map fits the sphere around the scene closely, for fine texels and small bias."""
    import pyrender

    class Key(pyrender.DirectionalLight):  # type: ignore[misc]
        def _get_shadow_camera(self, scene_scale: float) -> Any:
            half = max(scene_scale / 2, 1e-3)
            return pyrender.OrthographicCamera(xmag=half, ymag=half, znear=0.02 * scene_scale, zfar=2.0 * scene_scale)

    return Key()
