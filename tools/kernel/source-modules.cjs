/**
 * What tslab's converter lacks for our sources: `./lib/models` finds lib/models/index.ts, and an edited source reaches
 * all that import it. tslab keeps each compiled source by its exact path and evaluates again only the edited one.
 */

const path = require('node:path');

function withSourceModules(converter) {
  const known = new Map();
  return {
    ...converter,
    convert(previous, code) {
      const converted = converter.convert(previous, code);
      if (!converted.sideOutputs) return converted;
      const edited = converted.sideOutputs.some(({ path }) => known.has(path));
      const fresh = converted.sideOutputs.flatMap(withDirectoryAlias);
      for (const output of fresh) known.set(output.path, output);
      // Only an edit may evaluate modules anew: two instances of one module have two states and two UserErrors.
      return { ...converted, sideOutputs: edited ? [...known.values()] : fresh };
    },
  };
}

function withDirectoryAlias(output) {
  if (path.basename(output.path) !== 'index.js') return [output];
  const folder = path.dirname(output.path);
  const alias = { path: `${folder}.js`, data: `module.exports = require('./${path.basename(folder)}/index');` };
  return [output, alias];
}

module.exports = { withSourceModules };
