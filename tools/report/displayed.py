"""Which form of an output a page shows: the richest that it can, or a sentence that names what it cannot."""

import json

PLOTLY = "application/vnd.plotly.v1+json"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif")
WIDGET = "application/vnd.jupyter.widget-view+json"

SENTENCES = {
    WIDGET: "Un élément interactif (widget), qui ne vit que dans JupyterLab.",
    "text/javascript": "Du JavaScript, qu’un rapport n’exécute pas.",
    "application/javascript": "Du JavaScript, qu’un rapport n’exécute pas.",
}


def displayed(bundle):
    """@param bundle the content of an output by MIME type. Returns its kind, its content, and what the kind needs."""
    for kind, mimes in (
        ("figure", (PLOTLY,)),
        ("html", ("text/html", "image/svg+xml")),
        ("picture", PICTURES),
        ("prose", ("text/markdown",)),
        ("formula", ("text/latex",)),
    ):
        for mime in mimes:
            if mime in bundle:
                return {"kind": kind, "mime": mime, "content": bundle[mime]}
    if "application/json" in bundle:
        return {"kind": "text", "content": json.dumps(bundle["application/json"], ensure_ascii=False, indent=1)}
    if "application/pdf" in bundle:
        content = bundle["application/pdf"]
        size = max(1, round(len(content) * 3 / 4 / 1000))
        sentence = f"Un document PDF ({size}\u00a0ko), à ouvrir à part."
        return {"kind": "file", "mime": "application/pdf", "name": "document.pdf", "content": content, "sentence": sentence}
    if "text/plain" in bundle:
        return {"kind": "text", "content": bundle["text/plain"]}
    for mime, sentence in SENTENCES.items():
        if mime in bundle:
            return {"kind": "notice", "sentence": sentence}
    names = ", ".join(bundle) or "sans contenu"
    return {"kind": "notice", "sentence": f"Une sortie qu’un rapport ne montre pas ({names})."}
