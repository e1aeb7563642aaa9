"""Values and gradients of Keras' layers for test/tensorflow; writes keras_kernels.json beside this file.

    .venv/bin/python test/golden/keras_kernels.py

Inputs and weights are not stored: both sides compute them by the same integer arithmetic (`numbers` here and
`goldenNumbers` in test/golden/numbers.ts). The gradients are those of sum(output * numbers(99)).
"""

import json
import os
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


IMAGE, SEQUENCE = (2, 5, 4, 3), (3, 5, 4)
VOLUME, VIDEO = (2, 3, 4, 3, 2), (2, 3, 5, 4, 2)

LAYERS = {
    "conv2dSwish": (IMAGE, lambda: layers.Conv2D(4, 3, padding="same", activation="swish", use_bias=False)),
    "conv2dStrided": (IMAGE, lambda: layers.Conv2D(4, 3, strides=2, activation="relu6")),
    "depthwise": (IMAGE, lambda: layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu")),
    "depthwiseStrided": (IMAGE, lambda: layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)),
    "separable": (IMAGE, lambda: layers.SeparableConv2D(4, 3, padding="same", activation="swish")),
    "denseOverTime": (SEQUENCE, lambda: layers.Dense(3, activation="gelu")),
    "layerNormalization": (SEQUENCE, lambda: layers.LayerNormalization(epsilon=1e-6)),
    "layerNormalizationUnscaled": (IMAGE, lambda: layers.LayerNormalization(center=False, scale=False)),
    "batchNormalizationOverTime": (SEQUENCE, lambda: layers.BatchNormalization()),
    "batchNormalizationUnscaled": (IMAGE, lambda: layers.BatchNormalization(center=False, scale=False)),
    "averagePooling": (IMAGE, lambda: layers.AveragePooling2D(2, padding="same")),
    "globalAverage2d": (IMAGE, lambda: layers.GlobalAveragePooling2D()),
    "globalAverage1d": (SEQUENCE, lambda: layers.GlobalAveragePooling1D()),
    "globalMax2d": (IMAGE, lambda: layers.GlobalMaxPooling2D()),
    "globalMax1d": (SEQUENCE, lambda: layers.GlobalMaxPooling1D()),
    "lstmBackwards": (SEQUENCE, lambda: layers.LSTM(2, go_backwards=True)),
    "lstmBackwardsSequences": (SEQUENCE, lambda: layers.LSTM(2, go_backwards=True, return_sequences=True)),
    "bidirectional": (SEQUENCE, lambda: layers.Bidirectional(layers.LSTM(2))),
    "bidirectionalSequences": (SEQUENCE, lambda: layers.Bidirectional(layers.LSTM(2, return_sequences=True))),
    "conv1d": (SEQUENCE, lambda: layers.Conv1D(3, 2, strides=2, padding="same", activation="relu")),
    "conv1dCausal": (SEQUENCE, lambda: layers.Conv1D(3, 2, padding="causal", dilation_rate=2)),
    "conv2dDilated": (IMAGE, lambda: layers.Conv2D(3, 2, padding="same", dilation_rate=(2, 1), activation="relu")),
    "separableDilated": (IMAGE, lambda: layers.SeparableConv2D(3, 2, padding="same", dilation_rate=2)),
    "conv2dTranspose": (IMAGE, lambda: layers.Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu")),
    "conv3d": (VOLUME, lambda: layers.Conv3D(3, 2, padding="same", activation="relu")),
    "conv3dTranspose": (VOLUME, lambda: layers.Conv3DTranspose(2, 2, strides=(1, 2, 1))),
    "maxPooling1d": (SEQUENCE, lambda: layers.MaxPooling1D(3, 2, padding="same")),
    "averagePooling1d": (SEQUENCE, lambda: layers.AveragePooling1D(2)),
    "simpleRnn": (SEQUENCE, lambda: layers.SimpleRNN(2, return_sequences=True)),
    "gru": (SEQUENCE, lambda: layers.GRU(2, reset_after=False)),
    "gruBackwardsSequences": (SEQUENCE, lambda: layers.GRU(2, reset_after=False, go_backwards=True, return_sequences=True)),
    "lstmRelu": (SEQUENCE, lambda: layers.LSTM(2, activation="relu", use_bias=False)),
    "bidirectionalSum": (SEQUENCE, lambda: layers.Bidirectional(layers.GRU(2, reset_after=False), merge_mode="sum")),
    "convLstm2d": (VIDEO, lambda: layers.ConvLSTM2D(2, 2, padding="same", recurrent_activation="sigmoid")),
    "distributedConvolution": (VIDEO, lambda: layers.TimeDistributed(layers.Conv2D(2, 3, activation="relu"))),
    "layerNormalizationOverTwo": (SEQUENCE, lambda: layers.LayerNormalization(axis=(1, 2))),
    "batchNormalizationFirst": (IMAGE, lambda: layers.BatchNormalization(axis=1)),
    "leakyRelu": (SEQUENCE, lambda: layers.LeakyReLU(0.3)),
    **{
        name: (SEQUENCE, lambda function=function: layers.Activation(function))
        for name, function in {
            "relu": "relu", "relu6": "relu6", "elu": "elu", "selu": "selu", "softplus": "softplus",
            "sigmoid": "sigmoid", "tanh": "tanh", "softmax": "softmax", "swish": "swish",
            "gelu": lambda x: keras.ops.gelu(x, approximate=False),
            "geluTanh": lambda x: keras.ops.gelu(x, approximate=True),
        }.items()
    },
}
# Keras' "gelu" is the exact one, as tf.layers' is.


def flat(tensor):
    return [float(f"{value:.7g}") for value in np.asarray(tensor).reshape(-1)]


def differentiate(function, inputs):
    with tf.GradientTape() as tape:
        for tensor in inputs:
            tape.watch(tensor)
        output = function()
        loss = tf.reduce_sum(output * numbers(output.shape, 99))
    return {"output": flat(output), "gradients": [flat(g) for g in tape.gradient(loss, inputs)]}


def layer_case(shape, build):
    layer = build()
    layer.build(shape)
    # Wide enough to reach the bends of each activation.
    x = tf.constant(numbers(shape, 1) * 8)
    for i, weight in enumerate(layer.trainable_weights):
        weight.assign(numbers(weight.shape, 10 + i) * 2)
    return differentiate(lambda: layer(x, training=True), [x, *(w.value for w in layer.trainable_weights)])


def attention_case(masked):
    """Keras' own attention layer on each head, whose sizes are those of the query over the number of heads."""
    query, key, value = (tf.constant(numbers(shape, 30 + i) * 4) for i, shape in enumerate([(2, 3, 4), (2, 5, 4), (2, 5, 6)]))
    mask = tf.constant(numbers((3, 5), 33) * 6) if masked else None

    def attend():
        heads = []
        for q, k, v in zip(tf.split(query, 2, -1), tf.split(key, 2, -1), tf.split(value, 2, -1)):
            q, k, v = (t[:, :, None, :] for t in (q, k, v))
            bias = None if mask is None else mask[None, None]
            heads.append(keras.ops.dot_product_attention(q, k, v, bias=bias)[:, :, 0, :])
        return tf.concat(heads, -1)

    return differentiate(attend, [query, key, value])


def adamw_path(steps=20):
    """A kernel that decays and a bias that does not, led by the gradients numbers(100 + step)."""
    kernel, bias = keras.Variable(numbers((2, 3), 7), name="kernel"), keras.Variable(numbers((3,), 8), name="bias")
    optimizer = keras.optimizers.AdamW(0.01, weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_list=[bias])
    optimizer.build([kernel, bias])
    for step in range(steps):
        gradients = [numbers((2, 3), 100 + step), numbers((3,), 200 + step)]
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], [kernel, bias])
    return {"kernel": flat(kernel.value), "bias": flat(bias.value)}


golden = {
    "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    "layers": {name: layer_case(*case) for name, case in LAYERS.items()},
    "attention": {"plain": attention_case(False), "masked": attention_case(True)},
    "adamW": adamw_path(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
