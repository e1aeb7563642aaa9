import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { esc10, mad, type SoundClip, soundFolder, splitCorpus } from '../../../lib/data';
import { ESC10_CLASSES } from '../../../lib/data/sets/esc10';
import { importEsc10 } from '../../../lib/data/sets/import-esc10';
import { importMad } from '../../../lib/data/sets/import-mad';
import { openCorpus, writeCorpus } from '../../../lib/data/sounds/stored-corpus';
import { UserError } from '../../../lib/errors';
import { setWorkspace } from '../../../lib/workspace';

const temporaryFolder = (t: test.TestContext) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-corpus-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
};

function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
}

/** What a corpus stored in the present folder says of a clip. */
const facts = (clips: readonly SoundClip[]) =>
  clips.map(({ name, label, fold, group, part, read }) => ({
    name: path.basename(name),
    label,
    fold,
    group,
    part,
    content: Buffer.from(read() as Uint8Array).toString(),
  }));

/** A stored corpus is looked for in the workspace. */
function inFolder<T>(folder: string, action: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  const leave = setWorkspace(folder);
  try {
    return action();
  } finally {
    process.chdir(before);
    leave();
  }
}

test('the embedded sample: eight clips of each class in five folds, whole, none under another licence', () => {
  const { clips, classNames, provenance } = esc10({ source: 'sample' });
  assert.equal(clips.length, 80);
  assert.equal(provenance.source, 'sample');
  classNames.forEach((_, label) => {
    const own = clips.filter((clip) => clip.label === label);
    assert.deepEqual(
      own.map(({ fold }) => fold),
      [1, 1, 2, 2, 3, 3, 4, 5],
    );
    assert.equal(new Set(own.map(({ group }) => group)).size, 8, 'no recording twice');
  });
  for (const clip of clips) assert.ok((clip.read() as Uint8Array).length > 1000);
  assert.ok(!clips.some(({ name }) => /1-40730-A|2-96460-A/.test(name)));
  const readme = fs.readFileSync('data/samples/esc-10/README.md', 'utf8');
  for (const { name } of clips) {
    const file = path.relative('data/samples/esc-10', name);
    assert.match(readme, new RegExp(`^- ${file}: derived from .+ \\(https?://.+\\) by .+, CC( BY 3|0 1)\\.0$`, 'm'));
  }
  const size = clips.reduce((sum, { name }) => sum + fs.statSync(name).size, 0);
  assert.ok(size < 5e6, `${size} bytes`);
});

/** One clip of each class of ESC-10 in each fold. */
const esc10Folders = Object.fromEntries(
  ESC10_CLASSES.flatMap(({ folder }, label) =>
    [1, 2, 3, 4, 5].map((fold) => [`${folder}/${fold}-${1000 * label + fold}-A.ogg`, `clip ${label} ${fold}`]),
  ),
);

test("ESC-10 is stored out of its class folders, also inside an archive's own folder", async (t) => {
  const folder = temporaryFolder(t);
  write(path.join(folder, 'download', 'ESC-10-master'), esc10Folders);
  const steps: string[] = [];
  const provenance = await importEsc10(path.join(folder, 'download'), path.join(folder, 'data/esc-10'), {
    perClass: 5,
    onProgress: (stored, total) => steps.push(`${stored}/${total}`),
  });
  assert.equal(provenance.name, 'ESC-10');
  assert.equal(steps.at(-1), '50/50');
  inFolder(folder, () => {
    const { clips, classNames } = esc10({ source: 'full' });
    assert.equal(classNames[6], 'hélicoptère');
    assert.equal(clips.length, 50);
    const [, second] = facts(clips);
    assert.deepEqual(second, {
      name: '2-2-A.ogg',
      label: 0,
      fold: 2,
      group: '2',
      part: undefined,
      content: 'clip 0 2',
    });
  });
});

test("ESC-10 is stored out of ESC-50's archive, whose other categories are left", async (t) => {
  const folder = temporaryFolder(t);
  const rows = ['filename,fold,target,category,esc10,src_file,take'];
  ESC10_CLASSES.forEach(({ category }, label) => {
    for (const fold of [1, 2, 3, 4, 5]) {
      const name = `${fold}-${1000 * label + fold}-A-${label + 7}.wav`;
      rows.push(`${name},${fold},${label + 7},${category},True,${1000 * label + fold},A`);
      write(folder, { [`esc50/audio/${name}`]: `clip ${label} ${fold}` });
    }
  });
  rows.push('1-9-A-3.wav,1,3,cow,False,9,A');
  write(folder, { 'esc50/meta/esc50.csv': `${rows.join('\n')}\n` });
  await importEsc10(path.join(folder, 'esc50'), path.join(folder, 'data/esc-10'), { perClass: 5 });
  inFolder(folder, () => {
    const { clips } = esc10({ source: 'full' });
    assert.equal(clips.length, 50);
    const found = facts(clips).find(({ content }) => content === 'clip 9 4');
    assert.deepEqual([found?.label, found?.fold, found?.group], [9, 4, '9004']);
  });
});

test('what is not ESC-10 is refused in one sentence, and a changed clip is noticed', async (t) => {
  const folder = temporaryFolder(t);
  const to = path.join(folder, 'data/esc-10');
  const refused = (from: string, sentence: RegExp) =>
    assert.rejects(importEsc10(path.join(folder, from), to, { perClass: 5 }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentence);
      return true;
    });
  await refused('nowhere', /there is no such folder; give the folder of ESC-10/);
  write(folder, { 'empty/x.txt': '', 'file.tar.gz': 'no archive' });
  await refused('empty', /the corpus is not in this folder/);
  await refused('file.tar.gz', /this is no tar archive, or it is truncated/);
  write(path.join(folder, 'short'), esc10Folders);
  fs.rmSync(path.join(folder, 'short', '003 - Sea waves', '3-2003-A.ogg'));
  await refused('short', /expected 5 clips of sea_waves, found 4: the set is not whole/);
  write(path.join(folder, 'odd'), { ...esc10Folders, '002 - Rain/rain.ogg': '' });
  await refused('odd', /rain\.ogg: the name is not FOLD-RECORDING-TAKE/);

  write(path.join(folder, 'good'), esc10Folders);
  await importEsc10(path.join(folder, 'good'), to, { perClass: 5 });
  inFolder(folder, () => {
    const [clip] = esc10({ source: 'full' }).clips;
    fs.writeFileSync(clip.name, 'another');
    assert.throws(
      () => clip.read(),
      /dog\/1-1-A\.ogg: this is not the clip that was stored here; store the corpus again/,
    );
  });
});

const MAD_HEADER = ',path,label,youtube title,youtube url';

test("MAD is stored out of its two lists, and keeps its authors' parts", async (t) => {
  const folder = temporaryFolder(t);
  write(folder, {
    'MAD/training.csv': [
      MAD_HEADER,
      '0,training/a.wav,0,"Radio, first",https://video/1',
      '1,training/b.wav,6,Jets,https://video/2',
      '2,training/c.wav,6,Jets,https://video/2',
    ].join('\n'),
    'MAD/test.csv': [MAD_HEADER, '0,test/d.wav,5,Rotor,https://video/3'].join('\r\n'),
    'MAD/training/a.wav': 'a',
    'MAD/training/b.wav': 'b',
    'MAD/training/c.wav': 'c',
    'MAD/test/d.wav': 'd',
  });
  await importMad(path.join(folder, 'MAD'), path.join(folder, 'data/mad'));
  inFolder(folder, () => {
    const { clips, classNames, provenance } = mad();
    assert.equal(classNames.length, 7);
    assert.equal(provenance.name, 'MAD');
    assert.deepEqual(
      facts(clips).map(({ label, part, group, content }) => [content, label, part, group]),
      [
        ['a', 0, 'train', 'https://video/1'],
        ['b', 6, 'train', 'https://video/2'],
        ['c', 6, 'train', 'https://video/2'],
        ['d', 5, 'test', 'https://video/3'],
      ],
    );
  });
  const refused = (lines: string[], sentence: RegExp) => {
    write(folder, { 'MAD/test.csv': [MAD_HEADER, ...lines].join('\n') });
    return assert.rejects(importMad(path.join(folder, 'MAD'), path.join(folder, 'x')), sentence);
  };
  await refused(['0,test/d.wav,7,Rotor,u'], /test\.csv, line 2: label is "7", expected 0 to 6; this is not MAD/);
  await refused(['0,test/d.wav,,Rotor,u'], /label is ""/);
  await refused(['0,test/e.wav,5,Rotor,u'], /e\.wav is missing; unpack the whole archive/);
  await assert.rejects(
    importMad(folder, path.join(folder, 'x')).then(() => importMad(path.join(folder, 'data'), 'x')),
    /e\.wav is missing|not in this folder/,
  );
});

test('class folders, parted folders and CSV lists become corpora', (t) => {
  const folder = temporaryFolder(t);
  write(folder, {
    'plain/rain/b.WAV': '1',
    'plain/rain/a.mp3': '2',
    'plain/dog/deep/c.ogg': '3',
    'plain/dog/notes.txt': '',
    'plain/.cache/x.wav': '',
    'parted/train/dog/a.wav': '',
    'parted/train/rain/b.wav': '',
    'parted/Test/rain/c.wav': '',
    'parted/valid/dog/d.flac': '',
    'list.csv': 'path,label,fold,part\nplain/rain/a.mp3,10,2,train\n"plain/dog/deep/c.ogg",2,1,test\n',
  });
  const plain = soundFolder(path.join(folder, 'plain'), { licence: 'mine' });
  assert.deepEqual(plain.classNames, ['dog', 'rain']);
  assert.deepEqual(
    facts(plain.clips).map(({ name, label }) => [name, label]),
    [
      ['c.ogg', 0],
      ['a.mp3', 1],
      ['b.WAV', 1],
    ],
  );
  assert.equal(plain.provenance.licence, 'mine');
  assert.equal(plain.provenance.source, 'own');

  const parted = soundFolder(path.join(folder, 'parted')).clips;
  assert.deepEqual(parted.map(({ name, part }) => `${path.basename(name)} ${part}`).sort(), [
    'a.wav train',
    'b.wav train',
    'c.wav test',
    'd.flac validation',
  ]);

  const list = soundFolder(path.join(folder, 'list.csv'));
  assert.deepEqual(list.classNames, ['2', '10']);
  assert.deepEqual(
    facts(list.clips).map(({ content, label, fold, part }) => [content, label, fold, part]),
    [
      ['2', 1, 2, 'train'],
      ['3', 0, 1, 'test'],
    ],
  );
});

test('collections that are none are refused in one sentence', (t) => {
  const folder = temporaryFolder(t);
  write(folder, {
    'empty/dog/readme.txt': '',
    'none/readme.txt': '',
    'foreign/train/dog/a.wav': '',
    'foreign/test/cat/b.wav': '',
    'columns.csv': 'name,kind\na,b\n',
    'bare.csv': 'path,label\n',
    'hole.csv': 'path,label\na.wav,\n',
    'fold.csv': 'path,label,fold\na.wav,x,0\n',
    'part.csv': 'path,label,part\na.wav,x,later\n',
    'quote.csv': 'path,label\n"a.wav,x\n',
  });
  const cases: [string, RegExp][] = [
    ['nowhere', /there is no such folder or file; expected CLASS\/sound files/],
    ['empty', /empty\/dog: there is no sound in this class folder/],
    ['none', /there are no class folders here/],
    ['foreign', /foreign\/test\/cat: there is no class cat in train; give all parts the same classes/],
    ['columns.csv', /expected the columns path and label, found name, kind; rename them/],
    ['bare.csv', /there is no sound listed below the first line/],
    ['hole.csv', /line 2: label is empty; give both/],
    ['fold.csv', /line 2: fold is "0"; expected 1, 2/],
    ['part.csv', /line 2: part is "later"; expected train, validation or test/],
    ['quote.csv', /line 2: a quote is not closed/],
  ];
  for (const [name, sentence] of cases) {
    assert.throws(
      () => soundFolder(path.join(folder, name)),
      (error: Error) => error instanceof UserError && sentence.test(error.message),
      name,
    );
  }
});

test('a corpus keeps names with commas and quotes, and its damage is noticed', (t) => {
  const folder = temporaryFolder(t);
  write(folder, { 'a, "b".wav': 'x' });
  const clip = { from: path.join(folder, 'a, "b".wav'), path: 'a, "b".wav', label: 0 };
  writeCorpus(path.join(folder, 'data/odd'), [clip], { name: 'odd', source: 'full', licence: '-', citation: '-' });
  inFolder(folder, () => {
    assert.deepEqual(facts(openCorpus('odd', 'full', ['a']).clips)[0].name, 'a, "b".wav');
    fs.appendFileSync('data/odd/clips.csv', 'more');
    assert.throws(
      () => openCorpus('odd', 'full', ['a']),
      /clips\.csv: expected \d+ bytes, found \d+: the file is damaged/,
    );
  });
});

/** Five folds of two classes, three clips of one recording in each. */
const laidOut = [1, 2, 3, 4, 5].flatMap((fold) =>
  [0, 1].flatMap((label) => [0, 1, 2].map((take) => ({ label, fold, group: `${label}-${fold}`, take }))),
);

test('a fold is tested whole, and no recording stands on both sides', () => {
  const parts = splitCorpus(laidOut, { testFold: 2, validation: 0.25, seed: 3 });
  assert.ok(parts.test.every((index) => laidOut[index].fold === 2));
  assert.equal(parts.test.length, 6);
  const all = [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);
  assert.deepEqual(
    all,
    laidOut.map((_, index) => index),
  );
  // A quarter of twelve clips of a class in groups of three is one group.
  for (const label of [0, 1]) {
    const own = [...parts.validation].filter((index) => laidOut[index].label === label);
    assert.equal(own.length, 3);
    assert.equal(new Set(own.map((index) => laidOut[index].group)).size, 1);
  }
  const groups = (indices: Int32Array) => new Set(Array.from(indices, (index) => laidOut[index].group));
  for (const group of groups(parts.validation)) assert.ok(!groups(parts.train).has(group));
});

test("authors' parts are kept; without any, shares are drawn by class, the same for the same seed", () => {
  const parted = [
    { label: 0, part: 'train' },
    { label: 1, part: 'validation' },
    { label: 0, part: 'test' },
  ] as const;
  const kept = splitCorpus(parted);
  assert.deepEqual([[...kept.train], [...kept.validation], [...kept.test]], [[0], [1], [2]]);

  const free = Array.from({ length: 100 }, (_, i) => ({ label: i % 2 }));
  const drawn = splitCorpus(free, { test: 0.3, validation: 0.2, seed: 1 });
  assert.equal(drawn.test.length, 30);
  assert.equal(drawn.validation.length, 14);
  assert.equal([...drawn.test].filter((index) => free[index].label === 0).length, 15);
  assert.deepEqual(splitCorpus(free, { test: 0.3, validation: 0.2, seed: 1 }), drawn);
  assert.notDeepEqual(splitCorpus(free, { test: 0.3, validation: 0.2, seed: 2 }), drawn);
  assert.equal(splitCorpus(free, { test: 0, validation: 0 }).train.length, 100);

  assert.throws(() => splitCorpus(laidOut, { testFold: 9 }), /there is no fold 9; the folds are 1, 2, 3, 4, 5/);
  assert.throws(() => splitCorpus(free, { testFold: 1 }), /there is no fold 1; this corpus has none/);
  assert.throws(
    () => splitCorpus(free, { validation: 1 }),
    /split: validation is 1; expected a number, at least 0 and below 1/,
  );
});
