import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { french } from '../lib/locale/french';
import { textsOf } from './locale/translations';

/** The rooms of lib from the ground up: a room imports from its own storey's rooms below, never from beside or above. */
const STOREYS = [
  ['errors', 'random'],
  ['workspace', 'locale'],
  ['options'],
  ['tensorflow', 'data'],
  ['features'],
  ['augment', 'metrics', 'explain', 'weights'],
  ['models'],
  ['config'],
  ['training'],
  ['results'],
  ['experiments'],
  ['plots'],
  ['deploy', 'live', 'notebook'],
];

const storeyOf = new Map(STOREYS.flatMap((rooms, storey) => rooms.map((room) => [room, storey] as const)));

const sources = (fs.readdirSync('lib', { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .sort();

const roomOf = (file: string) => file.split(path.sep)[0].replace(/\.ts$/, '');

/** What a source imports, types too: relative paths from lib, packages by name. */
function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join('lib', file), 'utf8');
  const found = text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, name]) => (name.startsWith('.') ? path.join(path.dirname(file), name) : name));
}

test('every room of lib stands on a storey', () => {
  const rooms = new Set(sources.map(roomOf));
  assert.deepEqual([...rooms].sort(), [...storeyOf.keys()].sort());
});

test('no arrow points up: a room knows only the rooms below it', () => {
  const upwards = sources.flatMap((file) => {
    const room = roomOf(file);
    return importsOf(file)
      .filter((name) => storeyOf.has(roomOf(name)) && roomOf(name) !== room)
      .filter((name) => storeyOf.get(roomOf(name))! >= storeyOf.get(room)!)
      .map((name) => `${file} imports ${name}`);
  });
  assert.deepEqual(upwards, []);
});

test('lib knows nothing of notebooks, tools and tests', () => {
  const outside = sources.flatMap((file) => importsOf(file).filter((name) => name.startsWith('..')));
  assert.deepEqual(outside, []);
});

test('no two sources import one another, not even for a type', () => {
  const graph = new Map<string, string[]>(
    sources.map((file) => [file, importsOf(file).flatMap((name) => sourceOf(name) ?? [])]),
  );
  const circles: string[] = [];
  for (const [file, imported] of graph) {
    for (const other of imported)
      if (other > file && graph.get(other)?.includes(file)) circles.push(`${file} <-> ${other}`);
  }
  assert.deepEqual(circles, []);
});

function sourceOf(name: string): string | undefined {
  return [`${name}.ts`, path.join(name, 'index.ts')].find((file) => sources.includes(file));
}

const GUESTS: Readonly<Record<string, readonly string[]>> = {
  '@tensorflow/': ['tensorflow'],
  danfojs: ['data', 'metrics'],
  plotly: ['plots', 'notebook'],
  tslab: ['notebook'],
};

for (const [guest, hosts] of Object.entries(GUESTS)) {
  test(`only ${hosts.join(' and ')} import ${guest}`, () => {
    const others = sources.filter(
      (file) => !hosts.includes(roomOf(file)) && importsOf(file).some((name) => name.startsWith(guest)),
    );
    assert.deepEqual(others, []);
  });
}

/** They read what people write, in any language. */
const READERS = ['data/formats/text-encoding.ts', 'data/label-table.ts', 'data/part-words.ts'];

test('French is spoken in the locale room alone: elsewhere a text is English, in translated`...`', () => {
  const words = new Set(Object.entries(french).flatMap(([text, words]) => (text === words ? [] : [words])));
  const isFrench = (text: string) => /[àâäçéèêëîïôöùûüÿœæ«»]/i.test(text) || words.has(text);
  const spoken = sources
    .filter((file) => roomOf(file) !== 'locale' && !READERS.includes(file.split(path.sep).join('/')))
    .flatMap((file) =>
      textsOf(path.join('lib', file))
        .filter(isFrench)
        .map((text) => `lib/${file}: ${text}; write it in English, and its French in lib/locale/french.ts`),
    );
  assert.deepEqual(spoken, []);
});
