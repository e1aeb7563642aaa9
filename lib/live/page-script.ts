/** The program of a page, bundled with all that it imports; the native binding's place takes what browsers have. */

import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { packageRoot } from '../workspace';

/** Made when the package is built (tools/package/build.mjs). */
const BUNDLED = path.join(__dirname, 'page.bundle.js');

let known: Promise<string> | undefined;

/** The program as text, once a process. */
export function pageScript(): Promise<string> {
  known ??= fs.existsSync(BUNDLED) ? fs.promises.readFile(BUNDLED, 'utf8') : bundlePage(path.join(packageRoot, 'lib'));
  return known;
}

/** Bundles the page's program. @param lib the folder of its sources. */
export async function bundlePage(lib: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path.join(lib, 'live', 'page', 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [forBrowsers(lib)],
  });
  return outputFiles[0].text;
}

/** What imports lib/tensorflow gets what is in lib/tensorflow/browser.ts. */
function forBrowsers(lib: string): Plugin {
  const native = path.join(lib, 'tensorflow');
  return {
    name: 'for-browsers',
    setup: ({ onResolve }) => {
      onResolve({ filter: /(^|\/)tensorflow$/ }, ({ path: name, resolveDir }) =>
        path.resolve(resolveDir, name) === native ? { path: path.join(native, 'browser.ts') } : undefined,
      );
      onResolve(
        { filter: /^(fs|path|os|util|crypto|worker_threads|perf_hooks|string_decoder|node-fetch)$/ },
        ({ path: name }) => ({
          path: name,
          external: true,
        }),
      );
    },
  };
}
