"""Five steps of Keras' own `fit` on small models for test/tensorflow and test/training; writes keras_fit.json beside this file.

    .venv/bin/python test/golden/keras_fit.py

Each case holds what went in (examples, targets, weights of examples and classes, initial weights) and what came out
(predictions before and after, the running loss after each step, the weights after the last). Weights are in the order
of `getWeights` of tf.layers: those that train first, layer by layer, then the others. keras-fit.ts builds the same
models of tf.layers. Computed in float64, so that the rounding errors to be told from faults are those of one side.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import constraints, layers, regularizers

keras.config.set_floatx("float64")
SIZE, BATCH = 18, 4  # five steps, the last of two examples
SEQUENCE, IMAGE = (5, 3), (4, 4, 2)
TOKENS = 6


def numbers(shape, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream."""
    index = np.arange(int(np.prod(shape)), dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32).reshape(shape)


def classes(count, stream, shape=(SIZE,)):
    return np.floor((numbers(shape, stream).astype(np.float64) + 0.5) * count).astype(np.int32)


def tokens():
    """Sequences of 2 to 5 tokens, filled with zeros at the end."""
    ids = 1 + classes(TOKENS - 1, 41, (SIZE, 5))
    ids[np.arange(5)[None, :] >= 2 + classes(4, 42)[:, None]] = 0
    return ids


def padded():
    """The same of vectors."""
    values = numbers((SIZE, *SEQUENCE), 43) * 4
    values[tokens() == 0] = 0
    return values


def sequential(shape, *stack):
    return keras.Sequential([keras.Input(shape), *stack])


def lstm(units, **options):
    return layers.LSTM(units, **options)


def return_state():
    x = keras.Input(SEQUENCE)
    sequence, hidden, cell = lstm(3, return_sequences=True, return_state=True)(x)
    joined = layers.Concatenate()([layers.GlobalMaxPooling1D()(sequence), cell, hidden])
    return keras.Model(x, layers.Dense(3, activation="softmax")(joined))


def shared():
    a, b = keras.Input((4,)), keras.Input((4,))
    tower = layers.Dense(5, activation="tanh")
    joined = layers.Concatenate()([tower(a), layers.Multiply()([tower(a), tower(b)])])
    return keras.Model([a, b], layers.Dense(3, activation="softmax")(joined))


def nested(frozen=False):
    inner = sequential(
        (4,), layers.Dense(5, use_bias=False), layers.BatchNormalization(), layers.Activation("relu"), layers.Dense(4)
    )
    inner.trainable = not frozen
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(3, activation="softmax")(inner(x)))


def nested_head():
    """The softmax is at the end of a model inside."""
    head = sequential((5,), layers.Dense(4, activation="tanh"), layers.Dense(3), layers.Softmax())
    return sequential((4,), layers.Dense(5, activation="relu"), head)


def two_inputs_two_outputs():
    a, b = keras.Input((4,)), keras.Input(SEQUENCE)
    joined = layers.Concatenate()([layers.Dense(4, activation="relu")(a), lstm(3)(b)])
    kind = layers.Dense(3, activation="softmax", name="kind")(joined)
    size = layers.Dense(2, name="size")(joined)
    return keras.Model([a, b], [kind, size])


def images(*stack):
    return sequential(IMAGE, layers.Conv2D(3, 3, use_bias=False), *stack, layers.Flatten(), layers.Dense(3, activation="softmax"))


def classifier(**options):
    return sequential((4,), layers.Dense(5, activation="tanh", **options), layers.Dense(3, activation="softmax"))


VECTORS, OTHERS = numbers((SIZE, 4), 44) * 4, numbers((SIZE, 4), 45) * 4
KINDS = classes(3, 46)
CATEGORICAL, SQUARED = "sparse_categorical_crossentropy", "mean_squared_error"

CASES = {
    "plain": {"build": classifier, "inputs": [VECTORS]},
    "l2": {
        "build": lambda: sequential(
            (4,),
            layers.Dense(5, activation="tanh", kernel_regularizer=regularizers.L2(0.05), bias_regularizer=regularizers.L1(0.03)),
            layers.Dense(3, activation="softmax", kernel_regularizer=regularizers.L1L2(0.02, 0.04)),
        ),
        "inputs": [VECTORS],
    },
    "maxNorm": {
        "build": lambda: sequential(
            (4,),
            layers.Dense(5, activation="tanh", kernel_constraint=constraints.MaxNorm(0.6), bias_constraint=constraints.NonNeg()),
            layers.Dense(4, activation="tanh", kernel_constraint=constraints.MinMaxNorm(0.3, 0.8, rate=0.5)),
            layers.Dense(3, activation="softmax", kernel_constraint=constraints.UnitNorm()),
        ),
        "inputs": [VECTORS],
    },
    "batchNormalization": {
        "build": lambda: images(layers.BatchNormalization(), layers.Activation("relu")),
        "inputs": [numbers((SIZE, *IMAGE), 47) * 4],
    },
    "frozenBatchNormalization": {
        "build": lambda: images(layers.BatchNormalization(trainable=False), layers.Activation("relu")),
        "inputs": [numbers((SIZE, *IMAGE), 47) * 4],
    },
    "classWeights": {"build": classifier, "inputs": [VECTORS], "classWeights": [0.5, 2.0, 1.25]},
    "sampleWeights": {"build": classifier, "inputs": [VECTORS], "sampleWeights": numbers((SIZE,), 48) + 0.75},
    "softmaxLayer": {
        "build": lambda: sequential((4,), layers.Dense(5, activation="relu"), layers.Dense(3), layers.Softmax()),
        "inputs": [VECTORS],
    },
    "embeddingMask": {
        "build": lambda: sequential(
            (5,),
            layers.Embedding(TOKENS, 4, mask_zero=True),
            lstm(3, return_sequences=True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(3, activation="softmax"),
        ),
        "inputs": [tokens()],
    },
    "masking": {
        "build": lambda: sequential(SEQUENCE, layers.Masking(0.0), lstm(3), layers.Dense(3, activation="softmax")),
        "inputs": [padded()],
    },
    "maskedOutputs": {
        "build": lambda: sequential(
            (5,),
            layers.Embedding(TOKENS, 4, mask_zero=True),
            layers.Bidirectional(lstm(3, return_sequences=True)),
            layers.Dense(3, activation="softmax"),
        ),
        "inputs": [tokens()],
        "targets": [classes(3, 49, (SIZE, 5))],
    },
    "returnState": {"build": return_state, "inputs": [numbers((SIZE, *SEQUENCE), 50) * 4]},
    "shared": {"build": shared, "inputs": [VECTORS, OTHERS]},
    "nested": {"build": nested, "inputs": [VECTORS]},
    "nestedFrozen": {"build": lambda: nested(frozen=True), "inputs": [VECTORS]},
    "nestedHead": {"build": nested_head, "inputs": [VECTORS]},
    "regression": {
        "build": lambda: sequential((4,), layers.Dense(5, activation="tanh"), layers.Dense(2)),
        "inputs": [VECTORS],
        "targets": [numbers((SIZE, 2), 51) * 2],
        "losses": [SQUARED],
    },
    "twoInputsTwoOutputs": {
        "build": two_inputs_two_outputs,
        "inputs": [VECTORS, numbers((SIZE, *SEQUENCE), 50) * 4],
        "targets": [KINDS, numbers((SIZE, 2), 51) * 2],
        "losses": [CATEGORICAL, SQUARED],
        "lossWeights": [1.0, 0.25],
    },
}


def rounded(array):
    return [float(f"{value:.9g}") for value in np.asarray(array, np.float64).reshape(-1)]


def stored(array):
    """Values exactly as float32 has them."""
    array = np.asarray(array)
    return {"shape": list(array.shape), "dtype": "int32" if array.dtype == np.int32 else "float32", "values": array.reshape(-1).tolist()}


def in_order(model):
    return [*model.trainable_weights, *model.non_trainable_weights]


def initial(weight, stream):
    value = numbers(weight.shape, stream)
    return value + np.float32(1) if weight.name in ("gamma", "moving_variance") else value * np.float32(2)


def one_or_list(items):
    return items if len(items) > 1 else items[0]


class RunningLoss(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.losses = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(float(logs["loss"]))


class DenseAdam(keras.optimizers.Adam):
    """Adds up the gradients of an embedding's repeated rows, as Keras does on JAX; on TensorFlow it squares each of them."""

    def apply(self, grads, trainable_variables=None):
        return super().apply([tf.convert_to_tensor(gradient) for gradient in grads], trainable_variables)


def run(case, optimizer):
    keras.backend.clear_session()
    targets, losses = case.get("targets", [KINDS]), case.get("losses", [CATEGORICAL])
    model = case["build"]()
    before = [initial(weight, 10 + i) for i, weight in enumerate(in_order(model))]
    for weight, value in zip(in_order(model), before):
        weight.assign(value)
    x, y = one_or_list(case["inputs"]), one_or_list(targets)
    first = model.predict(x, verbose=0)
    model.compile(optimizer, loss=one_or_list(losses), loss_weights=case.get("lossWeights"))
    running = RunningLoss()
    class_weight = dict(enumerate(case["classWeights"])) if "classWeights" in case else None
    model.fit(
        x, y, batch_size=BATCH, shuffle=False, verbose=0, callbacks=[running],
        class_weight=class_weight, sample_weight=case.get("sampleWeights"),
    )
    last = model.predict(x, verbose=0)
    outputs = lambda predictions: [rounded(p) for p in (predictions if isinstance(predictions, list) else [predictions])]
    evaluated = model.evaluate(x, y, batch_size=BATCH, verbose=0)
    return {
        "weights": [stored(value) for value in before],
        "predictions": outputs(first),
        "fitted": {
            "runningLoss": rounded(running.losses),
            "weights": [rounded(weight.value) for weight in in_order(model)],
            "predictions": outputs(last),
            "evaluatedLoss": float(evaluated[0] if isinstance(evaluated, list) else evaluated),
        },
    }


def fit(case):
    runs = {
        "sgd": run(case, keras.optimizers.SGD(0.05, momentum=0.9)),
        "adam": run(case, DenseAdam(0.01)),
    }
    optional = {key: case[key] for key in ("classWeights", "lossWeights") if key in case}
    if "sampleWeights" in case:
        optional["sampleWeights"] = case["sampleWeights"].tolist()
    return {
        "inputs": [stored(x) for x in case["inputs"]],
        "targets": [stored(y) for y in case.get("targets", [KINDS])],
        "losses": [{CATEGORICAL: "categoricalCrossentropy", SQUARED: "meanSquaredError"}[loss] for loss in case.get("losses", [CATEGORICAL])],
        **optional,
        "weights": runs["sgd"]["weights"],
        "predictions": runs["sgd"]["predictions"],
        **{name: result["fitted"] for name, result in runs.items()},
    }


golden = {
    "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    "batchSize": BATCH,
    "learningRates": {"sgd": 0.05, "adam": 0.01},
    "cases": {name: fit(case) for name, case in CASES.items()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
