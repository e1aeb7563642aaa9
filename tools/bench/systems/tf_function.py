"""A training step written by hand as a `tf.function`: Keras' layers and optimiser, without Keras' training loop.

The examples lie in one tensor each, and a step gathers its batch there: faster than a tf.data pipeline for data that
fits in memory. Settings: jitCompile (XLA), unroll.
"""

import time

import keras
import numpy as np
import tensorflow as tf
from keras_models import build
from protocol import quickest, read_task, repeat_for, serve
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2


class TfFunction:
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}

    def __init__(self, task):
        keras.utils.set_random_seed(1)
        self.task = task
        self.random = np.random.default_rng(1)
        model = build(task.model, unroll=task.settings.get("unroll", False))
        optimizer = keras.optimizers.Adam(1e-3)
        optimizer.build(model.trainable_variables)
        inputs = tf.constant(task.inputs)
        targets = tf.constant(task.labels) if task.classify else inputs
        self.loss = loss_sum = tf.Variable(0.0)
        self.correct = correct = tf.Variable(0.0)
        jit_compile = task.settings["jitCompile"]

        @tf.function(jit_compile=jit_compile)
        def step(indices):
            x, y = tf.gather(inputs, indices), tf.gather(targets, indices)
            with tf.GradientTape() as tape:
                outputs = model(x, training=True)
                if task.classify:
                    # From probabilities: Keras finds the softmax and computes from its logits.
                    losses = keras.losses.sparse_categorical_crossentropy(y, outputs)
                else:
                    losses = keras.losses.mean_squared_error(y, outputs)
                loss = tf.reduce_mean(losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients)
            loss_sum.assign_add(loss)
            if task.classify:
                hits = tf.equal(tf.argmax(outputs, -1, output_type=tf.int32), y)
                correct.assign_add(tf.reduce_sum(tf.cast(hits, tf.float32)))

        @tf.function(jit_compile=jit_compile, reduce_retracing=True)
        def infer(x):
            return model(x, training=False)

        self.step = step
        self.infer_batch = infer
        self.predictors = {}

    def first_steps(self, count):
        indices = tf.range(self.task.batch_size)
        seconds = []
        for _ in range(count):
            begun = time.perf_counter()
            self.step(indices)
            self.loss.numpy()
            seconds.append(time.perf_counter() - begun)
        return seconds

    def epoch(self):
        begun = time.perf_counter()
        self.loss.assign(0.0)
        self.correct.assign(0.0)
        order = self.random.permutation(self.task.size).astype(np.int32)
        steps = self.task.size // self.task.batch_size
        for step in range(steps):
            self.step(tf.constant(order[step * self.task.batch_size : (step + 1) * self.task.batch_size]))
        loss = float(self.loss.numpy()) / steps
        return {"seconds": time.perf_counter() - begun, "loss": loss}

    def frozen(self, batch_size):
        """The trained model with its weights as constants of the graph, which TensorFlow then folds."""
        signature = tf.TensorSpec([batch_size, *self.task.inputs.shape[1:]])
        graph = convert_variables_to_constants_v2(self.infer_batch.get_concrete_function(signature))
        return lambda x: graph(x)[0]

    def measure(self, infer, batch_size, seconds):
        inputs = self.task.inputs
        return repeat_for(
            seconds,
            self.task.size,
            batch_size,
            lambda start: infer(tf.constant(inputs[start : start + batch_size])).numpy(),
        )

    def infer(self, batch_size, seconds):
        if batch_size not in self.predictors:
            candidates = [self.infer_batch, self.frozen(batch_size)]
            self.predictors[batch_size] = quickest(
                candidates, lambda infer, seconds: self.measure(infer, batch_size, seconds)
            )
        return self.measure(self.predictors[batch_size], batch_size, seconds)


tf.config.set_visible_devices([], "GPU")
serve(TfFunction(read_task()))
