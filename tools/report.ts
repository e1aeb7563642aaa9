/**
 * Makes reports of executed lessons, and the index page of all results.
 *
 *   node --import tsx tools/report.ts [02 ...] [--profile quick|full] [--to html|pdf|slides]
 *
 * Everything goes to outputs/reports/; each page is one file that opens offline.
 */

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { Profile } from '../lib/config';
import { UserError } from '../lib/errors';
import { readNotebook, selectNotebooks } from './check/notebook-file';
import { openBrowser } from './report/browser';
import { exportNotebook } from './report/export';
import { writeIndexPage } from './report/index-page';
import { type Format, provenanceOf, reportFile, titleOf } from './report/lesson';
import { printPdf } from './report/pdf';
import { NOTEBOOKS, outputsOf } from './repository';
import { readResult } from './runner/result';

const USAGE = 'usage: npm run report -- [02 ...] [--profile quick|full] [--to html|pdf|slides]';

/** Makes the report of one lesson in one format. @returns its path */
export async function makeReport(id: string, profile: Profile, format: Format): Promise<string> {
  const places = outputsOf(id, profile);
  if (!fs.existsSync(places.executed)) {
    throw new UserError(
      `${id} was not executed in profile ${profile} yet; run: npm run notebooks -- ${id} --profile ${profile}`,
    );
  }
  const output = reportFile(id, profile, format);
  const title = titleOf(id, readNotebook(places.executed));
  const heading = { title, profile, provenance: provenanceOf(readResult(places.result)) };
  if (format === 'slides') {
    await exportNotebook(places.executed, 'slides', output, heading);
    return output;
  }
  const html = reportFile(id, profile, 'html');
  await exportNotebook(places.executed, 'report', html, heading);
  if (format === 'html') return html;
  const browser = await openBrowser();
  try {
    await printPdf(browser, html, output);
  } finally {
    await browser.close();
  }
  return output;
}

async function main(): Promise<void> {
  const { names, profile, format } = commandLine();
  const chosen = selectNotebooks(NOTEBOOKS, names);
  const executed = chosen.filter((id) => fs.existsSync(outputsOf(id, profile).executed));
  // Who names a lesson is told that it was not executed; who names none gets all that were.
  const ids = names.length > 0 ? chosen : executed;
  if (ids.length === 0) throw new UserError(`No lesson was executed in profile ${profile} yet; run: npm run notebooks`);
  for (const id of ids) {
    try {
      console.log(await makeReport(id, profile, format));
    } catch (error) {
      // A lesson whose report fails, or that was not executed, keeps no other from its report.
      console.error(error instanceof UserError ? error.message : error);
      process.exitCode = 1;
    }
  }
  console.log(writeIndexPage());
}

function commandLine(): { names: string[]; profile: Profile; format: Format } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { profile: { type: 'string', default: 'quick' }, to: { type: 'string', default: 'html' } },
    });
    const { profile, to } = values;
    if (profile !== 'quick' && profile !== 'full') throw new Error(`the profile "${profile}" is not quick or full`);
    if (to !== 'html' && to !== 'pdf' && to !== 'slides') throw new Error(`"${to}" is not html, pdf or slides`);
    return { names: positionals, profile, format: to };
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${USAGE}`);
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  });
}
