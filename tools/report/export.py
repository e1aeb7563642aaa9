"""Turns an executed notebook into one HTML file that asks the network for nothing.

    python export.py NOTEBOOK --to report|slides --output FILE --images FOLDER --mathjax FILE --reveal FOLDER < LESSON.json

LESSON.json on standard input holds title, profile and provenance, as the page shows them.
"""

import argparse
import html
import json
import os
import re
import sys
from importlib.resources import files
from pathlib import Path

import nbformat
from displayed import displayed
from nbconvert.exporters import HTMLExporter
from prose import prose_html
from pygments.formatters import HtmlFormatter

PLOTLY_MIME = "application/vnd.plotly.v1+json"
HERE = Path(__file__).parent

MATH = re.compile(r"\$[^$]+\$|\\\(|\\\[|\\begin\{")
FENCED_OR_SPAN = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#{1,3}) +(.*)$", re.MULTILINE)

# Longer code or output stands on a slide of its own.
SHORT_CODE_LINES = 12
SHORT_TABLE_ROWS = 8
SHORT_PROSE = 350
# A heading stands above whatever follows: words that are shrunk to fit are better than a slide without any.
TITLE_LENGTH = 80
SHORT_OUTPUT_CHARACTERS = 700


def json_script(value):
    """JSON inside a <script> element: nothing in it may close the element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def figure_alt(spec):
    return (spec.get("layout", {}).get("meta") or {}).get("alt") or "Figure"


def lesson_links(markup):
    """A link to another lesson's notebook leads to its report; one to anything else that lies here leads nowhere."""
    return re.sub(r'href="(?:\./)?(\d\d\w?-[\w-]+)\.ipynb(#[^"]*)?"', r'href="\1.html\2"', markup)


def uses_math(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    prose += [data[mime] for data in outputs for mime in ("text/latex", "text/markdown") if mime in data]
    return any(MATH.search(FENCED_OR_SPAN.sub("", text)) for text in prose)


def slides_of(notebook):
    """Sections and slides: a first or second-level heading opens a section, a third-level one a slide. What is short
    shares a slide with what follows; a figure begins a slide, which short words below it share."""
    sections = []

    def last_slide():
        return sections[-1]["slides"][-1] if sections and sections[-1]["slides"] else None

    def new_slide(part, heading=False):
        if not sections:
            sections.append({"title": "", "slides": []})
        sections[-1]["slides"].append({"parts": [part], "heading": heading})

    def add(part, share):
        slide = last_slide()
        if slide and share(slide["parts"]):
            slide["parts"].append(part)
        else:
            new_slide(part)

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for level, title, source in split_at_headings(cell.source):
                part = {"kind": "prose", "source": source, "attachments": cell.get("attachments", {})}
                if level in (1, 2):
                    sections.append({"title": "" if level == 1 else plain(title), "slides": []})
                    new_slide(part, heading=True)
                else:
                    add(part, all_short_prose)
        elif cell.cell_type == "raw":
            add({"kind": "raw", "cell": cell, "source": cell.source}, is_title)
        elif cell.cell_type == "code":
            roomy = cell.source.count("\n") < SHORT_CODE_LINES
            add({"kind": "code", "cell": cell}, all_short_prose if roomy else is_title)
            for output in cell.outputs:
                short = is_short(output)
                add({"kind": "output", "output": output}, lambda parts, short=short: short and has_room(parts))
    return sections


def all_short_prose(parts):
    return all(part["kind"] == "prose" for part in parts) and sum(len(part["source"]) for part in parts) < SHORT_PROSE


def is_title(parts):
    """Whether there is but a heading, which does not stand alone on a slide."""
    return [part["kind"] for part in parts] == ["prose"] and len(parts[0]["source"]) < TITLE_LENGTH


def has_room(parts):
    """Whether a short output fits below: below a figure, one; below short code, two."""
    outputs = [part for part in parts if part["kind"] == "output"]
    if any(not is_short(part["output"]) for part in outputs):
        return len(parts) < 2
    code_lines = sum(part["cell"].source.count("\n") + 1 for part in parts if part["kind"] == "code")
    return code_lines <= SHORT_CODE_LINES and len(outputs) < 2


def split_at_headings(source):
    """(level, title, source) of each stretch; level 0 before the first heading."""
    blanked = re.sub(r"^(```|~~~).*?^\1", lambda m: re.sub(r"[^\n]", " ", m[0]), source, flags=re.DOTALL | re.MULTILINE)
    marks = [(m.start(), len(m[1]), m[2]) for m in HEADING.finditer(blanked)]
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, 0, ""))
    ends = [start for start, _, _ in marks[1:]] + [len(source)]
    stretches = [(level, title, source[start:end].strip()) for (start, level, title), end in zip(marks, ends)]
    return [stretch for stretch in stretches if stretch[2]]


def plain(markdown):
    return re.sub(r"[*_`]", "", markdown).strip()


def is_short(output):
    if output.output_type in ("stream", "error"):
        return output.output_type == "stream" and len(output.text) < SHORT_OUTPUT_CHARACTERS
    if PLOTLY_MIME in output.data or any(mime.startswith("image/") for mime in output.data):
        return False
    markup = output.data.get("text/html", "")
    if "<svg" in markup or markup.count("<tr") > SHORT_TABLE_ROWS:
        return False
    return len(re.sub(r"<[^>]*>", "", markup)) < SHORT_OUTPUT_CHARACTERS


def script(text):
    return "<script>" + text.replace("</script", "<\\/script") + "</script>"


def style(text):
    return f"<style>{text}</style>"


def read(path):
    return Path(path).read_text(encoding="utf-8")


def assets(to, page, reveal, code_style):
    sheets = [read(page / "prose.css"), code_style]
    if to == "slides":
        sheets = [read(reveal / "dist/reveal.css"), *sheets, read(page / "slides.css")]
    else:
        sheets.append(read(page / "report.css"))
    return "\n".join(style(sheet) for sheet in sheets)


def scripts(to, page, reveal, mathjax):
    texts = [read(files("plotly") / "package_data/plotly.min.js"), read(page / "figures.js")]
    if to == "slides":
        texts += [read(reveal / "dist/reveal.js"), read(page / "slides.js")]
    else:
        texts.append(read(page / "report.js"))
    if mathjax:
        texts += [read(page / "math.js"), read(mathjax)]
    return "\n".join(script(text) for text in texts)


def read_notebook(path):
    try:
        return nbformat.read(path, as_version=4)
    except UnicodeDecodeError as error:
        sys.exit(f"{path} is no UTF-8 text (byte {error.start}): save it again with JupyterLab.")
    except (nbformat.reader.NotJSONError, ValueError) as error:
        sys.exit(f"{path} is no notebook: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--to", choices=["report", "slides"], required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True, help="folder that pictures in the prose are relative to")
    parser.add_argument("--mathjax", type=Path, required=True)
    parser.add_argument("--reveal", type=Path, required=True)
    arguments = parser.parse_args()
    lesson = json.load(sys.stdin)

    notebook = read_notebook(arguments.notebook)
    notebook.metadata["language_info"] = {"name": "typescript", "pygments_lexer": "typescript"}
    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(HERE)],
        template_file=f"{arguments.to}.html.j2",
        filters={
            "json_script": json_script,
            "figure_alt": figure_alt,
            "lesson_links": lesson_links,
            "displayed": displayed,
            "prose": lambda source, attachments: prose_html(source, arguments.images, attachments),
        },
    )
    resources = {
        "lesson": lesson,
        "sections": slides_of(notebook),
        "metadata": {"name": html.escape(lesson["title"])},
    }
    body, _ = exporter.from_notebook_node(notebook, resources)

    page = HERE / "page"
    mathjax = arguments.mathjax if uses_math(notebook) else None
    code_style = HtmlFormatter(style="default").get_style_defs(".highlight")
    head = assets(arguments.to, page, arguments.reveal, code_style)
    body = body.replace("<!-- assets -->", head, 1)
    body = body.replace("<!-- scripts -->", scripts(arguments.to, page, arguments.reveal, mathjax), 1)

    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    temporary = arguments.output.with_name(f".{arguments.output.name}.{os.getpid()}.part")
    temporary.write_text(body, encoding="utf-8")
    os.replace(temporary, arguments.output)


if __name__ == "__main__":
    main()
