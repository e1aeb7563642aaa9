import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';
import { UserError } from '../../lib/errors';
import { ROOT } from '../repository';

const SYSTEM_BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_BROWSER = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const PACKAGE = path.join(ROOT, 'node_modules', '@sparticuz', 'chromium');

// It opens our own files alone, and containers seldom allow its sandbox.
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none', '--hide-scrollbars'];

/**
 * Opens a headless browser: $CAHIER_BROWSER, else the system's Chromium or Chrome, else the one that comes from npm.
 * The caller closes it.
 * @throws UserError where there is none, or none that starts
 */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.CAHIER_BROWSER || findSystemBrowser();
  const attempts = own ? [{ executablePath: own }] : await packagedBrowser();
  let last: unknown;
  for (const attempt of attempts) {
    try {
      return await puppeteer.launch({ headless: 'shell', args: ARGUMENTS, ...attempt });
    } catch (error) {
      last = error;
    }
  }
  const reason = (last as Error).message.split('\n')[0];
  throw new UserError(
    `The browser ${attempts[0].executablePath} does not start (${reason}); name another in CAHIER_BROWSER.`,
  );
}

function findSystemBrowser(): string | null {
  if (process.platform === 'darwin' && fs.existsSync(MAC_BROWSER)) return MAC_BROWSER;
  for (const name of SYSTEM_BROWSERS) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // the next one
    }
  }
  return null;
}

/** The browser of @sparticuz/chromium, unpacked once into .cache: by itself first, then with the libraries it carries. */
async function packagedBrowser(): Promise<LaunchOptions[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError('No browser was found; install Chromium or Chrome, or name one in CAHIER_BROWSER.');
  }
  const folder = await unpacked();
  const executablePath = path.join(folder, 'chromium');
  const hasFonts = fs.existsSync('/usr/share/fonts') && fs.readdirSync('/usr/share/fonts').length > 0;
  const env = hasFonts ? process.env : { ...process.env, FONTCONFIG_PATH: path.join(folder, 'fonts') };
  const libraries = path.join(folder, 'al2023', 'lib');
  return [
    { executablePath, env },
    { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } },
  ];
}

async function unpacked(): Promise<string> {
  const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'));
  const folder = path.join(ROOT, '.cache', `chromium-${version}`);
  if (fs.existsSync(folder)) return folder;
  const temporary = `${folder}.${process.pid}.part`;
  const decompress = promisify(zlib.brotliDecompress);
  fs.mkdirSync(temporary, { recursive: true });
  try {
    for (const name of ['fonts', 'al2023', 'swiftshader']) {
      const archive = path.join(temporary, `${name}.tar`);
      const place = name === 'swiftshader' ? temporary : path.join(temporary, name);
      fs.mkdirSync(place, { recursive: true });
      fs.writeFileSync(archive, await decompress(fs.readFileSync(path.join(PACKAGE, 'bin', `${name}.tar.br`))));
      execFileSync('tar', ['-xf', archive, '-C', place]);
      fs.rmSync(archive);
    }
    const binary = await decompress(fs.readFileSync(path.join(PACKAGE, 'bin', 'chromium.br')));
    fs.writeFileSync(path.join(temporary, 'chromium'), binary, { mode: 0o755 });
    fs.renameSync(temporary, folder);
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error; // another process was faster
  }
  return folder;
}
