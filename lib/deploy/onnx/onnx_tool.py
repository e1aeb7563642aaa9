"""What onnxruntime's own Python tools do with a file: quantise it, halve it, run it, time it.

    onnx_tool.py JOB.json      the job says what; its answer is printed as JSON

Arrays lie in files of raw little-endian numbers, row-major. Run by lib/deploy/onnx/onnx-tool.ts.
"""

import collections
import json
import logging
import pathlib
import sys
import tempfile
import time
import warnings

import numpy as np
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

RECURRENT = ["LSTM"]


def array(described: dict) -> np.ndarray:
    return np.fromfile(described["file"], described["type"]).reshape(described["shape"])


def session(file: str, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def operators(file: str) -> dict:
    return dict(collections.Counter(node.op_type for node in onnx.load(file).graph.node))


class Calibration(CalibrationDataReader):
    """One example at a time."""

    def __init__(self, name: str, examples: np.ndarray):
        self.feeds = iter([{name: examples[i : i + 1]} for i in range(len(examples))])

    def get_next(self):
        return next(self.feeds, None)


def quantize(job: dict) -> dict:
    """Static, per channel, for convolutions and products; then dynamic for LSTMs, which static leaves as they are."""
    examples = array(job["calibration"])
    with tempfile.TemporaryDirectory() as folder:
        prepared = str(pathlib.Path(folder) / "prepared.onnx")
        quant_pre_process(job["file"], prepared, skip_symbolic_shape=True)
        recurrent = any(node.op_type in RECURRENT for node in onnx.load(prepared).graph.node)
        static = str(pathlib.Path(folder) / "static.onnx") if recurrent else job["to"]
        quantize_static(
            prepared,
            static,
            Calibration(onnx.load(prepared).graph.input[0].name, examples),
            quant_format=QuantFormat.QDQ,
            # Signed both: products of unsigned with signed bytes overflow on processors without VNNI.
            activation_type=QuantType.QInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
        )
        if recurrent:
            quantize_dynamic(static, job["to"], op_types_to_quantize=RECURRENT, weight_type=QuantType.QInt8)
    keep_metadata(job["file"], job["to"])
    return {"operators": operators(job["to"])}


def halve(job: dict) -> dict:
    """Weights and computation in float16, inputs and outputs as they were."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    model = convert_float_to_float16(onnx.load(job["file"]), keep_io_types=True)
    onnx.save(model, job["to"])
    keep_metadata(job["file"], job["to"])
    return {"operators": operators(job["to"])}


def keep_metadata(source: str, target: str) -> None:
    model = onnx.load(target)
    known = {each.key for each in model.metadata_props}
    for each in onnx.load(source).metadata_props:
        if each.key not in known:
            model.metadata_props.add(key=each.key, value=each.value)
    onnx.save(model, target)


def run(job: dict) -> dict:
    """Answers to all examples; the outputs are written behind one another."""
    inference = session(job["file"], job["threads"])
    name = inference.get_inputs()[0].name
    examples = array(job["input"])
    size = job["batchSize"]
    parts = [inference.run(None, {name: examples[i : i + size]}) for i in range(0, len(examples), size)]
    outputs = [np.concatenate(each) for each in zip(*parts)]
    pathlib.Path(job["output"]).write_bytes(b"".join(each.astype(np.float32).tobytes() for each in outputs))
    return {"shapes": [list(each.shape) for each in outputs]}


def measure(job: dict) -> dict:
    """Milliseconds of single answers, in the order in which they were given."""
    inference = session(job["file"], job["threads"])
    name = inference.get_inputs()[0].name
    examples = array(job["input"])
    feeds = [{name: examples[i : i + 1]} for i in range(len(examples))]
    times = []
    for i in range(job["warmUp"] + job["repeats"]):
        begun = time.perf_counter()
        inference.run(None, feeds[i % len(feeds)])
        times.append((time.perf_counter() - begun) * 1000)
    return {"times": times[job["warmUp"] :]}


def main() -> None:
    job = json.loads(pathlib.Path(sys.argv[1]).read_text())
    print(json.dumps({"quantize": quantize, "halve": halve, "run": run, "measure": measure}[job["do"]](job)))


main()
