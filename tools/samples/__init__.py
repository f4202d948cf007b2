"""The movements we show first: animated by hand in code, so that they are ours and can be made again exactly.

`timing` shapes movement in time, `figure` turns hands, feet and gaze into a Motion, and each other module is one
sample. `tools/make_samples.py` writes them.
"""
