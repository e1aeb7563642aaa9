"""scikit-learn's StratifiedGroupKFold on small tables of groups and classes; writes group_folds.json.

Each table holds counts [groups][classes]; the folds are those of an unshuffled split, one number a group.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

SHAPES = [(12, 2, 3), (20, 3, 5), (9, 2, 4), (40, 7, 5), (31, 4, 2)]


def main():
    cases = []
    rng = np.random.default_rng(7)
    for groups, classes, k in SHAPES:
        # Some groups of one class, some of several, of one to nine examples.
        counts = rng.integers(0, 4, (groups, classes)) * (rng.random((groups, classes)) < 0.6)
        counts[counts.sum(axis=1) == 0, 0] = 1
        labels = np.concatenate([np.repeat(np.arange(classes), row) for row in counts])
        members = np.repeat(np.arange(groups), counts.sum(axis=1))
        fold_of = np.zeros(groups, int)
        for fold, (_, test) in enumerate(StratifiedGroupKFold(k).split(labels, labels, members)):
            fold_of[members[test]] = fold
        cases.append({"k": k, "counts": counts.tolist(), "folds": fold_of.tolist()})
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}) + "\n")


main()
