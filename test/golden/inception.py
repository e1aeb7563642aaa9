"""Outputs of Keras' Inception-v3 with known weights: .venv/bin/python test/golden/inception.py

Writes inception.json beside it. Weights and input are `numbers` of keras_reference.py, so none need be stored.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np


def numbers(count, stream):
    """float32 in [-0.5, 0.5), as in keras_reference.py."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


SIZE, CLASSES = 75, 4
model = keras.applications.InceptionV3(weights=None, input_shape=(SIZE, SIZE, 3), classes=CLASSES)
number = lambda layer: int(layer.name.rsplit("_", 1)[1]) if layer.name.rsplit("_", 1)[-1].isdigit() else 0
convolutions = sorted((l for l in model.layers if isinstance(l, keras.layers.Conv2D)), key=number)
norms = sorted((l for l in model.layers if isinstance(l, keras.layers.BatchNormalization)), key=number)
shapes = []
for i, (conv, norm) in enumerate(zip(convolutions, norms)):
    shape = conv.kernel.shape
    scale = (12 / np.prod(shape[:-1])) ** 0.5
    conv.kernel.assign((numbers(int(np.prod(shape)), 4 * i).astype(np.float64) * scale).astype(np.float32).reshape(shape))
    channels = shape[-1]
    norm.beta.assign((numbers(channels, 4 * i + 1).astype(np.float64) * 0.2).astype(np.float32))
    norm.moving_mean.assign((numbers(channels, 4 * i + 2).astype(np.float64) * 0.2).astype(np.float32))
    norm.moving_variance.assign(numbers(channels, 4 * i + 3) + 1)
    shapes.append(list(shape))
dense = model.layers[-1]
dense.kernel.assign((numbers(2048 * CLASSES, 1000) * np.float32(0.1)).reshape(2048, CLASSES))
dense.bias.assign(np.zeros(CLASSES, np.float32))

x = numbers(SIZE * SIZE * 3, 2000).reshape(1, SIZE, SIZE, 3) + np.float32(0.5)
# Published weights want [-1, 1].
outputs = model.predict(2 * x - 1, verbose=0)
golden = {
    "keras": keras.__version__,
    "parametersWithoutTop": int(sum(np.prod(w.shape) for l in model.layers[:-1] for w in l.weights)),
    "shapes": shapes,
    "outputs": [float(v) for v in outputs[0]],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
print(golden["outputs"], golden["parametersWithoutTop"])
