"""The search's compiled loops against their definitions: every path tried, every term written out."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.alignment import cepstra
from engines.speech.alignment.acoustics import AcousticModel, english
from engines.speech.alignment.cepstra_kernel import without_noise
from engines.speech.alignment.viterbi_kernel import banded_path, best_path


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    return english()


def random_features(count: int) -> np.ndarray:
    rng = np.random.default_rng(count)
    samples = np.cumsum(rng.standard_normal(count * 160 + 400)) * np.hanning(count * 160 + 400)
    return cepstra.features((samples / np.abs(samples).max()).astype(np.float32), clean=False)


@pytest.mark.parametrize("frames", [1, 37, 230])
def test_scores_are_those_of_their_definition(model: AcousticModel, frames: int) -> None:
    rng = np.random.default_rng(frames)
    senones = rng.permutation(len(model.owner))[:40]
    features = random_features(frames)[:frames]
    assert np.allclose(model.scores(features, senones), model.scores_plain(features, senones), atol=0.15)


def test_scores_stop_when_told_to(model: AcousticModel) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.scores(random_features(500), np.arange(100), stop)


def test_a_phone_is_known_by_its_neighbours_or_by_itself(model: AcousticModel) -> None:
    assert model.senones("T", "S", "AA") != model.senones("T", "N", "IY")
    assert len(model.senones("ZH", "ZH", "ZH")) == 3  # nobody says that, yet it has states


def test_noise_is_taken_off_as_its_definition_says() -> None:
    bands = np.random.default_rng(0).gamma(2, 1e6, (120, 25)) * np.linspace(0.1, 3, 120)[:, None]
    assert np.allclose(without_noise(bands), cepstra.without_noise_plain(bands), rtol=1e-9)


def test_rows_of_features_lie_five_milliseconds_apart() -> None:
    """A click moves from row to row by as much as it is moved in time."""
    rng = np.random.default_rng(3)
    quiet = rng.standard_normal(16_000).astype(np.float32) * 1e-4
    peaks = []
    for at in (8000, 8080):
        sound = quiet.copy()
        sound[at : at + 40] += 0.5
        peaks.append(int(cepstra.features(sound, clean=False)[:, 0].argmax()))
    assert peaks[1] - peaks[0] == round(80 / 16_000 / cepstra.FRAME)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 4))
def test_the_best_path_beats_every_other(seed: int, frames: int, states: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((frames, 3)).astype(np.float32)
    column = rng.integers(0, 3, states)
    stay = rng.standard_normal(states).astype(np.float32)
    edges = {
        (one, two): float(rng.standard_normal()) for one in range(states) for two in range(states) if rng.random() < 0.5
    }
    into = [[(one, cost) for (one, two), cost in edges.items() if two == state] for state in range(states)]
    first = np.concatenate([[0], np.cumsum([len(row) for row in into])]).astype(np.int64)
    before = np.array([one for row in into for one, _ in row], np.int64)
    cost = np.array([value for row in into for _, value in row], np.float32)
    begin, end = rng.standard_normal((2, states)).astype(np.float32)
    begin[rng.random(states) < 0.3] = -np.inf
    end[rng.random(states) < 0.3] = -np.inf

    def worth(path: tuple[int, ...]) -> float:
        total = (
            float(begin[path[0]]) + float(end[path[-1]]) + sum(float(scores[t, column[s]]) for t, s in enumerate(path))
        )
        for one, two in itertools.pairwise(path):
            ways = [edges[one, two]] if (one, two) in edges else []
            ways += [float(stay[one])] if one == two else []
            total += max(ways, default=-np.inf)
        return total

    best = max(worth(path) for path in itertools.product(range(states), repeat=frames))
    found = best_path(scores, column, stay, first, before, cost, begin, end)
    if best == -np.inf:
        assert (found == -1).all()
    else:
        assert worth(tuple(found.tolist())) == pytest.approx(best, abs=1e-4)


@given(st.integers(0, 10_000), st.integers(1, 7), st.integers(1, 3))
def test_the_best_row_of_boundaries_beats_every_other(seed: int, frames: int, states: int) -> None:
    rng = np.random.default_rng(seed)
    low = np.sort(rng.integers(0, frames, states))
    high = np.sort(np.minimum(low + rng.integers(1, frames + 1, states), frames))
    low[0], high[-1] = 0, frames
    columns = [rng.standard_normal(b - a).astype(np.float32) for a, b in zip(low, high, strict=True)]
    offset = np.concatenate([[0], np.cumsum([len(one) for one in columns])[:-1]]).astype(np.int64)

    def worth(begins: tuple[int, ...]) -> float:
        total = 0.0
        for state, (start, stop) in enumerate(itertools.pairwise((*begins, frames))):
            if start >= stop or start < low[state] or stop > high[state]:
                return -np.inf
            total += float(columns[state][start - low[state] : stop - low[state]].sum())
        return total

    rows = [(0, *rest) for rest in itertools.combinations(range(1, frames), states - 1)]
    best = max((worth(row) for row in rows), default=-np.inf)
    found = banded_path(np.concatenate(columns), offset, low, high)
    if best == -np.inf:
        assert found[0] == -1
    else:
        assert worth(tuple(found.tolist())) == pytest.approx(best, abs=1e-4)
