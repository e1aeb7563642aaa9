/**
 * Puts a function in the place of one of Node's, with what the original carries, such as its form for promisify.
 * @param module whose property it is
 * @param wrap makes the new function of the original
 */
function replace(module, name, wrap) {
  const original = module[name];
  module[name] = Object.defineProperties(wrap(original), Object.getOwnPropertyDescriptors(original));
}

module.exports = { replace };
