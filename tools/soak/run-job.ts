/** node --import tsx tools/soak/run-job.ts JOB FOLDER URL: does a job; says when it begins, and what it came to. */

import { UserError } from '../../lib/errors';
import { killableJobs } from './killable-jobs';

const [, , name, folder, url] = process.argv;

async function main(): Promise<void> {
  process.stdout.write('begun\n');
  process.stdout.write(`result ${await killableJobs[name]({ folder, url })}\n`);
}

main().catch((error: unknown) => {
  const sentence = error instanceof UserError && !error.message.includes('\n');
  process.stdout.write(sentence ? `sentence ${error.message}\n` : `failure ${(error as Error)?.stack ?? error}\n`);
  process.exitCode = 1;
});
