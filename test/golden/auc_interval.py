"""Golden vectors of the interval of an AUC (DeLong and others, 1988): python test/golden/auc_interval.py

Writes auc_interval.json beside it. Every pair of a positive and a negative example is looked at, which is the method's
definition; lib/metrics ranks instead. The package confidenceinterval, in single precision, must agree.
"""

import json
import pathlib

import numpy as np
from confidenceinterval.delong import delong_roc_variance
from scipy.stats import norm

rng = np.random.default_rng(11)


def interval(y_true, scores, confidence):
    y_true, scores = np.asarray(y_true), np.asarray(scores, dtype=float)
    positive, negative = scores[y_true == 1], scores[y_true == 0]
    # 1 where the positive example scores higher, half where both score the same.
    pairs = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    auc = pairs.mean()
    variance = pairs.mean(axis=1).var(ddof=1) / len(positive) + pairs.mean(axis=0).var(ddof=1) / len(negative)
    theirs, their_variance = delong_roc_variance(y_true, scores)
    assert abs(auc - np.squeeze(theirs)) < 1e-6 and abs(variance - np.squeeze(their_variance)) < 1e-6, (auc, theirs, variance, their_variance)
    half = norm.ppf(0.5 + confidence / 2) * np.sqrt(variance)
    return {
        "yTrue": y_true.tolist(),
        "scores": scores.tolist(),
        "confidence": confidence,
        "auc": float(auc),
        "standardError": float(np.sqrt(variance)),
        "low": float(max(0, auc - half)),
        "high": float(min(1, auc + half)),
    }


truth = (rng.random(90) < 0.3).astype(int)
scores = rng.normal(size=90) + truth
golden = [
    interval(truth, scores, 0.95),
    interval(truth, scores, 0.99),
    interval(truth, np.round(scores), 0.95),
    interval(truth, -scores, 0.95),
    interval([0, 0, 1, 1, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.9, 0.8], 0.95),
    interval([0, 0, 0, 1, 1], [1, 2, 3, 3, 4], 0.9),
    interval([0, 1, 0, 1], [0.5] * 4, 0.95),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
