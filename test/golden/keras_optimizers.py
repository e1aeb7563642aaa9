"""Ten steps of Keras' optimisers for test/training; writes keras_optimizers.json beside this file.

    .venv/bin/python test/golden/keras_optimizers.py

Computed in float64; the gradients are those of `goldenNumbers(5, 100 + step)` (test/golden/numbers.ts).
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

keras.config.set_floatx("float64")
STEPS = 10


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def path(optimizer):
    """The weights after each step."""
    weight = keras.Variable(numbers(5, 7).astype(np.float64))
    weights = []
    for step in range(STEPS):
        optimizer.apply([keras.ops.convert_to_tensor(numbers(5, 100 + step).astype(np.float64))], [weight])
        weights.append(np.asarray(weight.value).tolist())
    return weights


optimizers = keras.optimizers
cosine = lambda: optimizers.schedules.CosineDecay(0.01, decay_steps=10, alpha=0.1)
golden = {
    "versions": {"keras": keras.__version__, "numpy": np.__version__},
    "optimizers": {
        "adam": path(optimizers.Adam(0.01)),
        "adamW": path(optimizers.AdamW(0.01, weight_decay=0.1, beta_2=0.95, epsilon=1e-3)),
        "sgdCosine": path(optimizers.SGD(cosine(), momentum=0.9)),
        "nesterov": path(optimizers.SGD(0.01, momentum=0.9, nesterov=True)),
        "rmsprop": path(optimizers.RMSprop(0.01, rho=0.9, epsilon=1e-3)),
        "rmspropMomentum": path(optimizers.RMSprop(0.01, rho=0.8, momentum=0.5)),
        "lion": path(optimizers.Lion(0.01)),
        "lionDecay": path(optimizers.Lion(0.01, beta_1=0.95, beta_2=0.98, weight_decay=0.1)),
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
