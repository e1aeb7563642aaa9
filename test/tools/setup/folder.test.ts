import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { canWriteBelow, folderProblem, spaceProblem, writeProblem } from '../../../tools/setup/folder.mjs';
import { cacheArguments } from '../../../tools/setup/node-packages.mjs';
import { inRoot } from '../../../tools/setup/paths.mjs';
import { deadProxies, proxySentence } from '../../../tools/setup/proxies.mjs';

function temporary(t: test.TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-folder-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a folder may be called almost anything', () => {
  for (const name of ['mes cours été', 'é #1 (copie)', `it's "x"`, '100%', 'a,b;c=d', '数据', '$HOME', '-rf', 'a\\b']) {
    assert.equal(folderProblem(`/home/a/${name}`), null, name);
  }
});

test('a folder that Python or the system refuses is named before anything is installed', () => {
  assert.match(
    String(folderProblem('/home/a:b')?.message),
    /holds a colon, which Python's environments refuse.*\/home\/a:b/,
  );
  assert.match(String(folderProblem('/home/a\nb')?.message), /line break .* "\/home\/a\\nb"/);
  const long = `/home/${'é'.repeat(2500)}`;
  assert.match(String(folderProblem(long)?.message), /has 5006 bytes/);
});

test('a disk without the space for what is missing is named', (t) => {
  const folder = temporary(t);
  t.mock.method(fs, 'statfsSync', () => ({ bavail: 1e6, bsize: 1000 }));
  assert.match(
    String(spaceProblem({ node: true, python: true }, folder)?.message),
    /has 1\.0 GB free; what is missing takes 2\.8 GB/,
  );
  assert.equal(spaceProblem({ node: true, python: false }, folder), null);
});

const refuse = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

test('a folder that may not be written is named with its owner, or as read-only', (t) => {
  const folder = temporary(t);
  assert.equal(writeProblem(folder), null);
  const access = t.mock.method(fs, 'accessSync', refuse('EACCES'));
  assert.match(String(writeProblem(folder)?.remedy), /chmod -R u\+w/);
  t.mock.method(process as { getuid(): number }, 'getuid', () => 4711);
  const foreign = writeProblem(folder);
  assert.match(String(foreign?.message), /belongs to another user \(number \d+, you are 4711\)/);
  assert.match(String(foreign?.remedy), /sudo chown -R 4711:/);
  access.mock.mockImplementation(refuse('EROFS'));
  assert.match(String(writeProblem(folder)?.message), /lies on a disk that is read-only/);
});

test('npm keeps its packages below the clone where its own cache cannot be written', (t) => {
  const home = temporary(t);
  t.mock.method(console, 'log', () => {});
  const own = ['--cache', inRoot('.cache', 'npm')];
  assert.deepEqual(cacheArguments({ HOME: home }), []);
  assert.equal(canWriteBelow(path.join(home, 'not', 'yet')), true);
  // A home that is no folder, as that of users without one often is; a cache whose inside is root's.
  fs.writeFileSync(path.join(home, 'file'), '');
  assert.deepEqual(cacheArguments({ HOME: path.join(home, 'file') }), own);
  const closed = path.join(home, 'cache', '_cacache', 'tmp');
  fs.mkdirSync(closed, { recursive: true });
  const { accessSync } = fs;
  t.mock.method(fs, 'accessSync', (file: string, mode: number) =>
    file === closed ? refuse('EACCES')() : accessSync(file, mode),
  );
  assert.deepEqual(cacheArguments({ npm_config_cache: path.join(home, 'cache') }), own);
  assert.deepEqual(cacheArguments({ HOME: home }), []);
});

test('a proxy that does not answer is named with its variable, without name and password', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  assert.deepEqual(await deadProxies({ HTTPS_PROXY: `http://127.0.0.1:${port}`, http_proxy: `127.0.0.1:${port}` }), []);
  const [dead, ...others] = await deadProxies({ HTTPS_PROXY: 'http://name:secret@127.0.0.1:9', NO_PROXY: '*' });
  assert.equal(proxySentence(dead), 'HTTPS_PROXY names the proxy 127.0.0.1:9, which does not answer (ECONNREFUSED).');
  assert.deepEqual(others, []);
  const [wrong] = await deadProxies({ PIP_PROXY: 'http://[no address' });
  assert.match(proxySentence(wrong), /^PIP_PROXY names the proxy \(no address\)/);
});
