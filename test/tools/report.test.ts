import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { exportNotebook } from '../../tools/report/export';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-export-'));
test.after(() => fs.rmSync(FOLDER, { recursive: true }));

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

type Cell = Record<string, unknown>;
const prose = (source: string, attachments?: object): Cell => ({
  cell_type: 'markdown',
  metadata: {},
  source,
  ...(attachments && { attachments }),
});
const shown = (data: object): Cell => ({
  cell_type: 'code',
  metadata: {},
  source: '1',
  execution_count: 1,
  outputs: [{ output_type: 'display_data', metadata: {}, data }],
});

async function exported(cells: Cell[], to: 'report' | 'slides' = 'report'): Promise<string> {
  const [notebook, page] = ['notebook.ipynb', 'page.html'].map((name) => path.join(FOLDER, name));
  const numbered = cells.map((cell, i) => ({ id: `cell-${i}`, ...cell }));
  fs.writeFileSync(notebook, JSON.stringify({ cells: numbered, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  await exportNotebook(notebook, to, page, { title: 'Essai', profile: 'quick', provenance: '' });
  const [body] = /<(main|div class="slides")>[\s\S]*?(<footer>|<script>)/.exec(fs.readFileSync(page, 'utf8'))!;
  return body;
}

test('pasted pictures are in the page; one that is missing is named in its place, and the rest of the report is there', async () => {
  for (const to of ['report', 'slides'] as const) {
    const html = await exported(
      [
        prose('![a](attachment:a%20b.png)', { 'a b.png': { 'image/png': PNG } }),
        prose(
          '![b](attachment:lost.png)\n\n![c](none.png)\n\n![d](https://example.org/x.png)\n\n<img src="none2.png"> <b>gras</b>',
        ),
        prose(`![e](data:image/png;base64,${PNG})\n\nfin`),
      ],
      to,
    );
    assert.equal(html.split(`data:image/png;base64,${PNG}`).length - 1, 2);
    for (const name of [
      'absente du notebook\u00a0: lost.png',
      'introuvable\u00a0: none.png',
      'non incluse\u00a0: https://example.org/x.png',
      'introuvable\u00a0: none2.png',
    ]) {
      assert.ok(html.includes(name), name);
    }
    assert.match(html, /<b>gras<\/b>/);
    assert.match(html, /fin<\/p>/);
  }
});

test('every output is shown, or a line names what a report does not show', async () => {
  const html = await exported([
    shown({ 'text/latex': '$x^2$' }),
    shown({ 'image/gif': 'R0lGODlhAQABAAAAACw=' }),
    shown({ 'application/json': { a: [1] } }),
    shown({ 'application/pdf': 'JVBERi0xLjQK' }),
    shown({ 'text/javascript': 'alert(1)' }),
    shown({ 'application/vnd.jupyter.widget-view+json': { model_id: 'x' } }),
    shown({ 'application/x-own': 'abc' }),
    shown({ 'application/x-own': 'abc', 'text/plain': 'in words' }),
    { cell_type: 'raw', metadata: {}, source: 'raw <text>' },
  ]);
  assert.match(html, /<div class="prose">\$x\^2\$<\/div>/);
  assert.match(html, /src="data:image\/gif;base64,R0lGODlhAQABAAAAACw="/);
  assert.match(html, /<pre class="text">\{\n &#34;a&#34;|<pre class="text">\{\n "a"/);
  assert.match(html, /<a download="document.pdf" href="data:application\/pdf;base64,JVBERi0xLjQK">Un document PDF/);
  assert.match(html, /Du JavaScript, qu’un rapport n’exécute pas/);
  assert.match(html, /\(widget\)/);
  assert.match(html, /ne montre pas \(application\/x-own\)/);
  assert.match(html, /in words/);
  assert.match(html, /raw &lt;text&gt;/);
  assert.doesNotMatch(html, /alert\(1\)/);
});

test('a file that is no notebook is refused in one sentence', async () => {
  const file = path.join(FOLDER, 'bad.ipynb');
  const lesson = { title: 'x', profile: 'quick', provenance: '' };
  for (const [content, message] of [
    [Buffer.from([0x7b, 0xff, 0x7d]), /is no UTF-8 text/],
    ['not json', /is no notebook/],
  ] as const) {
    fs.writeFileSync(file, content);
    await assert.rejects(exportNotebook(file, 'report', path.join(FOLDER, 'x.html'), lesson), {
      name: 'UserError',
      message,
    });
  }
});
