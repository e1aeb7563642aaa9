import fs from 'node:fs';
import type { PageContent } from './page-content';

/** The program of tfjs' WebAssembly back end that every browser of today runs (SIMD, one thread). */
const WASM = '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';

/** Colours hold 4.5 to 1 on either ground; blue against grey is told apart by everybody. */
const STYLE = `
:root { color-scheme: light dark; --bar: #0072b2; --rest: #8a8a8a; --line: #8888; }
@media (prefers-color-scheme: dark) { :root { --bar: #56b4e9; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 12px; font: 16px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: flex-start; }
h2 { font-size: 16px; margin: 0 0 4px; }
figure { margin: 0; } figcaption { font-size: 14px; }
.input { display: flex; flex-wrap: wrap; gap: 12px 16px; align-items: flex-start; max-width: 660px; }
.drawing { width: 300px; } .drawing .seen { width: 84px; height: 84px; }
.drop { padding: 12px; border: 2px dashed var(--line); border-radius: 8px; }
.drop.over { border-color: var(--bar); }
.drop label { width: 100%; } .drop label span { display: block; margin-bottom: 4px; }
.sheet { width: 280px; height: 280px; border: 1px solid var(--line); touch-action: none; cursor: crosshair; display: block; }
.seen { width: 112px; height: 112px; object-fit: contain; image-rendering: pixelated; border: 1px solid var(--line); display: block; background: #000; }
.seen.large { width: 168px; height: 168px; }
.whole { max-width: 260px; max-height: 260px; }
.spectrogram { width: 100%; max-width: 620px; height: 160px; background: #440154; }
.sliders { display: grid; grid-template-columns: repeat(8, 72px); gap: 2px 8px; }
.sliders input { width: 100%; margin: 0; }
.answer { min-width: 250px; }
.answer output { display: block; font-size: 28px; font-weight: 600; min-height: 42px; }
.bars div { display: grid; grid-template-columns: minmax(24px, max-content) 130px 64px; gap: 8px; align-items: center; line-height: 1.3; }
.bars i { height: 12px; border-bottom: 1px solid var(--line); } .bars b { display: block; height: 11px; background: var(--rest); }
.bars .best { font-weight: 600; } .bars .best b { background: var(--bar); }
.bars [role=cell] { text-align: right; font-variant-numeric: tabular-nums; }
button, input[type=file] { font: inherit; padding: 6px 14px; } button { margin-top: 8px; cursor: pointer; }
[role=alert] { margin: 0; width: 100%; }
.notice { margin: 0 0 12px; padding: 8px 14px; border-left: 4px solid #d55e00; }
footer { margin-top: 12px; font-size: 14px; }
[hidden] { display: none; }
@media (max-width: 600px) { .sliders { grid-template-columns: repeat(4, 1fr); } .sheet { width: min(280px, 80vw); height: auto; aspect-ratio: 1; } }
`;

/** The whole page as one text: it asks for nothing from elsewhere, and runs from a file. */
export function pageHtml(content: PageContent, script: string): string {
  const wasm = fs.readFileSync(require.resolve(WASM)).toString('base64');
  return `<!doctype html>
<html lang="${content.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(content.title)}</title>
<style>${STYLE}</style>
<body>
<div id="live" data-state="loading"></div>
<script type="application/json" id="content">${JSON.stringify(content).replaceAll('<', '\\u003c')}</script>
<script type="text/plain" id="wasm">${wasm}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

/** For an element's text and for an attribute in double quotes. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
