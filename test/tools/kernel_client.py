"""Runs cells in the kernel `cahier` and prints what came back, one JSON line a cell.

    python kernel_client.py [NODE] < cells.json

cells.json: a list of { "code": ..., "interrupt_at": ..., "answers": [...] }. The cell is interrupted at this text of its
output; its questions get these answers, and without any nobody can be asked. NODE replaces the spec's own Node.
"""

import json
import sys
import time

from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="cahier")
if len(sys.argv) > 1:
    manager.kernel_spec.argv[0] = sys.argv[1]
started = time.time()
# Anywhere but the repository's root: the kernel must find it by itself.
manager.start_kernel(cwd="/")
client = manager.client()
client.start_channels()
try:
    client.wait_for_ready(timeout=300)
    print(json.dumps({"ready": time.time() - started}), flush=True)
    ended = set()
    for cell in json.load(sys.stdin):
        result = {"stdout": "", "stderr": "", "errors": [], "displays": [], "inputs": 0, "questions": []}

        def collect(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                result[content["name"]] += content["text"]
                if content["text"].strip() == cell.get("interrupt_at"):
                    result["interrupted"] = time.time()
                    manager.interrupt_kernel()
            elif kind == "error":
                result["errors"].append(content)
            elif kind in ("display_data", "update_display_data"):
                result["displays"].append(content["data"])
            elif kind == "execute_input":
                result["inputs"] += 1

        answers = cell.get("answers")
        nobody = answers == []

        def answer(message):
            # Who still listens when a cell ends may have asked once more: that is no question of the next cell.
            if message["parent_header"]["msg_id"] in ended:
                return
            result["questions"].append(message["content"]["prompt"])
            if answers:
                client.input(answers.pop(0))
            elif nobody:
                result["interrupted"] = time.time()
                manager.interrupt_kernel()

        begun = time.time()
        reply = client.execute_interactive(
            cell["code"],
            output_hook=collect,
            allow_stdin=answers is not None,
            stdin_hook=answer,
            timeout=300,
            stop_on_error=False,
        )
        ended.add(reply["parent_header"]["msg_id"])
        result.update(reply=reply["content"], seconds=time.time() - result.pop("interrupted", begun))
        print(json.dumps(result), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
