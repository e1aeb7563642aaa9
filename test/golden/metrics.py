"""Golden vectors of lib/metrics, by scikit-learn, SciPy and statsmodels: python test/golden/metrics.py

Writes metrics.json beside it. The seed is fixed: the same versions give the same file.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy.stats import norm
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def report(y_true, y_pred, classes, zero_division):
    labels = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        y_true, y_pred, labels=labels, zero_division=zero_division
    )
    average = lambda kind: [
        float(v)
        for v in metrics.precision_recall_fscore_support(
            y_true, y_pred, labels=labels, average=kind, zero_division=zero_division
        )[:3]
    ]
    return {
        "zeroDivision": zero_division,
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro": average("macro"),
        "weighted": average("weighted"),
    }


def labelled(name, y_true, y_pred, classes):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    # All classes listed: the distance of two classes must not depend on which others occur.
    kappa = lambda weights=None: float(metrics.cohen_kappa_score(y_true, y_pred, labels=range(classes), weights=weights))
    case = {
        "name": name,
        "yTrue": y_true.tolist(),
        "yPred": y_pred.tolist(),
        "classes": classes,
        "matrix": metrics.confusion_matrix(y_true, y_pred, labels=range(classes)).tolist(),
        "reports": [report(y_true, y_pred, classes, z) for z in (0, 1)],
        "accuracy": float(metrics.accuracy_score(y_true, y_pred)),
        "balancedAccuracy": float(metrics.balanced_accuracy_score(y_true, y_pred)),
        "matthews": float(metrics.matthews_corrcoef(y_true, y_pred)),
        "kappa": kappa(),
        "kappaLinear": kappa("linear"),
        "kappaQuadratic": kappa("quadratic"),
    }
    # JSON has no NaN: null is "undefined".
    return {key: None if isinstance(value, float) and np.isnan(value) else value for key, value in case.items()}


def expand(matrix):
    """The labels that a confusion matrix counts."""
    pairs = [(t, p) for t, row in enumerate(matrix) for p, n in enumerate(row) for _ in range(n)]
    return zip(*pairs)


def binary(name, y_true, scores):
    y_true, scores = np.asarray(y_true), np.asarray(scores)
    roc = lambda drop: dict(
        zip(("fpr", "tpr", "thresholds"), (v.tolist() for v in metrics.roc_curve(y_true, scores, drop_intermediate=drop)))
    )
    precision, recall, thresholds = metrics.precision_recall_curve(y_true, scores)
    case = {
        "name": name,
        "yTrue": y_true.tolist(),
        "scores": scores.tolist(),
        "roc": roc(True),
        "rocAll": roc(False),
        "auc": float(metrics.roc_auc_score(y_true, scores)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "thresholds": thresholds.tolist(),
        "averagePrecision": float(metrics.average_precision_score(y_true, scores)),
    }
    for curve in (case["roc"], case["rocAll"]):
        assert curve["thresholds"][0] == np.inf
        curve["thresholds"][0] = "Infinity"
    return case


def calibration(name, correct, confidences, bins):
    correct, confidences = np.asarray(correct), np.asarray(confidences)
    accuracy, confidence = calibration_curve(correct, confidences, n_bins=bins, strategy="uniform")
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidences), minlength=bins)
    counts = counts[counts > 0]
    return {
        "name": name,
        "correct": correct.tolist(),
        "confidences": confidences.tolist(),
        "bins": bins,
        "counts": counts.tolist(),
        "accuracy": accuracy.tolist(),
        "confidence": confidence.tolist(),
        "expectedCalibrationError": float(np.sum(counts * np.abs(accuracy - confidence)) / counts.sum()),
    }


y5 = rng.integers(0, 5, 200)
p5 = np.where(rng.random(200) < 0.6, y5, rng.integers(0, 5, 200))
absent = rng.choice([0, 1, 3], 40)

probabilities = softmax(rng.normal(size=(60, 6)) * 2)
labels = rng.integers(0, 6, 60)
tied = np.round(probabilities, 1)
sure = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])

scores = rng.random(80)
truth = (rng.random(80) < scores).astype(int)
confidences = np.sort(rng.random(150))
right = (rng.random(150) < confidences**1.5).astype(int)
round_confidences = rng.integers(0, 11, 60) / 10

matrices = {
    "Model 1": [[17, 24, 56, 3], [1, 101, 10, 3], [1, 3, 101, 0], [2, 21, 6, 45]],
    "Model 2": [[17, 27, 52, 4], [1, 97, 15, 2], [3, 4, 97, 1], [1, 12, 10, 51]],
    "Model 3": [[100, 0, 0, 0], [115, 0, 0, 0], [105, 0, 0, 0], [74, 0, 0, 0]],
}

golden = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "labels": [
        labelled("five classes", y5, p5, 5),
        labelled("a class never predicted", [0, 0, 1, 2, 2], [0, 1, 1, 1, 0], 3),
        labelled("a class absent", absent, np.roll(absent, 1), 4),
        labelled("a class absent yet predicted", [0, 0, 1], [0, 2, 1], 3),
        labelled("one example, right", [1], [1], 2),
        labelled("one example, wrong", [0], [1], 2),
        labelled("everything wrong", [0, 1, 0, 1], [1, 0, 1, 0], 2),
        *(labelled(name, *expand(matrix), 4) for name, matrix in matrices.items()),
    ],
    "binary": [
        binary("continuous scores", truth, scores),
        binary("ties", truth, np.round(scores, 1)),
        binary("all scores equal", [0, 1, 1, 0, 1], [0.5] * 5),
        binary("perfect", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),
        binary("reversed", [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9]),
        binary("one of each", [0, 1], [-3.0, 2.0]),
    ],
    "topK": [
        {"yTrue": labels.tolist(), "scores": s.ravel().tolist(), "classes": 6, "k": k,
         "score": float(metrics.top_k_accuracy_score(labels, s, k=k, labels=range(6)))}
        for s in (probabilities, tied) for k in (1, 2, 5)
    ],
    "logLoss": [
        {"yTrue": labels.tolist(), "probabilities": probabilities.ravel().tolist(), "classes": 6, "float32": False,
         "loss": float(metrics.log_loss(labels, probabilities, labels=range(6)))},
        {"yTrue": [0, 1], "probabilities": sure.ravel().tolist(), "classes": 3, "float32": False,
         "loss": float(metrics.log_loss([0, 1], sure, labels=range(3)))},
        {"yTrue": [1, 1], "probabilities": sure.ravel().tolist(), "classes": 3, "float32": False,
         "loss": float(metrics.log_loss([1, 1], sure, labels=range(3)))},
        {"yTrue": [1, 1], "probabilities": sure.ravel().tolist(), "classes": 3, "float32": True,
         "loss": float(metrics.log_loss([1, 1], sure.astype(np.float32), labels=range(3)))},
    ],
    "meanSquaredError": {"yTrue": scores.tolist(), "yPred": scores[::-1].tolist(),
                         "error": float(metrics.mean_squared_error(scores, scores[::-1]))},
    "calibration": [
        calibration("ten bins", right, confidences, 10),
        calibration("values on the edges", (rng.random(60) < 0.5).astype(int), round_confidences, 10),
        calibration("seven bins, some empty", right[100:], confidences[100:], 7),
        calibration("one example", [1], [1.0], 10),
    ],
    "wilson": [
        [k, n, c, *map(float, proportion_confint(k, n, alpha=1 - c, method="wilson"))]
        for k, n, c in [(8, 10, 0.95), (0, 10, 0.95), (10, 10, 0.95), (0, 1, 0.95), (264, 394, 0.95),
                        (9896, 10000, 0.95), (5, 7, 0.9), (5, 7, 0.99), (1, 1, 0.5)]
    ],
    "quantile": [[p, float(norm.ppf(p))] for p in (1e-20, 1e-6, 0.025, 0.1, 0.5, 0.6, 0.9, 0.975, 0.995, 1 - 1e-9)],
    "mcnemar": [
        [b, c, float(mcnemar([[50, b], [c, 20]], exact=True).pvalue)]
        for b, c in [(0, 0), (1, 0), (6, 1), (5, 5), (12, 30), (90, 109), (400, 700), (3000, 3100)]
    ],
}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
