import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { notebookIds, readNotebook } from '../tools/check/notebook-file';
import { titleOf } from '../tools/report/lesson';
import { NOTEBOOKS, ROOT } from '../tools/repository';

const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

test('the program in the README does what it says', () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  fs.mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  const folder = fs.mkdtempSync(path.join(ROOT, '.cache', 'readme-'));
  try {
    const file = path.join(folder, 'program.ts');
    const here = program.replaceAll("'./lib/", "'../../lib/").replace("'work/", `'${path.relative(ROOT, folder)}/`);
    fs.writeFileSync(file, here);
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { cwd: ROOT, encoding: 'utf8' });
    // Ten epochs on the sample's 1,800 digits; lesson 02 gets 0.97 in twelve.
    assert.ok(Number(printed.trim().split('\n').at(-1)) > 0.85, printed);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'digits')).sort(), ['card.json', 'model.json', 'weights.bin']);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

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
