"""The four models of lessons 01 to 03 in Keras, layer by layer those of lib/models."""

import keras
from keras import layers


def build(model, *, unroll=False):
    """Outputs are probabilities; `unroll` writes the time steps of an LSTM out instead of looping over them."""
    shape, blocks = MODELS[model]
    return keras.Sequential([keras.Input(shape), *blocks(unroll)])


def cifar_cnn(_):
    for filters in (32, 64, 128):
        yield layers.Conv2D(filters, 3, padding="same", activation="relu")
        yield layers.BatchNormalization()
        yield layers.Conv2D(filters, 3, activation="relu")
        yield layers.MaxPooling2D(2)
        yield layers.Dropout(0.25)
    yield layers.Flatten()
    yield layers.Dense(512, activation="relu")
    yield layers.BatchNormalization()
    yield layers.Dropout(0.5)
    yield layers.Dense(256, activation="relu")
    yield layers.Dropout(0.5)
    yield layers.Dense(10, activation="softmax")


def mnist_cnn(_):
    for filters in (32, 64):
        yield layers.Conv2D(filters, 3, activation="relu")
        yield layers.BatchNormalization()
        yield layers.MaxPooling2D(2)
    yield layers.Flatten()
    yield layers.Dense(128, activation="relu")
    yield layers.Dropout(0.5)
    yield layers.Dense(10, activation="softmax")


def mnist_lstm(unroll):
    yield layers.LSTM(128, return_sequences=True, unroll=unroll)
    yield layers.Dropout(0.2)
    yield layers.LSTM(64, unroll=unroll)
    yield layers.Dropout(0.2)
    yield layers.Dense(128, activation="relu")
    yield layers.Dropout(0.5)
    yield layers.Dense(10, activation="softmax")


def autoencoder(_):
    for units in (1024, 512, 64, 512, 1024):
        yield layers.Dense(units, activation="relu")
    yield layers.Dense(3072, activation="sigmoid")


MODELS = {
    "cifarCnn": ((32, 32, 3), cifar_cnn),
    "mnistCnn": ((28, 28, 1), mnist_cnn),
    "mnistLstm": ((28, 28), mnist_lstm),
    "denseAutoencoder": ((3072,), autoencoder),
}
