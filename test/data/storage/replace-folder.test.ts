import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { replaceFolder } from '../../../lib/data/storage/replace-folder';
import { settledFolder } from '../../../lib/data/storage/unfinished-replacement';
import { UserError } from '../../../lib/errors';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-replace-')));
test.after(() => fs.rmSync(root, { recursive: true }));

const REPLACER = path.join(__dirname, 'replacer.ts');

/** A folder of two files that belong together; each says whose it is. */
const contents = (text: string) => ({
  check: async () => {},
  write: async (place: string) => {
    for (const name of ['a', 'b']) fs.writeFileSync(path.join(place, name), text);
  },
});

/** What both files of a folder say. */
function read(place: string): string {
  const [a, b] = ['a', 'b'].map((name) => fs.readFileSync(path.join(place, name), 'utf8'));
  assert.equal(a, b, 'half of one folder and half of another');
  return a;
}

const refusal = (sentence: RegExp) => (error: Error) => error instanceof UserError && sentence.test(error.message);

function emptyFolder(name: string): string {
  const place = path.join(root, name);
  fs.mkdirSync(place);
  return place;
}

test('a folder is made with the folders that lead to it, and replaced, and nothing is left beside it', async () => {
  const place = emptyFolder('made');
  const folder = path.join(place, 'x', 'y', 'digits');
  await replaceFolder(`${folder}/`, contents('one'));
  assert.equal(read(folder), 'one');
  fs.chmodSync(folder, 0o750);
  await replaceFolder(folder, contents('two'));
  assert.equal(read(folder), 'two');
  assert.equal(fs.statSync(folder).mode & 0o777, 0o750, 'its rights stay');
  assert.deepEqual(fs.readdirSync(path.dirname(folder)), ['digits']);
});

test('what fails while it is written leaves the old folder, and nothing beside it', async () => {
  const place = emptyFolder('fails');
  const folder = path.join(place, 'digits');
  await replaceFolder(folder, contents('old'));
  const broken = {
    check: async () => {},
    write: async (at: string) => {
      fs.writeFileSync(path.join(at, 'a'), 'half');
      throw new RangeError('no');
    },
  };
  await assert.rejects(replaceFolder(folder, broken), RangeError);
  await assert.rejects(replaceFolder(path.join(place, 'new', 'er', 'digits'), broken), RangeError);
  assert.equal(read(folder), 'old');
  assert.deepEqual(fs.readdirSync(place), ['digits']);
});

test('a folder that may not be replaced stays, with what is in it', async () => {
  const place = emptyFolder('foreign');
  const check = async (at: string) => {
    if (fs.existsSync(path.join(at, 'mine.txt'))) throw new UserError('it holds mine.txt');
  };
  const folder = path.join(place, 'digits');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'mine.txt'), 'mine');
  await assert.rejects(replaceFolder(folder, { ...contents('new'), check }), refusal(/mine\.txt/));
  // It appears while the new folder is being written.
  const late = path.join(place, 'late');
  fs.mkdirSync(late);
  const write = async (at: string) => {
    await contents('new').write(at);
    fs.writeFileSync(path.join(late, 'mine.txt'), 'mine');
  };
  await assert.rejects(replaceFolder(late, { check, write }), refusal(/mine\.txt/));
  assert.deepEqual(fs.readdirSync(place).sort(), ['digits', 'late']);
  for (const at of [folder, late]) assert.deepEqual(fs.readdirSync(at), ['mine.txt']);
});

test('paths that are no place for a folder are refused in one sentence', async () => {
  const place = emptyFolder('paths');
  const file = path.join(place, 'file');
  fs.writeFileSync(file, 'mine');
  fs.symlinkSync('circle', path.join(place, 'circle'));
  fs.symlinkSync('file', path.join(place, 'to-file'));
  const before = fs.readdirSync(place);
  for (const [folder, sentence] of [
    ['', /"" names no folder; give a path/],
    ['  ', /names no folder/],
    ['a\0b', /names no folder/],
    [undefined, /names no folder/],
    ['.', /holds the folder that this program runs in/],
    ['..', /holds the folder that this program runs in/],
    ['/', /holds the folder that this program runs in/],
    [file, /file is a file, and no folder takes its place/],
    [path.join(place, 'to-file'), /file is a file/],
    [path.join(file, 'digits'), /a part of its path is a file/],
    [path.join(place, 'circle'), /leads in a circle/],
    [path.join(place, 'n'.repeat(300)), /the name is too long/],
  ] as const) {
    await assert.rejects(replaceFolder(folder as string, contents('new')), refusal(sentence), String(folder));
  }
  assert.deepEqual(fs.readdirSync(place), before);
  assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
});

test('a name as long as the disk allows, and one that begins with two points', async () => {
  const place = emptyFolder('names');
  for (const name of ['n'.repeat(255), '..digits', 'chiffres é 数']) {
    await replaceFolder(path.join(place, name), contents('one'));
    await replaceFolder(path.join(place, name), contents('two'));
    assert.equal(read(path.join(place, name)), 'two');
  }
  assert.equal(fs.readdirSync(place).length, 3);
});

test('a link stays, and the folder that it leads to is replaced or made', async () => {
  const place = emptyFolder('links');
  fs.mkdirSync(path.join(place, 'models'));
  fs.symlinkSync('models/digits', path.join(place, 'latest'));
  fs.symlinkSync('latest', path.join(place, 'again'));
  await replaceFolder(path.join(place, 'latest'), contents('one'));
  await replaceFolder(path.join(place, 'again'), contents('two'));
  assert.equal(fs.readlinkSync(path.join(place, 'latest')), 'models/digits');
  assert.equal(read(path.join(place, 'models', 'digits')), 'two');
  assert.equal(await settledFolder(path.join(place, 'again')), path.join(place, 'models', 'digits'));
  assert.deepEqual(fs.readdirSync(path.join(place, 'models')), ['digits']);
});

test('killed before or after each step, the folder is whole, and the next replacement leaves nothing beside it', async () => {
  const place = emptyFolder('killed');
  const folder = path.join(place, 'digits');
  const seen = new Set<string>();
  let steps = 0;
  for (let step = 1; step <= 40; step++) {
    fs.rmSync(place, { recursive: true });
    await replaceFolder(folder, contents('old'));
    const { signal, status } = spawnSync(process.execPath, ['--import', 'tsx', REPLACER, folder, 'new', String(step)]);
    steps = step;
    const whole = await settledFolder(folder);
    assert.equal(whole, folder, `after ${step} steps`);
    seen.add(read(folder));
    await replaceFolder(folder, contents('newer'));
    assert.equal(read(folder), 'newer');
    assert.deepEqual(fs.readdirSync(place), ['digits'], `after ${step} steps`);
    if (signal === null && status === 0) break;
  }
  assert.ok(steps > 10 && steps < 40, `${steps} steps`);
  assert.deepEqual([...seen].sort(), ['new', 'old']);
});

test('several at once, in one process and in several, leave one of theirs', async () => {
  const place = emptyFolder('together');
  const folder = path.join(place, 'digits');
  const names = Array.from({ length: 8 }, (_, i) => String(i));
  await Promise.all(names.map((name) => replaceFolder(folder, contents(name))));
  assert.ok(names.includes(read(folder)));
  const processes = Promise.all(
    ['p', 'q', 'r'].map((name) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', REPLACER, folder, name, 'never', '60']),
    ),
  );
  let done = false;
  void processes.finally(() => {
    done = true;
  });
  let looks = 0;
  // A reader never finds nothing, nor two halves.
  for (; !done; looks++) assert.ok((await settledFolder(folder)) !== undefined);
  await processes;
  assert.ok(looks > 10);
  assert.ok(['p', 'q', 'r'].includes(read(folder)));
  assert.deepEqual(fs.readdirSync(place), ['digits']);
});

test('a full disk, and a place without rights, in one sentence; the old folder stays', async () => {
  const place = emptyFolder('refused');
  const folder = path.join(place, 'digits');
  await replaceFolder(folder, contents('old'));
  const run = (command: string) =>
    spawnSync(
      'bash',
      ['-c', `${command} "$0" --import tsx "$@"`, process.execPath, REPLACER, folder, 'x'.repeat(9000)],
      {
        encoding: 'utf8',
      },
    );
  // Files of at most 8 blocks of 1024 bytes: what is behind them is refused as by a full disk.
  const full = run('ulimit -f 8;');
  assert.match(
    full.stdout,
    /digits cannot be written: no space is left there; free some, or choose another place\.\n$/,
  );
  fs.chmodSync(place, 0o555);
  fs.chmodSync(root, 0o755);
  const forbidden = run('CAHIER_TEST_NOBODY=1');
  fs.chmodSync(place, 0o755);
  assert.match(forbidden.stdout, /digits cannot be written: you have no right to/);
  assert.equal(read(folder), 'old');
  assert.deepEqual(fs.readdirSync(place), ['digits']);
});

test('what another machine began is left to it for an hour, and then removed', async () => {
  const place = emptyFolder('elsewhere');
  const folder = path.join(place, 'digits');
  await replaceFolder(folder, contents('old'));
  const other = path.join(place, '.digits.00000000-1-000000000000.new');
  fs.mkdirSync(other);
  await replaceFolder(folder, contents('new'));
  assert.ok(fs.existsSync(other));
  const now = Date.now;
  Date.now = () => now() + 61 * 60 * 1000;
  try {
    await replaceFolder(folder, contents('newer'));
  } finally {
    Date.now = now;
  }
  assert.deepEqual(fs.readdirSync(place), ['digits']);
});
