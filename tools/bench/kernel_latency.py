"""Starts the kernel `cahier` as JupyterLab does and prints its latencies, one JSON line.

    python kernel_latency.py < import_cells.json

import_cells.json: the sources of the cells in which a lesson imports.
"""

import json
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

TRIVIAL_CELLS = 10


def main():
    cells = json.load(sys.stdin)
    manager = KernelManager(kernel_name="cahier")
    begun = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        start = time.perf_counter() - begun

        def seconds(code):
            begun = time.perf_counter()
            reply = client.execute_interactive(code, output_hook=lambda message: None, timeout=120)
            if reply["content"]["status"] != "ok":
                raise SystemExit(f"RuntimeError: a cell failed: {reply['content'].get('evalue')}")
            return time.perf_counter() - begun

        imports = [seconds(code) for code in cells]
        trivial = statistics.median(seconds("1 + 1") for _ in range(TRIVIAL_CELLS))
        latencies = {"start": start, "firstImport": imports[0], "imports": sum(imports), "trivialCell": trivial}
        print(json.dumps(latencies))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
