"""Golden vectors of transfer learning: python test/golden/transfer.py

Writes transfer.json beside it: a linear probe (scikit-learn), the folded beta distribution of Mixup (SciPy), and what
aisfx is fed (librosa 0.11, as its package computes it).
"""

import json
import pathlib

import librosa
import numpy as np
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def numbers(count, stream):
    modulus = 2**32
    mixed = (np.arange(count, dtype=object) * 2654435761 + stream * 40503 + 12345) % modulus
    return np.array((mixed * 2246822519 + 7) % modulus, dtype=float) / modulus - 0.5


def chirp(length, rate):
    t = np.arange(length) / rate
    duration = length / rate
    signal = 0.5 * np.sin(2 * np.pi * (100 * t + ((0.4 * rate - 100) * t * t) / (2 * duration)))
    return signal + np.where(t >= duration / 2, 0.25 * np.sin(2 * np.pi * 440 * t), 0) + 0.01 * numbers(length, 1)


size, features, classes = 60, 12, 3
x = numbers(size * features, 5).reshape(size, features) * np.linspace(0.1, 30, features) + 4
y = ((numbers(size, 9) + 0.5) * classes).astype(int)
probes = []
for c in (0.01, 1.0):
    probe = make_pipeline(StandardScaler(), LogisticRegression(C=c, tol=1e-8, max_iter=10_000)).fit(x, y)
    probes.append({"c": c, "probabilities": probe.predict_proba(x).ravel().tolist()})

places = np.linspace(0.05, 0.95, 19)
mixup = [{"alpha": a, "places": places.tolist(), "shares": (1 - beta(a, a).ppf(places / 2)).tolist()} for a in (0.2, 0.8, 2.0)]

rate = 44_100
signal = chirp(3 * rate, rate)
signal = signal / np.abs(signal).max()
mel = librosa.feature.melspectrogram(y=signal.astype(np.float32), sr=rate, n_fft=2048, hop_length=1024, n_mels=96,
                                     htk=True, norm=1.0, pad_mode="constant")
blocks = (np.log10(10_000 * mel + 1) / 9.4578).T
golden = {
    "probe": {"size": size, "features": features, "labels": y.tolist(), "fits": probes},
    "mixup": mixup,
    "aisfx": {"frames": blocks.shape[0], "first": blocks[:100:11].ravel().tolist(), "last": blocks[-1].tolist()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
