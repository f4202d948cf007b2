"""Run by Blender's own Python, not by pytest: open a file and say what Blender made of it.

python open_in_blender.py FILE RESULT.json SECONDS, where SECONDS are the times to look at, written as 0,0.5,1.25.
"""

import json
import sys
from pathlib import Path

import bpy


def main(file: str, result: str, seconds: str) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    if file.endswith(".bvh"):
        bpy.ops.import_anim.bvh(filepath=file, update_scene_fps=True, update_scene_duration=True)
    else:
        # glTF has no frames: its times are seconds, laid out at the scene's rate. A whole rate, because Blender 4.5
        # lays 30000/1001 out as 30.03 (it multiplies by fps_base where it should divide).
        scene.render.fps = 30
        bpy.ops.import_scene.gltf(filepath=file)
    armature = next(o for o in bpy.data.objects if o.type == "ARMATURE")
    first, last = armature.animation_data.action.frame_range
    found = {
        "blender": bpy.app.version_string,
        "fps": scene.render.fps / scene.render.fps_base,
        "range": [first, last],
        "bones": [bone.name for bone in armature.data.bones],
        "parents": {bone.name: bone.parent.name if bone.parent else None for bone in armature.data.bones},
        "frames": {},
    }
    meshes = [o for o in bpy.data.objects if o.type == "MESH" and o.find_armature() is armature]
    found["meshes"] = [o.name for o in meshes]
    for number, second in enumerate(map(float, seconds.split(","))):
        frame = first + second * found["fps"]
        scene.frame_set(int(frame), subframe=frame - int(frame))
        graph = bpy.context.evaluated_depsgraph_get()
        posed = armature.evaluated_get(graph)
        found["frames"][number] = {
            "joints": {bone.name: list(posed.matrix_world @ bone.head) for bone in posed.pose.bones},
            "keys": [
                {key.name: key.value for key in o.evaluated_get(graph).data.shape_keys.key_blocks}
                if o.data.shape_keys
                else {}
                for o in meshes
            ],
            "mesh": [sample(o.evaluated_get(graph)) for o in meshes],
        }
    Path(result).write_text(json.dumps(found))


def sample(o) -> dict:
    """Bounds of a mesh as it is shown, in the world."""
    places = [o.matrix_world @ v.co for v in o.data.vertices]
    return {
        "count": len(places),
        "low": [min(p[k] for p in places) for k in range(3)],
        "high": [max(p[k] for p in places) for k in range(3)],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
