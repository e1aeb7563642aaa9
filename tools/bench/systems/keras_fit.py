"""Keras: `model.fit` and `predict_on_batch`, from float32 arrays in memory.

Settings: jitCompile (XLA), data (a tf.data pipeline with prefetch, or the arrays themselves), stepsPerExecution, unroll.
"""

import time

import keras
import tensorflow as tf
from keras_models import build
from protocol import read_task, repeat_for, serve


class Clock(keras.callbacks.Callback):
    """The seconds of each epoch; what fit does before the first and after the last is not counted."""

    def __init__(self):
        super().__init__()
        self.seconds = []
        self.begun = 0.0

    def on_epoch_begin(self, epoch, logs=None):
        self.begun = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.begun)


class KerasFit:
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}

    def __init__(self, task):
        keras.utils.set_random_seed(1)
        self.task = task
        self.targets = task.labels if task.classify else task.inputs
        self.model = build(task.model, unroll=task.settings.get("unroll", False))
        self.model.compile(
            optimizer=keras.optimizers.Adam(1e-3),
            loss="sparse_categorical_crossentropy" if task.classify else "mean_squared_error",
            metrics=["accuracy"] if task.classify else [],
            jit_compile=task.settings["jitCompile"],
            steps_per_execution=task.settings["stepsPerExecution"],
        )

    def train(self, size, epochs):
        batch_size = self.task.batch_size
        x, y = self.task.inputs[:size], self.targets[:size]
        clock = Clock()
        options = {"epochs": epochs, "verbose": 0, "callbacks": [clock]}
        if self.task.settings["data"] == "dataset":
            dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(size)
            dataset = dataset.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
            history = self.model.fit(dataset, **options)
        else:
            history = self.model.fit(x, y, batch_size=batch_size, shuffle=True, **options)
        return clock.seconds, history.history["loss"][-1]

    def first_steps(self, count):
        return self.train(self.task.batch_size, count)[0]

    def epoch(self):
        seconds, loss = self.train(self.task.size, 1)
        return {"seconds": seconds[0], "loss": loss}

    def infer(self, batch_size, seconds):
        inputs = self.task.inputs
        return repeat_for(
            seconds,
            self.task.size,
            batch_size,
            lambda start: self.model.predict_on_batch(inputs[start : start + batch_size]),
        )


tf.config.set_visible_devices([], "GPU")
serve(KerasFit(read_task()))
