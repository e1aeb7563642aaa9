"""Executes one notebook cell by cell and reports each step as one line of JSON on standard output.

    python execute.py NOTEBOOK --to EXECUTED --cwd FOLDER --timeout SECONDS

nbclient alone takes a cell whose reply is not `error` for a success. Here every code cell must be answered `ok`: a cell
that the kernel aborted, or that failed after its reply, fails the notebook. EXECUTED is written at the end in either
case, whole or not at all; the caller decides what becomes of it.
"""

import argparse
import asyncio
import json
import os
import queue
import re
import sys
import time

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

KERNEL = "cahier"

# A promise that nobody awaited may be rejected after the last cell's reply: the kernel is heard that much longer.
LATE_SECONDS = 0.3

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class CellFailure(Exception):
    """Names the cell by its number among the code cells, from 1, as a reader counts them."""

    def __init__(self, cell, name, message):
        super().__init__(message)
        self.cell = cell
        self.name = name
        self.message = message


def report(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class StrictClient(NotebookClient):
    """Keeps each cell's reply, and the errors that appear when their cell was already answered."""

    def __init__(self, notebook, **options):
        super().__init__(notebook, **options)
        self.reply = None
        self.on_cell_executed = self._keep_reply
        self.late_errors = []

    async def _keep_reply(self, cell, cell_index, execute_reply):
        self.reply = execute_reply

    async def async_start_new_kernel_client(self):
        kernel_client = await super().async_start_new_kernel_client()
        receive = kernel_client.iopub_channel.get_msg

        async def watched(*args, **options):
            message = await receive(*args, **options)
            if message["msg_type"] == "error" and message["parent_header"].get("msg_id") in self.answered:
                self.late_errors.append(message["content"])
            return message

        self.answered = set()
        kernel_client.iopub_channel.get_msg = watched
        return kernel_client

    async def run(self):
        code_cells = [(index, cell) for index, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        if not code_cells:
            raise CellFailure(0, "NoCell", "this notebook has no code cell")
        async with self.async_setup_kernel():
            report("ready", cells=len(code_cells))
            for number, (index, cell) in enumerate(code_cells, start=1):
                await self._run_cell(number, index, cell)
            await self._drain()
            self._refuse_late_errors(len(code_cells), code_cells[-1][1])

    async def _run_cell(self, number, index, cell):
        report("cell", cell=number)
        start = time.monotonic()
        if not cell.source.strip():
            raise CellFailure(number, "EmptyCell", "this code cell is empty")
        self.reply = None
        try:
            await self.async_execute_cell(cell, index)
        except CellTimeoutError:
            raise CellFailure(number, "Timeout", f"the cell was still running after {self.timeout} s") from None
        except DeadKernelError:
            raise CellFailure(number, "DeadKernel", "the kernel died (out of memory, or a crash in native code)") from None
        finally:
            cell.metadata["cahier"] = {"seconds": round(time.monotonic() - start, 3)}
        content = self.reply["content"] if self.reply else {"status": "missing"}
        if content["status"] != "ok":
            raise CellFailure(number, *failure_of(content, cell))
        self.answered.add(self.reply["parent_header"]["msg_id"])
        self._refuse_late_errors(number, cell)

    def _refuse_late_errors(self, number, cell):
        if self.late_errors:
            content = self.late_errors[0]
            cell.outputs.append(nbformat.v4.new_output("error", **{k: content[k] for k in ("ename", "evalue", "traceback")}))
            raise CellFailure(number, *failure_of(content, cell))

    async def _drain(self):
        deadline = time.monotonic() + LATE_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                await self.kc.iopub_channel.get_msg(timeout=left)
            except queue.Empty:
                return


def failure_of(content, cell):
    """Name and message of a failed cell: those of the reply, of its error output, or the red text it left."""
    traceback = content.get("traceback") or []
    if content.get("evalue"):
        text = "\n".join(traceback) or content["evalue"]
        return content.get("ename", "Error"), ANSI.sub("", text)
    for output in cell.outputs:
        if output.output_type == "error":
            return output.ename, ANSI.sub("", "\n".join(output.traceback) or output.evalue)
    red = "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr")
    status = content.get("status")
    return "Error", ANSI.sub("", red).strip() or f"the kernel answered '{status}' where 'ok' was expected"


def write_whole(notebook, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{os.getpid()}.part"
    with open(temporary, "w", encoding="utf-8") as file:
        nbformat.write(notebook, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook")
    parser.add_argument("--to", required=True)
    parser.add_argument("--cwd", required=True)
    parser.add_argument("--timeout", type=int, required=True, help="seconds a cell may take")
    arguments = parser.parse_args()

    notebook = nbformat.read(arguments.notebook, as_version=4)
    client = StrictClient(
        notebook,
        kernel_name=KERNEL,
        timeout=arguments.timeout,
        allow_errors=True,  # so that the reply reaches _run_cell, which refuses it with the cell's number
        coalesce_streams=True,
        resources={"metadata": {"path": arguments.cwd}},
    )
    try:
        asyncio.run(client.run())
    except CellFailure as failure:
        report("failed", cell=failure.cell, name=failure.name, message=failure.message)
    except NoSuchKernel:
        report("failed", cell=0, name="NoKernel", message=f"Jupyter knows no kernel '{KERNEL}'; run: npm run doctor")
    else:
        report("done")
    write_whole(notebook, arguments.to)


if __name__ == "__main__":
    sys.exit(main())
