import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type Folder, walkFolder } from '../../../lib/data/storage/folder-tree';
import { walkKind } from '../../../lib/data/storage/kind-folder';
import { UserError } from '../../../lib/errors';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-folder-tree-'));
test.after(() => fs.rmSync(root, { recursive: true }));

/** Makes a folder of empty files. */
function folderOf(name: string, files: readonly string[]): string {
  const folder = path.join(root, name);
  for (const file of files) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), '');
  }
  return folder;
}

/** All files below, as the walk names them. */
function filesOf({ files, folders }: Folder, above = ''): string[] {
  return [
    ...files.map(({ name }) => above + name),
    ...folders.flatMap((folder) => filesOf(folder, `${above}${folder.name}/`)),
  ];
}

/** What was left aside, by reason. */
function asideOf(folder: string): Record<string, string[]> {
  const reasons: Record<string, string[]> = {};
  for (const { reason, name } of walkFolder(folder).leftAside) {
    reasons[reason[0]] ??= [];
    reasons[reason[0]].push(name);
  }
  return reasons;
}

test('files and folders by name, whatever order the disk gives', () => {
  const folder = folderOf('sorted', ['b/2.jpg', 'b/10.jpg', 'b/c/1', 'a/Z.JPG', 'a/a.jpg', 'album.jpg/x.png', 'z.txt']);
  const { root: found, leftAside } = walkFolder(folder);
  assert.equal(found.name, 'sorted');
  assert.deepEqual(filesOf(found), ['z.txt', 'a/Z.JPG', 'a/a.jpg', 'album.jpg/x.png', 'b/10.jpg', 'b/2.jpg', 'b/c/1']);
  assert.deepEqual(leftAside, []);
});

test('what systems, archives, disk stations and editors leave is left aside, with its reason', () => {
  const folder = folderOf('systems', [
    'cat/0.jpg',
    'cat/.hidden.jpg',
    'cat/._0.jpg',
    'cat/.ipynb_checkpoints/0-checkpoint.jpg',
    '.thumbnails/x/a.jpg',
    '.Trash-1000/files/0.jpg',
    '.git/index',
    '__MACOSX/cat/0.jpg',
    'cat/@eaDir/0.jpg',
    '#recycle/0.jpg',
    '$RECYCLE.BIN/0.jpg',
    'system volume information/0.jpg',
    'lost+found/0.jpg',
    'cat/Thumbs.db',
    'cat/DESKTOP.INI',
    'cat/Icon\r',
    'cat/~$list.jpg',
    'cat/0.jpg~',
    'cat/1.jpg.crdownload',
    'cat/2.jpg.part',
  ]);
  assert.deepEqual(filesOf(walkFolder(folder).root), ['cat/0.jpg']);
  assert.deepEqual(asideOf(folder), {
    'folder of a system’s own': [
      '#recycle',
      '$RECYCLE.BIN',
      '__MACOSX',
      'cat/@eaDir',
      'lost+found',
      'system volume information',
    ],
    'hidden folder': ['.Trash-1000', '.git', '.thumbnails', 'cat/.ipynb_checkpoints'],
    'hidden file': ['cat/._0.jpg', 'cat/.hidden.jpg'],
    'backup copy or unfinished download': ['cat/0.jpg~', 'cat/1.jpg.crdownload', 'cat/2.jpg.part'],
    'file of a system’s own': ['cat/DESKTOP.INI', 'cat/Icon\r', 'cat/Thumbs.db', 'cat/~$list.jpg'],
  });
});

test('a folder that is itself hidden can be asked for', () => {
  assert.deepEqual(filesOf(walkFolder(folderOf('.data', ['cat/0.jpg'])).root), ['cat/0.jpg']);
});

test('links: followed, dangling, to themselves, back up, in a circle', () => {
  const folder = folderOf('links', ['cat/0.jpg']);
  const outside = folderOf('elsewhere', ['dogs/1.jpg', 'one.jpg']);
  fs.symlinkSync(path.join(outside, 'dogs'), path.join(folder, 'dog'));
  fs.symlinkSync(path.join(outside, 'one.jpg'), path.join(folder, 'cat', '1.jpg'));
  fs.symlinkSync('nowhere', path.join(folder, 'cow'));
  fs.symlinkSync('self', path.join(folder, 'self'));
  fs.symlinkSync('..', path.join(folder, 'cat', 'up'));
  fs.symlinkSync(folder, path.join(outside, 'dogs', 'back'));
  assert.deepEqual(filesOf(walkFolder(folder).root), ['cow', 'self', 'cat/0.jpg', 'cat/1.jpg', 'dog/1.jpg']);
  assert.deepEqual(asideOf(folder), { 'link back to a folder above': ['cat/up', 'dog/back'] });
});

test('a link to a folder that holds the one asked for is not followed: it would lead through half of the disk', () => {
  const folder = folderOf('inner/links', ['cat/0.jpg']);
  for (const [name, target] of Object.entries({ disk: '/', parent: '../..', far: root })) {
    fs.symlinkSync(target, path.join(folder, 'cat', name));
  }
  assert.deepEqual(filesOf(walkFolder(folder).root), ['cat/0.jpg']);
  assert.deepEqual(asideOf(folder), { 'link back to a folder above': ['cat/disk', 'cat/far', 'cat/parent'] });
});

test('a file that goes between two looks is left aside with its reason', (t) => {
  const folder = folderOf('going', ['cat/0.jpg', 'cat/notes']);
  const { openSync } = fs;
  t.mock.method(fs, 'openSync', (file: string, flags: string) => {
    if (file.endsWith('notes')) fs.rmSync(file, { force: true });
    return openSync(file, flags);
  });
  const { folder: found, leftAside } = walkKind(folder, 'picture');
  assert.equal(found.total, 1);
  assert.deepEqual(
    leftAside.map(({ reason, name }) => [reason[0], name]),
    [['file that went while the folder was read', 'cat/notes']],
  );
});

test('chains of links that double at each step end', () => {
  const folder = folderOf('doubling', ['f0/0.jpg', 'f29/0.jpg']);
  for (let i = 0; i < 29; i++) {
    fs.mkdirSync(path.join(folder, `f${i}`), { recursive: true });
    for (const name of ['x', 'y']) fs.symlinkSync(`../f${i + 1}`, path.join(folder, `f${i}`, name));
  }
  assert.ok(filesOf(walkFolder(folder).root).length < 30 * 64);
});

test('pipes are no files: opening one would wait for ever', () => {
  const folder = folderOf('pipes', ['cat/0.jpg']);
  execFileSync('mkfifo', [path.join(folder, 'cat', '1.jpg')]);
  fs.symlinkSync('1.jpg', path.join(folder, 'cat', '2.jpg'));
  assert.deepEqual(filesOf(walkFolder(folder).root), ['cat/0.jpg']);
  assert.deepEqual(asideOf(folder), { 'pipe, socket or device': ['cat/1.jpg', 'cat/2.jpg'] });
});

test('names are compared composed and opened as the disk has them; names that are no UTF-8 are told', () => {
  const folder = folderOf('unicode', ['e\u0301te\u0301/a.jpg', '\u00e9t\u00e9/b.jpg']);
  const { folders } = walkFolder(folder).root;
  assert.deepEqual(
    folders.map(({ name }) => name),
    ['\u00e9t\u00e9', '\u00e9t\u00e9'],
  );
  for (const { files } of folders) assert.ok(fs.existsSync(files[0].path));
  fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xe9), Buffer.from('.jpg')]), '');
  assert.deepEqual(asideOf(folder), { 'name that is not UTF-8 (rename it)': ['\ufffd.jpg'] });
});

test('folders that cannot be opened are told; one that was asked for is refused', (t) => {
  const folder = folderOf('closed', ['cat/0.jpg', 'dog/0.jpg']);
  // No right would stop the super-user: the system's answer is made here.
  const readdir = fs.readdirSync;
  const closed = new Set([path.join(folder, 'dog')]);
  t.mock.method(fs, 'readdirSync', (place: string, options: { withFileTypes: true }) => {
    if (closed.has(place)) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return readdir(place, options);
  });
  assert.deepEqual(filesOf(walkFolder(folder).root), ['cat/0.jpg']);
  assert.deepEqual(asideOf(folder), { 'folder that cannot be opened': ['dog'] });
  closed.add(folder);
  assert.throws(
    () => walkFolder(folder),
    (error: Error) => error instanceof UserError && /closed: this folder cannot be opened/.test(error.message),
  );
});
