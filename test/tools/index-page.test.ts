import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { LessonConfig } from '../../lib/config';
import { writeIndexPage } from '../../tools/report/index-page';
import { provenanceOf } from '../../tools/report/lesson';
import type { ResultFile } from '../../tools/runner/result';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-index-'));
const places = { notebooks: path.join(FOLDER, 'notebooks'), outputs: FOLDER, reports: path.join(FOLDER, 'reports') };
test.after(() => fs.rmSync(FOLDER, { recursive: true }));

const RESULT: ResultFile = {
  experiment: '01-essai',
  title: 'Un essai',
  profile: 'quick',
  data: { name: 'MNIST', source: 'sample', licence: 'CC', citation: 'c', checksum: 'ab'.repeat(32) },
  sizes: { train: 1800, validation: 200, test: 500 },
  seed: 7,
  overrides: [],
  versions: { tensorflow: '2.21.0', node: '20.20.2' },
  device: { processor: 'A processor', cores: 2, memoryGiB: 8, gpu: false },
  seconds: 1.26,
  commit: 'cd'.repeat(20),
  clean: true,
  date: '2026-01-31T12:00:00Z',
  results: { cnnAccuracy: 0.974, mcnemarP: 4.3e-10, parameters: 11, epochs: 3, notes: 'texte' },
  reference: {},
};

function indexPage(results: readonly string[]): string {
  fs.mkdirSync(places.notebooks, { recursive: true });
  const cells = [{ cell_type: 'markdown', metadata: {}, source: '# 01 · Un <essai>' }];
  fs.writeFileSync(
    path.join(places.notebooks, '01-essai.ipynb'),
    JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  for (const profile of results) {
    fs.mkdirSync(path.join(FOLDER, '01-essai', profile), { recursive: true });
    fs.writeFileSync(path.join(FOLDER, '01-essai', profile, 'result.json'), JSON.stringify(RESULT));
  }
  fs.mkdirSync(places.reports, { recursive: true });
  fs.writeFileSync(path.join(places.reports, '01-essai.pdf'), '');
  const config = () =>
    ({
      expected: { parameters: { min: 10, max: 10 } },
      reference: { cnnAccuracy: 0.9896, boatAccuracy: 0.939 },
    }) as unknown as LessonConfig;
  return fs.readFileSync(writeIndexPage({ ...places, config }), 'utf8');
}

test('a lesson that was not run has neither numbers nor a table', () => {
  const html = indexPage([]);
  assert.match(html, /<h2>01 · Un &lt;essai&gt;<\/h2>/);
  assert.doesNotMatch(html, /<table>/);
});

test('numbers by their French names and in French, the document beside them, and only where something was measured', () => {
  const html = indexPage(['quick']);
  const rows = [...html.matchAll(/<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/g)].map(([, name, cells]) => [
    name,
    ...[...cells.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, text]) => text),
  ]);
  assert.deepEqual(rows, [
    ['paramètres', '11 (hors de l’attendu)', ''],
    ['exactitude du CNN', '97,4\u202f%', '98,96\u202f%'],
    ['CNN contre LSTM, p de McNemar', '4,3 × 10⁻¹⁰', ''],
    ['époques', '3', ''],
  ]);
  assert.match(html, /<td title="attendu : 10" class="bad">/);
  assert.match(html, /<a href="01-essai\.pdf">PDF<\/a>/);
  assert.doesNotMatch(html, /93,9/);
});

test('provenance: one French line with all that is needed to measure again', () => {
  assert.equal(
    provenanceOf(RESULT),
    'Profil quick · MNIST (échantillon embarqué, SHA-256 abababababab…) · 1\u202f800 exemples d’entraînement, ' +
      '200 de validation, 500 de test · graine 7 · TensorFlow 2.21.0, Node 20.20.2 · A processor, 2 cœurs · ' +
      '1,26\u00a0s · version cdcdcdcd · 31/01/2026.',
  );
  assert.match(
    provenanceOf({ ...RESULT, clean: false, overrides: ['seed=8'] }),
    /modifié\u00a0: seed=8.*cdcdcdcd modifiée/,
  );
  assert.match(provenanceOf(null), /n’a pas enregistré/);
});
