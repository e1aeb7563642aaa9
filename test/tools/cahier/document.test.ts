import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { cahier, call, soundFolder, writeSound } from './cahier';

const text = fs.readFileSync('docs/command.md', 'utf8');
const lines = [...text.matchAll(/^npx cahier (.+)$/gm)].map(([, line]) => line);

test('each line of docs/command.md does what it says', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-document-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  soundFolder(path.join(folder, 'recordings'), 6);
  writeSound(path.join(folder, 'night.wav'), call('low', { seconds: 12 }));
  const place = (word: string) => path.join(folder, word);
  const inFolder = (word: string) =>
    /^(recordings|models|night|tables|compared|calls|spectrograms)/.test(word) ? place(word) : word;
  for (const line of lines) {
    const { code, err } = await cahier(...line.split(' ').map(inFolder));
    assert.equal(code, 0, `${line}: ${err}`);
  }
  assert.equal(lines.length, 12);
  for (const file of ['models/calls.report.html', 'night.json', 'night.labels.txt', 'compared.html', 'calls.py']) {
    assert.ok(fs.existsSync(place(file)), file);
  }
  assert.equal(fs.readdirSync(place('tables/low')).length, 6);
});
