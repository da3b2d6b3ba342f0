"""Train the block model on pages with gold answers: python benchmarks/train_extraction.py --data DIR

Reads the data sets of DIR (see gold.py), and writes newscrawl/extract/model.npz. --folds 5 writes
nothing: it holds out one fifth of the sites after another and prints the scores of the pages held out.
The same data give the same model on one kind of processor: every draw is seeded, and one thread does
the arithmetic.
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
from dataclasses import dataclass, field

import gold
import numpy as np
from learning import fitted

from newscrawl.extract import article, story, tokens
from newscrawl.extract.blocks import Blocks, blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.model import Model, Network, save, sigmoid
from newscrawl.extract.odds import OPENING, PAIR, WORD, Odds, Table, name_words
from newscrawl.extract.overlap import standing_in
from newscrawl.extract.parsing import parsed
from newscrawl.extract.surroundings import Surroundings
from newscrawl.extract.text import main_text, without_headline
from newscrawl.extract.tokens import Floats

FOLDS_INSIDE = 4  # the odds judge pages they were not made of
HOSTS = 6  # sites that must use a word, or a pair of words, before it counts
HOSTS_OF_NAMES = 4  # likewise for the names of boxes
SHORT = 30  # words; odds of words are learned from blocks no longer
STRONGEST, WEAKEST = 3.0, 0.25  # log odds: none is believed further, none that says less is kept
MOST_WORDS, MOST_CHARACTERS = 120, 400  # of a block; it counts no more for being longer
WEIGHT = 30.0  # of a page, shared among its blocks
SNIPPET, SNIPPET_LEAST, SNIPPET_MOST = 1.0, 10, 400  # a block's weight; characters
SURE, PAGE_SURE, PAGE_LEAST = 0.7, 0.8, 800  # when a page without gold is learned from at all
PSEUDO = 0.4  # weight of a page without gold
# Three networks teach the one that is kept: by itself, one learns what it happened to be shown last.
TEACHERS, TAUGHT = (1, 2, 3), 4  # seeds
# More than its teachers had: in folds .004 better on article-extraction-benchmark, the same on the rest.
TAUGHT_EPOCHS = 27
HEARD = 0.6  # how much of a block's label is what the teachers say of it
MODEL = Path(article.__file__).with_name("model.npz")

NO_ODDS = Odds(Table.of({}), {})
Counts = dict[int | str, dict[str, list[float]]]  # by word and site: for the story, against it


@dataclass
class Example:
    """A page cut up, and for each block whether it is of the story and how much that counts."""

    page: gold.Page
    data_set: str
    cut: Blocks
    stated: Stated
    words: tokens.Tokens
    second: str
    label: Floats = field(default_factory=lambda: np.zeros(0))
    weight: Floats = field(default_factory=lambda: np.zeros(0))
    rows: Floats = field(default_factory=lambda: np.zeros(0))
    around: Surroundings | None = None

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
    tree = parsed(page["html"].encode("utf-8", "replace"))
    if tree is None:
        return None
    stated = article.stated(tree, page.get("url") or "")
    cut = blocks(tree)
    if not cut.texts:
        return None
    second = without_headline(main_text(tree, page.get("url") or ""), stated.title)
    one = Example(page, data_set, cut, stated, tokens.tokens(cut.texts), second)
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
    golds = [standing_in(one.words, text).astype(float) for text in gold.golds(one.page)]
    one.label = np.max(golds, axis=0)
    one.weight = np.sqrt(np.minimum(one.words.counts, MOST_WORDS) + 1)
    one.weight[one.label != golds[0]] = 0
    one.weight = one.weight / max(one.weight.sum(), 1) * WEIGHT


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
    kinds = ((words, WORD), (pairs, PAIR), (openings, OPENING))
    odds = {
        key | int(kind): said
        for counts, kind in kinds
        for key, said in _odds(counts, HOSTS).items()
    }
    return Odds(Table.of(odds), _odds(names, HOSTS_OF_NAMES))


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


def trained(examples: list[Example]) -> Model:
    """Train on *examples*: a network labels the pages without gold, the model learns from all, by way of others."""
    for one in examples:
        label(one)
    known = [one for one in examples if one.has_gold]
    by_other_folds(known)
    network, odds = fitted(known, 0), odds_of(known)
    for one in examples:
        if not one.has_gold:
            _by_network(one, network, odds)
    labelled = [one for one in examples if one.weight.any()]
    by_other_folds(labelled)
    odds = odds_of(labelled)
    teachers = [fitted(labelled, seed) for seed in TEACHERS]
    for one in labelled:
        said = [teacher.logits(one.rows, one.around) for teacher in teachers]
        _hear(one, sigmoid(np.mean(said, axis=0)))
    return Model(odds, fitted(labelled, TAUGHT, epochs=TAUGHT_EPOCHS))


def _by_network(one: Example, network: Network, odds: Odds) -> None:
    """Label the blocks that a network is sure of, but those that snippets label."""
    page = one.view(odds)
    chance = sigmoid(network.logits(page.features(), page.surroundings()))
    told = page.length[chance > 0.5].sum()
    sure = np.abs(2 * chance - 1) > SURE
    if story.certainty(chance, page.length) < PAGE_SURE or told < PAGE_LEAST:
        sure[:] = False
    by_snippet = one.weight > 0
    one.label = np.where(by_snippet, one.label, chance > 0.5)
    one.weight = np.where(by_snippet, one.weight, PSEUDO * sure * one.shares())


def _hear(one: Example, said: Floats) -> None:
    """Mix into a page's labels what the teachers say; on one without gold they speak of every block."""
    unlabelled = one.weight == 0
    one.label = np.where(unlabelled, said, (1 - HEARD) * one.label + HEARD * said)
    if not one.has_gold:
        one.weight = np.where(unlabelled, PSEUDO * one.shares(), one.weight)


def by_other_folds(examples: list[Example]) -> None:
    """Give each page features by the odds of pages of other sites."""
    fold = [fold_of(one.site, FOLDS_INSIDE, "inside") for one in examples]
    for out in range(FOLDS_INSIDE):
        pairs = list(zip(examples, fold, strict=True))
        odds = odds_of([one for one, own in pairs if own != out])
        for one in (one for one, own in pairs if own == out):
            page = one.view(odds)
            one.rows, one.around = page.features(), page.surroundings()


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
    """Print the scores of pages whose sites the model has not seen, without and with a second opinion."""
    by_page = {(one.data_set, one.page["id"]): one for one in EXAMPLES}
    chances: dict[tuple[str, str], Floats] = {}
    with multiprocessing.Pool() as pool:
        for judged in pool.imap_unordered(held_out, [(fold, folds) for fold in range(folds)]):
            chances |= {(data_set, name): chance for data_set, name, chance in judged}
    for title, heard in (("the model alone", False), ("with trafilatura's opinion", True)):
        scores, snippets = defaultdict(list), Counter()
        for named, chance in chances.items():
            one = by_page[named]
            page = one.view(NO_ODDS)
            told = story.heard(page, chance, lambda text=one.second if heard else "": text).text
            if one.has_gold:
                scores[one.data_set].append(gold.body_score(told, one.page))
            elif one.page.get("with_snippets"):
                snippets += gold.snippet_score(told, one.page)
        sets = [f"{data_set} {gold.f1_of(each):.4f}" for data_set, each in sorted(scores.items())]
        if snippets:
            sets.append(f"snippets {gold.snippets_f1(snippets):.4f}")
        print(f"{title}: {', '.join(sets)}")


if __name__ == "__main__":
    main()
