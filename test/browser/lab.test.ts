import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { openBrowser } from '../../tools/report/browser';
import { PYTHON } from '../../tools/repository';
import { execute } from '../../tools/runner/execute';
import { type Drawing, drawings } from './watch';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-lab-'));
const TOKEN = 'a-test-of-one-minute';
let lab: ChildProcess;
let browser: Browser;
let address: string;

test.before(async () => {
  const notebook = path.join(__dirname, '../notebooks/fixtures/figures.ipynb');
  const to = path.join(FOLDER, 'notebooks', 'figures.ipynb');
  assert.equal(await execute(notebook, { profile: 'quick', timeout: 300, to }), null);
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const settings = {
    'ServerApp.root_dir': path.join(FOLDER, 'notebooks'),
    'ServerApp.ip': '127.0.0.1',
    'ServerApp.port': port,
    'ServerApp.port_retries': 0,
    'ServerApp.allow_root': 'True',
    'ServerApp.open_browser': 'False',
    'IdentityProvider.token': TOKEN,
  };
  lab = spawn(PYTHON, ['-m', 'jupyterlab', ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)], {
    // Nothing of the user's Jupyter is read or changed.
    env: {
      ...process.env,
      JUPYTER_CONFIG_DIR: path.join(FOLDER, 'config'),
      JUPYTER_DATA_DIR: path.join(FOLDER, 'data'),
      JUPYTER_RUNTIME_DIR: path.join(FOLDER, 'runtime'),
    },
    stdio: 'ignore',
  });
  await answering(`${address}/api/status?token=${TOKEN}`);
  browser = await openBrowser();
});

test.after(async () => {
  await browser?.close();
  if (lab && lab.exitCode === null) {
    lab.kill('SIGTERM');
    await once(lab, 'exit');
  }
  fs.rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5 });
});

test('JupyterLab opens an executed lesson on our kernel and draws its figures', { timeout: 120_000 }, async () => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${address}/lab/tree/figures.ipynb?token=${TOKEN}`);
  await page.waitForSelector('.jp-NotebookPanel .jp-Cell', { timeout: 120_000 });

  const found = await scrolledFor(page, 2);
  for (const { width, height, marks } of found)
    assert.ok(width > 300 && height > 200 && marks > 20, JSON.stringify(found));
  const kernel = `document.querySelector('.jp-NotebookPanel .jp-Toolbar-kernelName')?.innerText ?? ''`;
  await page.waitForFunction(`/Cahier/.test(${kernel})`, { timeout: 120_000 });
  assert.deepEqual(errors, []);
  if (process.env.CAHIER_SCREENSHOT) await page.screenshot({ path: process.env.CAHIER_SCREENSHOT });
});

/** Lab draws a cell when it comes into sight: scrolls down until so many figures were seen. */
async function scrolledFor(page: Page, count: number): Promise<Drawing[]> {
  const seen = new Map<string, Drawing>();
  const visible = drawings.replace('return {', "return { title: plot.querySelector('.gtitle')?.textContent ?? '',");
  for (let step = 0; step < 60 && seen.size < count; step++) {
    for (const drawing of (await page.evaluate(visible)) as (Drawing & { title: string })[]) {
      if (drawing.marks > 0) seen.set(drawing.title, drawing);
    }
    await page.evaluate(`document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollBy(0, 150)`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.equal(seen.size, count, `figures seen: ${[...seen.keys()].join(', ')}`);
  return [...seen.values()];
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

async function answering(url: string): Promise<void> {
  for (let wait = 0; wait < 240; wait++) {
    if (lab.exitCode !== null) throw new Error(`JupyterLab ended with status ${lab.exitCode}`);
    const ok = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('JupyterLab did not answer within a minute');
}
