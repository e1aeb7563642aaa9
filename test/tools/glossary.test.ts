import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { checkVocabulary, readGlossary } from '../../tools/check/glossary';
import { type Notebook, notebookIds } from '../../tools/check/notebook-file';
import { NOTEBOOKS, ROOT } from '../../tools/repository';

const glossary = readGlossary(path.join(ROOT, 'docs', 'glossaire.md'));

test('each term of the glossary names a lesson that there is, and is there once', () => {
  const numbers = new Set(notebookIds(NOTEBOOKS).map((id) => id.split('-')[0]));
  assert.ok(glossary.length > 40);
  assert.deepEqual(
    glossary.filter(({ lesson }) => !numbers.has(lesson)),
    [],
  );
  assert.equal(new Set(glossary.map(({ term }) => term)).size, glossary.length);
});

test('a word before its lesson is named, in the plural too; in its lesson, in code and within other words it is not', () => {
  const terms = [
    { term: 'taux d’apprentissage', lesson: '00b' },
    { term: 'goulot', lesson: '03' },
  ];
  const of = (id: string, source: string) =>
    checkVocabulary(id, { cells: [{ cell_type: 'markdown', metadata: {}, source }] } as unknown as Notebook, terms).map(
      ({ line, message }) => `${line} ${message.split(' is ')[0]}`,
    );
  assert.deepEqual(of('01-x', 'Un mot.\nDes Goulots, ici.'), ['2 "goulot"']);
  assert.deepEqual(of('00-x', "le taux d'apprentissage"), ['1 "taux d’apprentissage"']);
  assert.deepEqual(of('03-x', 'un goulot'), []);
  assert.deepEqual(of('00b-x', '`goulot`, goulotte et\n```\ngoulot\n```\nle taux d’apprentissage'), []);
});
