"""The best path through a network of states, compiled. Its test tries every path of small networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contracts.kernels import kernel


@kernel
def best_path(
    scores: NDArray[np.float32],
    column: NDArray[np.int64],
    stay: NDArray[np.float32],
    first: NDArray[np.int64],
    before: NDArray[np.int64],
    cost: NDArray[np.float32],
    begin: NDArray[np.float32],
    end: NDArray[np.float32],
) -> NDArray[np.int32]:
    """[T] the state of each frame on the best path; `column` is each state's column in `scores` [T, K]."""
    frames, states = len(scores), len(column)
    back = np.zeros((frames, states), np.uint16)
    now = np.empty(states, np.float32)
    for state in range(states):
        now[state] = begin[state] + scores[0, column[state]]
    then = np.empty(states, np.float32)
    for frame in range(1, frames):
        now, then = then, now
        for state in range(states):
            best = then[state] + stay[state]
            choice = 0
            for edge in range(first[state], first[state + 1]):
                value = then[before[edge]] + cost[edge]
                if value > best:
                    best = value
                    choice = edge - first[state] + 1
            now[state] = best + scores[frame, column[state]]
            back[frame, state] = choice
    path = np.empty(frames, np.int32)
    at = 0
    top = np.float32(-np.inf)
    for state in range(states):
        value = now[state] + end[state]
        if value > top:
            top = value
            at = state
    if top == -np.inf:
        path[:] = -1
        return path
    for frame in range(frames - 1, -1, -1):
        path[frame] = at
        choice = back[frame, at]
        if choice:
            at = before[first[at] + choice - 1]
    return path


@kernel
def banded_path(
    scores: NDArray[np.float32],
    offset: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> NDArray[np.int64]:
    """[S] the frame at which each of a row of states begins, when all follow each other and each has a range of frames.

    State s may hold frames low[s] to high[s]; its scores are at offset[s] onwards. The first begins with the first
    frame, the last ends with the last. -1 in the first place when no path fits.
    """
    states = len(low)
    frames = high[states - 1]
    back = np.zeros(len(scores), np.bool_)
    before = np.full(frames + 1, -np.inf, np.float32)
    now = np.full(frames + 1, -np.inf, np.float32)
    # before[t]: best score of a path whose frames up to t belong to the states so far
    for state in range(states):
        now[:] = -np.inf
        for frame in range(low[state], high[state]):
            at = offset[state] + frame - low[state]
            stay = now[frame - 1] if frame > low[state] else np.float32(-np.inf)
            if state == 0:
                come = np.float32(0) if frame == 0 else np.float32(-np.inf)
            else:
                come = before[frame - 1] if frame > 0 else np.float32(-np.inf)
            if come > stay:
                back[at] = True
                stay = come
            now[frame] = stay + scores[at]
        before, now = now, before
    begins = np.full(states, -1, np.int64)
    if before[frames - 1] == -np.inf:
        return begins
    frame = frames - 1
    for state in range(states - 1, -1, -1):
        while not back[offset[state] + frame - low[state]]:
            frame -= 1
        begins[state] = frame
        frame -= 1
    return begins
