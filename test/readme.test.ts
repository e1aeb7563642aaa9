import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { notebookIds, readNotebook } from '../tools/check/notebook-file';
import { titleOf } from '../tools/report/lesson';
import { NOTEBOOKS, ROOT } from '../tools/repository';

const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** Runs the programs of a document, each in a folder of its own that lies in the repository. */
async function programs(document: string, check: (heading: string, run: ProgramRun) => void | Promise<void>) {
  const text = fs.readFileSync(path.join(ROOT, document), 'utf8');
  fs.mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  for (const [, heading, , program] of text.matchAll(/^##+ ([^\n]+)\n((?:(?!^#|^```).*\n)*)```ts\n([\s\S]*?)```/gm)) {
    const folder = fs.mkdtempSync(path.join(ROOT, '.cache', 'readme-'));
    try {
      const file = path.join(folder, 'program.ts');
      fs.writeFileSync(file, program.replaceAll("'./lib/", "'../../lib/"));
      await check(heading, {
        folder,
        lines: () =>
          execFileSync(process.execPath, ['--import', 'tsx', file], { cwd: folder, encoding: 'utf8' })
            .trim()
            .split('\n'),
      });
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }
}

interface ProgramRun {
  /** The working directory of the program. */
  readonly folder: string;
  /** Runs it; what it prints. */
  readonly lines: () => string[];
}

test('the programs in the README do what they say', async () => {
  const seen: string[] = [];
  await programs('README.md', (heading, { folder, lines }) => {
    seen.push(heading);
    // Ten epochs on the sample's 1,800 digits; lesson 02 gets 0.97 in twelve.
    const printed = lines();
    assert.ok(Number(printed.at(-1)) > 0.85, `${heading}: ${printed}`);
    if (heading !== 'In a program') return;
    const saved = path.join(folder, 'work', 'digits');
    assert.deepEqual(fs.readdirSync(saved).sort(), ['card.json', 'model.json', 'weights.bin']);
  });
  assert.deepEqual(seen, ['In a program', 'Your own loop']);
});

test('the programs in docs/training.md do what they say', async () => {
  const expected: Record<string, (last: string, lines: string[]) => boolean> = {
    'A loop of your own': (last, lines) => lines.length === 11 && Number(last) > 0.85,
    // Prices of 100,000 to 400,000, with noise of up to 2,000.
    'A regression on a CSV': (last) => Number(/off by (\d+)/.exec(last)?.[1]) < 12_000,
    'Several labels at once': (last) => Number(last) > 0.95,
    'Two inputs': (last) => Number(last) > 0.97,
    'A layer of your own': (last) => last === '3.0 1.0',
    'Files read while the step runs': (last) => Number(last) === 1,
  };
  const seen: string[] = [];
  await programs('docs/training.md', async (heading, { folder, lines }) => {
    seen.push(heading);
    await provide(folder);
    const printed = lines();
    assert.ok(expected[heading](printed.at(-1)!, printed), `${heading}: ${printed}`);
  });
  assert.deepEqual(seen, Object.keys(expected));
});

/** The files that the programs read. */
async function provide(folder: string): Promise<void> {
  const houses = Array.from({ length: 200 }, (_, i) => {
    const [area, rooms] = [50 + ((i * 37) % 150), 1 + (i % 6)];
    return [area, rooms, 1500 * area + 10_000 * rooms + ((i * 911) % 2000)].join(',');
  });
  fs.writeFileSync(path.join(folder, 'houses.csv'), ['area,rooms,price', ...houses].join('\n'));
  fs.mkdirSync(path.join(folder, 'pictures'));
  for (let i = 0; i < 10; i++) {
    const [name, tone] = i % 2 === 0 ? ['dark', 40] : ['light', 210];
    const background = { r: tone, g: tone, b: tone };
    const picture = sharp({ create: { width: 20, height: 20, channels: 3, background } });
    await picture.toFile(path.join(folder, 'pictures', `${name}-${i}.png`));
  }
}

test('the README lists every lesson by its title, every command that exists, and files that are there', () => {
  for (const id of notebookIds(NOTEBOOKS)) {
    const notebook = readNotebook(path.join(NOTEBOOKS, `${id}.ipynb`));
    const [number, title] = titleOf(id, notebook).replaceAll('\u00a0', ' ').split(' · ');
    assert.ok(readme.includes(`| ${number} | [${title}](notebooks/${id}.ipynb) |`), `${id}: ${title}`);
  }
  const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  for (const [, name] of readme.matchAll(/npm (?:run )?([a-z-]+)/g)) assert.ok(name in scripts, `npm run ${name}`);
  for (const [, link] of readme.matchAll(/\]\((?!http)([^)]+)\)/g)) {
    const [file, heading] = link.split('#');
    assert.ok(fs.existsSync(path.join(ROOT, file)), `${file} is linked and not there`);
    if (heading === undefined) continue;
    const headings = fs.readFileSync(path.join(ROOT, file), 'utf8').match(/^#+ .+$/gm) ?? [];
    const anchors = headings.map((line) => line.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-'));
    assert.ok(anchors.includes(heading), `${link} is linked, and there is no such heading`);
  }
});
