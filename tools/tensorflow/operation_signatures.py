"""Writes lib/tensorflow/graph/operation-signatures.ts: what a trace must know of TensorFlow's own operations.

    .venv/bin/python tools/tensorflow/operation_signatures.py

An operation's inputs stand in a row, each by the attribute that holds its type: `T`, `-` where the type is fixed,
`N*T` for a list of N of one type, `[T]` for a list of any types. `!` stands before operations that TensorFlow holds for
stateful. Left out is what cannot occur: operations of TPUs, XLA and tf.data, and those without anything to tell.
"""

import re
import textwrap
from collections import defaultdict
from pathlib import Path

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session

FILE = Path(__file__).parents[2] / "lib" / "tensorflow" / "graph" / "operation-signatures.ts"
ELSEWHERE = re.compile("TPU|Tpu|Xla|XLA|Boosted|Dataset|Iterator|Experimental|^_(?!Fused)|Mkl|Rpc|DTensor|Sharding|UniformQuant")


def registered():
    operations = op_def_pb2.OpList()
    operations.ParseFromString(pywrap_tf_session.TF_GetBuffer(pywrap_tf_session.TF_GetAllOpList()))
    return operations.op


def input_type(argument):
    if argument.type_list_attr:
        return f"[{argument.type_list_attr}]"
    single = argument.type_attr or "-"
    return f"{argument.number_attr}*{single}" if argument.number_attr else single


def main():
    names = defaultdict(list)
    for operation in registered():
        types = [input_type(argument) for argument in operation.input_arg]
        signature = " ".join(["!"] * operation.is_stateful + types)
        if not ELSEWHERE.search(operation.name) and not re.fullmatch("[- ]*", signature):
            names[signature].append(operation.name)
    lines = []
    for signature, operations in sorted(names.items()):
        text = f"{signature}: {' '.join(sorted(operations))}"
        lines += textwrap.wrap(text, 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    FILE.write_text(
        f"/** Of TensorFlow {tf.__version__}, written by tools/tensorflow/operation_signatures.py, which says how to read it. */\n"
        + "export const SIGNATURES = `\n" + "\n".join(lines) + "\n`;\n"
    )


main()
