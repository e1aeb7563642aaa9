"""Reference values of Keras for test/models and test/training; writes keras_reference.json beside this file.

    .venv/bin/python test/golden/keras_reference.py

Weights and inputs are not stored: both sides compute them by the same integer arithmetic (`numbers` here,
`goldenNumbers` in test/golden/numbers.ts), exact in either language.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def conv_blocks(filters):
    for i, size in enumerate(filters):
        yield layers.Conv2D(size, 3, padding="same", activation="relu")
        yield layers.BatchNormalization()
        yield layers.Conv2D(size, 3, activation="relu")
        yield layers.MaxPooling2D(2)
        yield layers.Dropout(0.25)


def pooled_blocks(blocks):
    for i, filters in enumerate(blocks):
        if i > 0:
            yield layers.MaxPooling2D(2)
        for size in filters:
            yield layers.Conv2D(size, 3, padding="same")
            yield layers.BatchNormalization(momentum=0.9)
            yield layers.ReLU()


MODELS = {
    "cifarCnn": ((32, 32, 3), [
        *conv_blocks([32, 64, 128]),
        layers.Flatten(),
        layers.Dense(512, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.5),
        layers.Dense(256, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]),
    "mnistCnn": ((28, 28, 1), [
        layers.Conv2D(32, 3, activation="relu"), layers.BatchNormalization(), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.BatchNormalization(), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]),
    "mnistLstm": ((28, 28), [
        layers.LSTM(128, return_sequences=True), layers.Dropout(0.2),
        layers.LSTM(64), layers.Dropout(0.2),
        layers.Dense(128, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]),
    "brainTumorCnn": ((64, 64, 1), [
        layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dropout(0.2),
        layers.Dense(4, activation="softmax"),
    ]),
    "pooledCnn": ((64, 64, 1), [
        *pooled_blocks([[16], [32, 32], [64, 64], [128, 128]]),
        layers.GlobalAveragePooling2D(), layers.Dropout(0.4),
        layers.Dense(4, activation="softmax"),
    ]),
    "denseAutoencoder": ((3072,), [
        *(layers.Dense(size, activation="relu") for size in (1024, 512, 64, 512, 1024)),
        layers.Dense(3072, activation="sigmoid"),
    ]),
}


def sound_blocks(x, pool):
    for filters, rate in ((48, 0.25), (96, 0.3), (192, 0.3)):
        x = layers.Conv2D(filters, 3, padding="same")(x)
        x = layers.BatchNormalization(epsilon=1e-5, momentum=0.9)(x)
        x = layers.Activation("relu")(x)
        x = layers.MaxPooling2D(pool)(x)
        x = layers.Dropout(rate)(x)
    return x


def sound_classifier(x):
    x = layers.Dense(160, activation="relu")(x)
    return layers.Dense(7, activation="softmax")(layers.Dropout(0.35)(x))


def cnn_mfcc():
    x = keras.Input((40, 92, 3))
    return keras.Model(x, sound_classifier(layers.GlobalAveragePooling2D()(sound_blocks(x, 2))))


def crnn_mfcc():
    x = keras.Input((40, 124, 3))
    sequence = layers.Reshape((124, 960))(layers.Permute((2, 3, 1))(sound_blocks(x, (2, 1))))
    for units in (128, 64):
        sequence = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(sequence)
    pools = [layers.GlobalAveragePooling1D()(sequence), layers.GlobalMaxPooling1D()(sequence)]
    return keras.Model(x, sound_classifier(layers.Concatenate()(pools)))


def golden_weights(variable, stream):
    """Scaled so that signals keep their size; variances lie in [0.5, 1.5), scales too."""
    shape = tuple(variable.shape)
    values = numbers(int(np.prod(shape)), stream).astype(np.float64)
    name = variable.path.split("/")[-1]
    if name in ("moving_variance", "gamma"):
        values = values + 1
    elif len(shape) > 1:
        values = values * (12 / np.prod(shape[:-1])) ** 0.5
    else:
        values = values * 0.2
    return values.astype(np.float32).reshape(shape)


def forward_pass(input_shape, model_layers):
    return reference(keras.Sequential([keras.Input(input_shape), *model_layers]))


def reference(model):
    input_shape = model.input_shape[1:]
    # Keras 3 lists weights layer by layer, tfjs the trainable ones first: the stream goes by that order.
    ordered = [*model.trainable_weights, *model.non_trainable_weights]
    ordered = [w for w in ordered if "seed_generator" not in w.path]
    for stream, variable in enumerate(ordered):
        variable.assign(golden_weights(variable, stream))
    batch = 2
    x = numbers(batch * int(np.prod(input_shape)), 1000).reshape(batch, *input_shape) + 0.5
    outputs = model.predict(x, verbose=0)
    return {
        "parameters": model.count_params(),
        "trainableParameters": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "layerOutputShapes": [list(layer.output.shape[1:]) for layer in model.layers],
        "outputs": [float(v) for v in outputs.reshape(-1)],
        "outputShape": list(outputs.shape),
    }


def optimizer_path(optimizer, steps=20):
    """A variable led by the gradients numbers(5, step): where it is after each step."""
    variable = keras.Variable(numbers(5, 7))
    optimizer.build([variable])
    path = []
    for step in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(numbers(5, 100 + step))], [variable])
        path.append([float(v) for v in variable.numpy()])
    return path


def callback_run(losses):
    """What Keras' callbacks make of a given sequence of validation losses."""
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
    stop = keras.callbacks.EarlyStopping(patience=4)
    plateau = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=2, min_lr=2e-4)
    rates = []
    for callback in (stop, plateau):
        callback.set_model(model)
        callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        rates.append(float(model.optimizer.learning_rate.numpy()))
        for callback in (stop, plateau):
            callback.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            break
    return {"losses": losses, "learningRates": rates, "epochs": len(rates), "stopped": bool(model.stop_training)}


def batch_statistics():
    """Running statistics of batch normalisation after three training batches, for both ranks."""
    result = {}
    for rank, shape in (("2", (6, 3)), ("4", (2, 3, 3, 3))):
        layer = layers.BatchNormalization()
        for step in range(3):
            x = numbers(int(np.prod(shape)), 50 + step).reshape(shape) * 4 + 1
            y = layer(x, training=True)
        result[rank] = {
            "output": [float(v) for v in np.asarray(y).reshape(-1)],
            "movingMean": [float(v) for v in layer.moving_mean.numpy()],
            "movingVariance": [float(v) for v in layer.moving_variance.numpy()],
        }
    return result


golden = {
    "versions": {"keras": keras.__version__, "numpy": np.__version__},
    "models": {
        **{name: forward_pass(shape, list(model)) for name, (shape, model) in MODELS.items()},
        "cnnMfcc": reference(cnn_mfcc()),
        "crnnMfcc": reference(crnn_mfcc()),
    },
    "optimizers": {
        "adam": optimizer_path(keras.optimizers.Adam(0.01)),
        "sgd": optimizer_path(keras.optimizers.SGD(0.01, momentum=0.9)),
    },
    "callbacks": [
        callback_run([1.0, 0.9, 0.85, 0.86, 0.84995, 0.9, 0.8, 0.81, 0.82, 0.83, 0.84, 0.7]),
        callback_run([1.0, 1.1, 1.2, 0.99, 0.98, 0.97, 0.99, 0.96, 0.95, 0.94]),
    ],
    "batchStatistics": batch_statistics(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
