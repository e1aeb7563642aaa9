import assert from 'node:assert/strict';
import test from 'node:test';
import { say, sentence } from '../../lib/notebook';
import { insideKernel, updatableHtml } from '../../lib/notebook/display';
import { box, escapeHtml, paragraph, table } from '../../lib/notebook/html';

test('a sentence: numbers the French way, line breaks as spaces, French typography', () => {
  const text = sentence`Sur ${12345} images,
      la perte est ${0.0214333} : est-ce bien ? ${'Oui'}, d'accord.`;
  assert.equal(text, 'Sur 12\u202f345 images, la perte est 0,0214\u00a0: est-ce bien\u202f? Oui, d’accord.');
});

test('a sentence never says "undefined", nor "NaN"', () => {
  assert.throws(() => sentence`${1} et ${undefined as unknown as number}`, /^TypeError: say: value 2 is undefined/);
  assert.equal(sentence`rien : ${Number.NaN}`, 'rien\u00a0: —');
});

test('outside a kernel what is said is printed, and what would be written over is not', (context) => {
  const log = context.mock.method(console, 'log', () => {});
  assert.equal(insideKernel(), false);
  say`L'erreur vaut ${0.5}.`;
  updatableHtml()('<b>50 %</b>');
  assert.deepEqual(
    log.mock.calls.map((call) => call.arguments),
    [['L’erreur vaut 0,5.']],
  );
});

test('HTML is escaped, tables are headed, and both carry their style with them', () => {
  assert.equal(escapeHtml('<b>"a" & b</b>'), '&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;');
  const html = table([{ title: 'Nom' }, { title: 'Part', align: 'right' }], [['<x>', '5 %']], {
    caption: 'Un titre : long',
    foot: [['somme']],
  });
  assert.match(html, /<caption[^>]*>Un titre\u00a0: long<\/caption>/);
  assert.match(html, /<th scope='col'[^>]*>Nom<\/th><th scope='col' style='text-align:right/);
  assert.match(html, /<td[^>]*>&lt;x&gt;<\/td><td style='text-align:right[^>]*>5\u202f%<\/td>/);
  // A row with fewer texts than columns is filled.
  assert.match(html, /<tfoot><tr[^>]*><td[^>]*>somme<\/td><td[^>]*><\/td><\/tr><\/tfoot>/);
  for (const part of [paragraph('a'), box('a')]) assert.match(part, /^<(p|div) style='font-family/);
});
