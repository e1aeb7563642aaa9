/** The kernel that JupyterLab and nbclient find in .venv, and Lab's settings: nothing fetched from the network. */

import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { venv } from './python-packages.mjs';

export const KERNEL_NAME = 'cahier';

export const kernelspecFile = path.join(venv, 'share', 'jupyter', 'kernels', KERNEL_NAME, 'kernel.json');
const SETTINGS_FILE = path.join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');

/** Without it Node ends the process where an endless loop in a callback is ended by force (tools/kernel/side-channels.cjs). */
const NODE_OPTION = '--no-force-async-hooks-checks';

export function kernelspec({ node = process.execPath, folder = inRoot() } = {}) {
  return {
    argv: [node, NODE_OPTION, path.join(folder, 'tools', 'kernel', 'main.cjs'), '{connection_file}'],
    display_name: 'TypeScript (Cahier)',
    language: 'typescript',
    interrupt_mode: 'message',
  };
}

const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

const FILES = () => [
  { file: kernelspecFile, content: `${JSON.stringify(kernelspec(), null, 2)}\n` },
  { file: SETTINGS_FILE, content: `${JSON.stringify(SETTINGS, null, 2)}\n` },
];

export const jupyterFiles = {
  name: 'TypeScript kernel of Jupyter',
  inPlace: () => FILES().every(({ file, content }) => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content),
  async make() {
    for (const { file, content } of FILES()) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(`${file}.part`, content);
      fs.renameSync(`${file}.part`, file);
    }
  },
};
