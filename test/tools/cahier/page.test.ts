import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { tf } from '../../../lib/tensorflow';
import { saveModel } from '../../../lib/weights';

const cahier = (...args: string[]) =>
  spawnSync(process.execPath, ['tools/cahier/bin.mjs', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });

test('a model folder becomes one file that says what the card says', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-page-'));
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [8, 8, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
  });
  const place = path.join(folder, 'été et hiver');
  await saveModel(model, place, {
    preprocessing: { kind: 'image', height: 8, width: 8, channels: 1 },
    classNames: ['été', 'hiver'],
    pretrained: [{ name: 'seasons', licence: 'CC BY 4.0', authors: 'A. Vivaldi' }],
  });
  const made = cahier('page', place, '--notice', 'Not a <weather> forecast.');
  assert.equal(made.status, 0, made.stderr);
  assert.equal(made.stdout.trim(), `${place}.html`);
  const html = fs.readFileSync(`${place}.html`, 'utf8');
  const content = JSON.parse(/<script type="application\/json" id="content">(.*?)<\/script>/s.exec(html)![1]);
  assert.equal(content.title, 'été et hiver');
  assert.equal(content.notice, 'Not a <weather> forecast.');
  assert.deepEqual(content.output, { kind: 'classes', classNames: ['été', 'hiver'] });
  assert.match(content.credits, /seasons: A. Vivaldi, CC BY 4.0/);
  assert.doesNotMatch(html, /src="?https?:|url\(http/);

  const bare = path.join(folder, 'bare');
  await saveModel(model, bare);
  const refused = cahier('page', bare);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^live: nothing says what the reader gives; .*\n$/);
  fs.rmSync(folder, { recursive: true });
});
