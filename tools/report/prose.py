"""Markdown of a notebook's prose as HTML in which every picture is either embedded or named as missing."""

import base64
import html
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# Vector before raster, lossless before lossy.
PREFERRED = ("image/svg+xml", "image/png", "image/jpeg")
PICTURE_TAG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


class ProseRenderer(IPythonRenderer):
    def __init__(self, folder, attachments):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.folder = Path(folder)
        self.attachments = attachments or {}

    def image(self, text, url, title=None):
        source, missing = self.embedded(url)
        if missing:
            return missing
        words = html.escape(re.sub("<[^>]*>", "", text or ""))
        hint = f' title="{html.escape(title)}"' if title else ""
        return f'<img src="{html.escape(source)}" alt="{words}"{hint}>'

    def block_html(self, markup):
        return self.with_pictures(markup) + "\n"

    def inline_html(self, markup):
        return self.with_pictures(markup)

    def with_pictures(self, markup):
        """Only the pictures are changed: a tag may stand in a part of its own, away from the one that closes it."""

        def picture(tag):
            found = SOURCE.search(tag[0])
            if not found:
                return tag[0]
            source, missing = self.embedded(html.unescape(found[1] or found[2] or found[3] or ""))
            return missing or tag[0].replace(found[0], f'src="{html.escape(source)}"')

        return PICTURE_TAG.sub(picture, markup)

    def embedded(self, url):
        """(address, "") of a picture, or ("", a line that names it) where there is none."""
        if url.startswith("data:"):
            return url, ""
        if url.startswith("attachment:"):
            name = url.removeprefix("attachment:")
            bundle = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
            for mime in (*PREFERRED, *bundle):
                if mime in bundle:
                    return f"data:{mime};base64,{joined(bundle[mime])}", ""
            return "", notice(f"Image collée absente du notebook : {unquote(name)}")
        if re.match(r"[a-z][a-z0-9+.-]*:|//", url, re.IGNORECASE):
            return "", notice(f"Image du réseau, non incluse : {url}")
        file = self.folder / unquote(url.split("#")[0].split("?")[0])
        if not file.is_file():
            return "", notice(f"Image introuvable : {unquote(url)}")
        mime = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return f"data:{mime};base64,{base64.b64encode(file.read_bytes()).decode()}", ""


def joined(text):
    return "".join(text) if isinstance(text, list) else text


def notice(sentence):
    """A line in the place of what cannot be shown."""
    text = html.escape(sentence).replace(" :", "\u00a0:")
    return f'<span class="notice">{text}</span>'


def prose_html(source, folder, attachments=None):
    return MarkdownWithMath(renderer=ProseRenderer(folder, attachments)).render(source)
