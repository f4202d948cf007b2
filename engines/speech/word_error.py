"""How many words a recogniser got wrong, whatever way numbers and punctuation are written."""

from __future__ import annotations

from dataclasses import dataclass

from engines.speech.spelling import spoken


def word_error_rate(reference: str, hypothesis: str, language: str = "en") -> float:
    """Words put in, left out or exchanged, by the words of `reference`; 0 is perfect, 1 as bad as nothing at all.

    Texts are compared as they are said: '1455,' is the same as 'fourteen fifty five'. Where a number can be said in
    several ways, the one that fits best counts.

    >>> word_error_rate("about fourteen fifty five", "About 1455.")
    0.0
    """
    return word_errors(reference, hypothesis, language).rate


@dataclass(frozen=True)
class WordErrors:
    """Errors and the words they are counted in; sums of both over many clips make the rate of all."""

    errors: int
    words: int

    @property
    def rate(self) -> float:
        return self.errors / self.words if self.words else float(self.errors > 0)

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(self.errors + other.errors, self.words + other.words)


def word_errors(reference: str, hypothesis: str, language: str = "en") -> WordErrors:
    """The least number of words to put in, leave out or exchange to make one text of the other."""
    truth, guess = _Ways(reference, language), _Ways(hypothesis, language)
    # cost[i][j]: the cheapest way to arrive at node i of the truth and node j of the guess
    far = 1 << 30
    cost = [[far] * len(guess.into) for _ in truth.into]
    cost[0][0] = 0
    for i, row in enumerate(cost):
        for j in range(len(row)):
            best = row[j]
            for a, _ in truth.into[i]:
                best = min(best, cost[a][j] + 1)
            for b, _ in guess.into[j]:
                best = min(best, row[b] + 1)
            for a, said in truth.into[i]:
                for b, heard in guess.into[j]:
                    best = min(best, cost[a][b] + (said != heard))
            # An edge without a word costs nothing.
            for a in truth.free[i]:
                best = min(best, cost[a][j])
            for b in guess.free[j]:
                best = min(best, row[b])
            row[j] = best
    return WordErrors(cost[-1][-1], truth.words)


class _Ways:
    """All ways to say a text, as a net: nodes in order, edges with a word from an earlier node to a later one.

    into: for each node its edges (from, word); free: nodes that lead to it without a word.
    """

    def __init__(self, text: str, language: str) -> None:
        self.into: list[list[tuple[int, str]]] = [[]]
        self.free: list[list[int]] = [[]]
        self.words = 0
        here = 0
        for written in spoken(text, language):
            self.words += len(written.spoken)
            ends = [self._way(here, reading) for reading in dict.fromkeys(written.readings)]
            if len(ends) > 1:
                self.into.append([])
                self.free.append(ends)
            here = len(self.into) - 1

    def _way(self, start: int, reading: tuple[str, ...]) -> int:
        """Nodes for one reading from node `start` on; returns its last."""
        at = start
        for word in reading:
            self.into.append([(at, word.lower().replace("’", "'").strip("'"))])
            self.free.append([])
            at = len(self.into) - 1
        return at
