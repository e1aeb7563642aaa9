"""Checks each NAME.onnx of a folder and runs it on the inputs of NAME.json; prints {NAME: [[numbers], ...]} as JSON.

Inputs are {"name", "shape", "type", "values"}; outputs come in the order of the file's.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

results = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    onnx.checker.check_model(onnx.load(file), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    given = json.loads(file.with_suffix(".json").read_text())
    feeds = {each["name"]: np.array(each["values"], each["type"]).reshape(each["shape"]) for each in given}
    outputs = session.run(None, feeds)
    results[file.stem] = [{"shape": list(each.shape), "values": each.flatten().tolist()} for each in outputs]
print(json.dumps(results))
