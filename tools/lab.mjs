/** npm run lab: JupyterLab with the TypeScript kernel, on working copies of the lessons. */

import { updateWorkingCopies } from './lab/working-copies.mjs';
import { command, start } from './setup/command.mjs';
import { environmentOf } from './setup/environment.mjs';
import { setup } from './setup/index.mjs';
import { KERNEL_NAME } from './setup/jupyter.mjs';
import { inRoot } from './setup/paths.mjs';
import { venvPython } from './setup/python-packages.mjs';

const USAGE = `npm run lab [-- --source] [ARGUMENTS OF JUPYTER LAB]
  opens work/, copies of the lessons that are yours to change; --source opens notebooks/, the lessons themselves
  for instance: npm run lab -- --no-browser --port 9000`;

const SENTENCES = {
  copied: (file) => `work/${file}: copied from notebooks/`,
  refreshed: (file) => `work/${file}: the lesson changed, and so did your unedited copy`,
  beside: (file) => `work/${file}: the lesson changed; your edited copy is untouched, the new lesson lies beside it`,
};

command(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) return void console.log(`usage: ${USAGE}`);
  const source = args.includes('--source');
  const others = args.filter((argument) => argument !== '--source');
  await setup();

  if (!source) {
    for (const { file, action } of updateWorkingCopies({ notebooks: inRoot('notebooks'), work: inRoot('work') })) {
      if (action !== 'kept') console.log(SENTENCES[action](file));
    }
  }
  const options = [
    `--ServerApp.root_dir=${inRoot()}`,
    `--LabApp.default_url=/lab/tree/${source ? 'notebooks' : 'work'}`,
    `--MultiKernelManager.default_kernel_name=${KERNEL_NAME}`,
    // Jupyter refuses root without it: the usual user of a container.
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ...others,
  ];
  return start(venvPython, ['-m', 'jupyterlab', ...options], environmentOf('python'));
});
