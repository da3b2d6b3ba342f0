"""Train the block model on pages with gold answers: python benchmarks/train_extraction.py --data DIR

Reads the data sets of DIR (see gold.py), and writes newscrawl/extract/model.npz. --folds 5 writes
nothing: it holds out one fifth of the sites after another and prints the scores of the pages held out.
The same data give the same model: every draw is seeded, and one thread does the arithmetic.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: more threads sum in another order
sys.path.insert(0, str(Path(__file__).parent.parent))

import argparse
import hashlib
import math
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import gold
import numpy as np

from newscrawl.extract import article, story, tokens
from newscrawl.extract.blocks import Blocks, blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.model import Model, Network, around, save, sigmoid
from newscrawl.extract.odds import Odds, Table, name_words
from newscrawl.extract.tokens import Floats

FOLDS_INSIDE = 4  # the first network and the odds judge pages they were not made of
IN_GOLD = 0.6  # share of a block's runs of four words that the gold body has too
RUN = 4  # words
NEAR = 2  # blocks; a block too short for runs is of the story beside one that is
HOSTS = 6  # sites that must use a word, or a pair of words, before it counts
HOSTS_OF_NAMES = 4  # likewise for the names of boxes
SHORT = 30  # words; odds of words are learned from blocks no longer
STRONGEST, WEAKEST = 3.0, 0.25  # log odds: none is believed further, none that says less is kept
MOST_WORDS, MOST_CHARACTERS = 120, 400  # of a block; it counts no more for being longer
WEIGHT = 30.0  # of a page, shared among its blocks
SNIPPET, SNIPPET_LEAST, SNIPPET_MOST = 1.0, 10, 400  # a block's weight; characters
SURE, PAGE_SURE, PAGE_LEAST = 0.7, 0.8, 800  # when a page without gold is learned from at all
PSEUDO = 0.4  # weight of a page without gold
FIRST, SECOND = (96, 48), (96, 32)  # hidden layers
SEEDS = (1, 2, 3)  # a network of the second kind each
EPOCHS, BATCH, RATE, DROP, DECAY = 14, 1024, 2e-3, 0.15, 1e-4
MODEL = Path(article.__file__).with_name("model.npz")

NO_ODDS = Odds(Table.of({}), Table.of({}), Table.of({}), {})
Counts = dict[int | str, dict[str, list[float]]]  # by word and site: for the story, against it


@dataclass
class Example:
    """A page cut up, and for each block whether it is of the story and how much that counts."""

    page: gold.Page
    data_set: str
    cut: Blocks
    stated: Stated
    words: tokens.Tokens
    label: Floats = field(default_factory=lambda: np.zeros(0))
    weight: Floats = field(default_factory=lambda: np.zeros(0))
    rows: Floats = field(default_factory=lambda: np.zeros(0))
    again: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def site(self) -> str:
        return gold.site(self.page)

    @property
    def has_gold(self) -> bool:
        return bool(self.page.get("text"))

    def shares(self) -> Floats:
        """Return each block's share of the page's weight."""
        weight = np.sqrt(np.minimum(self.words.counts, MOST_WORDS) + 1)
        return weight / weight.sum() * WEIGHT

    def view(self, odds: Odds) -> Page:
        return Page(self.cut, self.stated, odds)


def example(named: tuple[str, gold.Page]) -> Example | None:
    data_set, page = named
    tree = article.parsed(page["html"])
    if tree is None:
        return None
    stated = article.stated(tree, page.get("url") or "")
    cut = blocks(tree)
    if not cut.texts:
        return None
    one = Example(page, data_set, cut, stated, tokens.tokens(cut.texts))
    label(one)
    return one


def label(one: Example) -> None:
    """Label a page's blocks by its gold body, else by its snippets, else not at all."""
    if one.has_gold:
        _by_gold(one)
    else:
        _by_snippets(one)


def _by_gold(one: Example) -> None:
    """Label each block by how much of it the gold body has; what may but need not be there has no weight."""
    golds = [_stands_in(one.words, text) for text in gold.golds(one.page)]
    one.label = np.max(golds, axis=0)
    one.weight = np.sqrt(np.minimum(one.words.counts, MOST_WORDS) + 1)
    one.weight[one.label != golds[0]] = 0
    one.weight = one.weight / max(one.weight.sum(), 1) * WEIGHT


def _stands_in(words: tokens.Tokens, text: str) -> Floats:
    body, length = tokens.tokens(text.splitlines() or [""]).hashes, words.counts
    runs, of = words.runs(RUN)
    shared = np.bincount(of, np.isin(runs, tokens.runs(body, RUN)), len(length))
    found = (shared / np.maximum(length - RUN + 1, 1) >= IN_GOLD).astype(float)
    found[length < RUN] = 0
    for size in range(1, RUN):
        runs, of = words.runs(size)
        there = np.bincount(of, np.isin(runs, tokens.runs(body, size)), len(length)) > 0
        for place in np.flatnonzero(there & (length == size)):
            found[place] = float((found[max(0, place - NEAR) : place + NEAR + 1] == 1).any())
    return found


def _by_snippets(one: Example) -> None:
    one.label, one.weight = np.zeros(len(one.cut.texts)), np.zeros(len(one.cut.texts))
    wanted = [text for text in one.page.get("with_snippets", ()) if len(text) >= SNIPPET_LEAST]
    unwanted = one.page.get("without_snippets", ())
    for place, text in enumerate(one.cut.texts):
        if any(snippet in text for snippet in wanted):
            one.label[place], one.weight[place] = 1, SNIPPET
        elif len(text) < SNIPPET_MOST and any(snippet in text for snippet in unwanted):
            one.weight[place] = SNIPPET


def odds_of(examples: list[Example]) -> Odds:
    """Learn what words and names say, every site counted once so that none has its way."""
    words, pairs, openings, names = (
        defaultdict(lambda: defaultdict(lambda: [0.0, 0.0])) for _ in range(4)
    )
    for one in examples:
        if one.weight.any():
            tk = one.words
            counted = (tk.counts <= SHORT) & (one.weight > 0)
            _count(words, one, tk.hashes, tk.text, counted[tk.text])
            runs, of = tk.runs(2)
            _count(pairs, one, runs, of, counted[of])
            _count(openings, one, tk.hashes, tk.text, counted[tk.text] & (tk.place == 0))
            _count_names(names, one)
    tables = (Table.of(_odds(counts, HOSTS)) for counts in (words, pairs, openings))
    return Odds(*tables, names=_odds(names, HOSTS_OF_NAMES))


def _count(counts: Counts, one: Example, hashes: Floats, of: Floats, use: Floats) -> None:
    site = one.site
    labels = one.label[of[use]].tolist()
    for key, said in zip(tokens.short(hashes[use]).tolist(), labels, strict=True):
        counts[key][site][0 if said else 1] += 1


def _count_names(counts: Counts, one: Example) -> None:
    """Count a box by the share of its characters that are of the story."""
    size = np.minimum([len(text) for text in one.cut.texts], MOST_CHARACTERS) * (one.weight > 0)
    story_, whole = (np.concatenate(([0.0], np.cumsum(each))) for each in (size * one.label, size))
    for box, first, end in zip(one.cut.boxes, one.cut.first, one.cut.end, strict=True):
        mass = whole[end] - whole[first]
        if box.names and mass:
            share = (story_[end] - story_[first]) / mass
            for word in name_words(box.names):
                said = counts[word][one.site]
                said[0] += share
                said[1] += 1 - share


def _odds(counts: Counts, least_hosts: int) -> dict:
    shares = {key: [f / (f + a) for f, a in by.values()] for key, by in counts.items()}
    whole = sum(map(sum, shares.values()))
    against = sum(map(len, shares.values())) - whole
    prior = math.log((whole + 1) / (against + 1))
    odds = {
        key: math.log((sum(each) + 1) / (len(each) - sum(each) + 1)) - prior
        for key, each in shares.items()
        if len(each) >= least_hosts
    }
    return {
        key: max(-STRONGEST, min(STRONGEST, round(said, 2)))
        for key, said in odds.items()
        if abs(said) >= WEAKEST
    }


class Training:
    """A perceptron under way: Adam, dropout, and a rate that falls along a cosine."""

    def __init__(self, inputs: int, hidden: tuple[int, ...], seed: int, steps: int) -> None:
        self.draw = np.random.default_rng(seed)
        sizes = [inputs, *hidden, 1]
        self.weights = [
            (self.draw.standard_normal((a, b)) * math.sqrt(2 / a)).astype(np.float32)
            for a, b in pairwise(sizes)
        ]
        self.biases = [np.zeros(size, np.float32) for size in sizes[1:]]
        self._params = [*self.weights, *self.biases]
        self._first, self._second = ([np.zeros_like(p) for p in self._params] for _ in range(2))
        self._step, self._steps = 0, steps

    def step(self, rows: Floats, label: Floats, weight: Floats) -> None:
        signals, masks = self._forward(rows)
        chance = 1 / (1 + np.exp(-np.clip(signals[-1][:, 0], -30, 30)))
        slope = ((chance - label) * weight / len(rows)).astype(np.float32)[:, None]
        self._apply([*self._slopes(slope, signals, masks)])

    def _forward(self, rows: Floats) -> tuple[list[Floats], list[Floats]]:
        signals, masks = [rows], []
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            signal = signals[-1] @ weight + bias
            if layer < last:
                kept = self.draw.random(signal.shape, dtype=np.float32) > DROP
                masks.append((kept * (signal > 0) / (1 - DROP)).astype(np.float32))
                signal = signal * masks[-1]
            signals.append(signal)
        return signals, masks

    def _slopes(
        self, slope: Floats, signals: list[Floats], masks: list[Floats]
    ) -> Iterator[Floats]:
        """Yield the loss's slope by each weight, then by each bias."""
        by_bias = []
        by_weight = []
        for layer in reversed(range(len(self.weights))):
            by_weight.insert(0, signals[layer].T @ slope + DECAY * self.weights[layer])
            by_bias.insert(0, slope.sum(0))
            if layer:
                slope = (slope @ self.weights[layer].T) * masks[layer - 1]
        yield from by_weight
        yield from by_bias

    def _apply(self, slopes: list[Floats]) -> None:
        self._step += 1
        rate = RATE * 0.5 * (1 + math.cos(math.pi * self._step / self._steps))
        moments = zip(self._params, slopes, self._first, self._second, strict=True)
        for param, slope, first, second in moments:
            first += 0.1 * (slope - first)  # noqa: PLW2901 - in place
            second += 0.001 * (slope * slope - second)  # noqa: PLW2901 - in place
            size = np.sqrt(second / (1 - 0.999**self._step)) + 1e-8
            param -= rate * (first / (1 - 0.9**self._step)) / size  # noqa: PLW2901 - in place


def fitted(examples: list[Example], column: str, hidden: tuple[int, ...], seed: int) -> Network:
    """Train a network on one of the feature columns of *examples*."""
    keep = [one.weight > 0 for one in examples]
    rows, label, weight = (
        np.concatenate([getattr(one, name)[k] for one, k in zip(examples, keep, strict=True)])
        for name in (column, "label", "weight")
    )
    mean, scale = rows.mean(0), 1 / (rows.std(0) + 1e-3)
    rows = np.clip((rows - mean) * scale, -5, 5).astype(np.float32)
    weight = (weight / weight.mean()).astype(np.float32)
    label = label.astype(np.float32)
    training = Training(rows.shape[1], hidden, seed, steps=EPOCHS * -(-len(rows) // BATCH))
    for _ in range(EPOCHS):
        order = training.draw.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            batch = order[start : start + BATCH]
            training.step(rows[batch], label[batch], weight[batch])
    mean, scale = mean.astype(np.float32), scale.astype(np.float32)
    return Network(mean, scale, training.weights, training.biases)


def trained(examples: list[Example]) -> Model:
    """Train on *examples*: a first network labels the pages without gold, the model learns from all."""
    for one in examples:
        label(one)
    known = [one for one in examples if one.has_gold]
    for _ in folds_inside(known):
        pass
    network, odds = fitted(known, "rows", FIRST, 0), odds_of(known)
    for one in examples:
        if not one.has_gold:
            _by_network(one, network, odds)
    return _model([one for one in examples if one.weight.any()])


def _by_network(one: Example, network: Network, odds: Odds) -> None:
    """Label the blocks that a network is sure of, but those that snippets label."""
    page = one.view(odds)
    chance = sigmoid(network.logits(page.features()))
    told = page.length[chance > 0.5].sum()
    sure = np.abs(2 * chance - 1) > SURE
    if story.certainty(chance, page.length) < PAGE_SURE or told < PAGE_LEAST:
        sure[:] = False
    by_snippet = one.weight > 0
    one.label = np.where(by_snippet, one.label, chance > 0.5)
    one.weight = np.where(by_snippet, one.weight, PSEUDO * sure * one.shares())


def _model(examples: list[Example]) -> Model:
    """Train on *examples*: what the second networks see of the first was never trained on the page."""
    for inside, outside, odds in folds_inside(examples):
        network = fitted(inside, "rows", FIRST, 0)
        for one in outside:
            one.again = np.hstack([one.rows, around(network.logits(one.rows), one.view(odds))])
    first = fitted(examples, "rows", FIRST, 0)
    second = [fitted(examples, "again", SECOND, seed) for seed in SEEDS]
    return Model(odds_of(examples), first, second)


def folds_inside(examples: list[Example]) -> Iterator[tuple[list[Example], list[Example], Odds]]:
    """Give each page features by the odds of the other folds; then yield each split and those odds."""
    fold = [fold_of(one.site, FOLDS_INSIDE, "inside") for one in examples]
    splits = []
    for out in range(FOLDS_INSIDE):
        inside = [one for one, own in zip(examples, fold, strict=True) if own != out]
        outside = [one for one, own in zip(examples, fold, strict=True) if own == out]
        odds = odds_of(inside)
        for one in outside:
            one.rows = one.view(odds).features()
        splits.append((inside, outside, odds))
    yield from splits


def fold_of(site: str, folds: int, salt: str) -> int:
    return int(hashlib.sha1(f"{salt}{site}".encode()).hexdigest(), 16) % folds


def held_out(args: tuple[int, int]) -> list[tuple[str, str, Floats]]:
    """Train without one fold of the sites and return the chances of its pages' blocks."""
    fold, folds = args
    out = [fold_of(one.site, folds, "") == fold for one in EXAMPLES]
    model = trained([one for one, is_out in zip(EXAMPLES, out, strict=True) if not is_out])
    return [
        (one.data_set, one.page["id"], model.probabilities(one.view(model.odds)))
        for one, is_out in zip(EXAMPLES, out, strict=True)
        if is_out
    ]


EXAMPLES: list[Example] = []  # read once, seen by every process that is forked


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets, see gold.py")
    parser.add_argument(
        "--folds", type=int, default=0, help="score pages of sites held out instead"
    )
    arguments = parser.parse_args()
    sets = gold.data_sets(arguments.data)
    named = [(name, page) for name, pages in sets.items() for page in pages]
    with multiprocessing.Pool() as pool:
        EXAMPLES.extend(one for one in pool.imap(example, named, chunksize=20) if one)
    print(f"{len(EXAMPLES)} pages, {sum(len(one.label) for one in EXAMPLES)} blocks", flush=True)
    if arguments.folds:
        print_held_out(arguments.folds)
        return
    model = trained(EXAMPLES)
    with MODEL.open("wb") as file:
        save(model, file)
    print(f"{MODEL.name}: {MODEL.stat().st_size / 1024:.0f} KiB")


def print_held_out(folds: int) -> None:
    """Print the scores of pages whose sites the model has not seen, without any fallback."""
    by_page = {(one.data_set, one.page["id"]): one for one in EXAMPLES}
    scores, snippets = defaultdict(list), Counter()
    with multiprocessing.Pool() as pool:
        for judged in pool.imap_unordered(held_out, [(fold, folds) for fold in range(folds)]):
            for data_set, name, chance in judged:
                one = by_page[data_set, name]
                text = story.judged(one.view(NO_ODDS), chance).text
                if one.has_gold:
                    scores[data_set].append(gold.body_score(text, one.page))
                elif one.page.get("with_snippets"):
                    snippets += gold.snippet_score(text, one.page)
    for data_set, each in sorted(scores.items()):
        print(f"{data_set} {gold.f1_of(each):.4f}")
    if snippets:
        print(f"snippets {gold.snippets_f1(snippets):.4f}")


if __name__ == "__main__":
    main()
