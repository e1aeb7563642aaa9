"""What Keras makes of masked sequences, layer by layer, in training; writes keras_masks.json beside this file.

    .venv/bin/python test/golden/keras_masks.py

Weights and sequences come from `numbers`, as in keras_kernels.py; steps 3 and 4 of the first example and step 1 of the
second are zero, and masked. The gradients are those of sum(output * numbers(99)).
"""

import json
import os
from functools import reduce
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def numbers(shape, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream."""
    index = np.arange(int(np.prod(shape)), dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32).reshape(shape)


SHAPE = (2, 5, 4)
sequence = numbers(SHAPE, 1) * 4
sequence[0, 3:] = 0
sequence[1, 1] = 0
other = numbers(SHAPE, 2) * 4
other[1, 2:] = 0


def chain(*stack):
    return lambda a, b: [reduce(lambda x, layer: layer(x), stack, a)]


def merged(merge, axis=None):
    def build(a, b):
        joined = (merge(axis=axis) if axis else merge())([a, b])
        return [layers.GlobalAveragePooling1D()(joined)]

    return build


def states(layer):
    return lambda a, b: list(layer(a))


CASES = {
    "lstm": chain(layers.LSTM(2)),
    "lstmSequences": chain(layers.LSTM(2, return_sequences=True)),
    "lstmBackwards": chain(layers.LSTM(2, return_sequences=True, go_backwards=True)),
    "lstmStates": states(layers.LSTM(2, return_state=True)),
    "gru": chain(layers.GRU(2, reset_after=False)),
    "simpleRnnSequences": chain(layers.SimpleRNN(2, return_sequences=True)),
    "bidirectional": chain(layers.Bidirectional(layers.LSTM(2, return_sequences=True))),
    "bidirectionalLast": chain(layers.Bidirectional(layers.GRU(2, reset_after=False))),
    "pooled": chain(layers.Dense(3, activation="tanh"), layers.Dropout(0.0), layers.GlobalAveragePooling1D()),
    "pooledAfterReshape": chain(layers.Reshape((5, 4)), layers.GlobalAveragePooling1D()),
    "pooledMaximum": chain(layers.GlobalMaxPooling1D()),
    "batchNormalization": chain(layers.BatchNormalization(momentum=0.5), layers.GlobalAveragePooling1D()),
    "layerNormalization": chain(layers.LayerNormalization(), layers.GlobalAveragePooling1D()),
    "distributed": chain(layers.TimeDistributed(layers.Dense(3)), layers.GlobalAveragePooling1D()),
    "add": merged(layers.Add),
    "multiply": merged(layers.Multiply),
    "maximum": merged(layers.Maximum),
    "minimum": merged(layers.Minimum),
    "maximumOfThree": lambda a, b: [layers.GlobalAveragePooling1D()(layers.Maximum()([b, a, layers.Reshape((5, 4))(b)]))],
    "concatenate": merged(layers.Concatenate),
    "concatenateTime": merged(layers.Concatenate, 1),
}


def flat(tensor):
    return [float(f"{value:.8g}") for value in np.asarray(tensor).reshape(-1)]


def run(build):
    a, b = keras.Input(SHAPE[1:]), keras.Input(SHAPE[1:])
    model = keras.Model([a, b], build(layers.Masking()(a), layers.Masking()(b)))
    weights = [*model.trainable_weights, *model.non_trainable_weights]
    for i, weight in enumerate(weights):
        value = numbers(weight.shape, 10 + i)
        weight.assign(value + 1 if weight.name in ("gamma", "moving_variance") else value * 2)
    with tf.GradientTape() as tape:
        outputs = model([sequence, other], training=True)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        loss = sum(tf.reduce_sum(output * numbers(output.shape, 99)) for output in outputs)
    gradients = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
    return {
        "outputs": [flat(output) for output in outputs],
        "gradients": [flat(gradient) for gradient in gradients],
        "statistics": [flat(weight.value) for weight in model.non_trainable_weights],
    }


golden = {
    "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    "sequences": [flat(sequence), flat(other)],
    "cases": {name: run(build) for name, build in CASES.items()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
