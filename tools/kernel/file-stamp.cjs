/** How the kernel sees that a file was edited between two cells. */

const { createHash } = require('node:crypto');
const fs = require('node:fs');

/** Within this time of its last change a file may change again and look the same but for its content, in milliseconds. */
const RECENT = 2000;

/**
 * A text that is another one once the file was edited; empty where there is none. Most files are only asked for their
 * time and size; where the change is so fresh that a second one might have the same time, the content counts.
 */
function fileStamp(file) {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile()) return '';
  const looks = `${stat.mtimeNs} ${stat.size} ${stat.ino}`;
  if (Date.now() - Number(stat.mtimeMs) > RECENT) return looks;
  return `${looks} ${createHash('sha256').update(fs.readFileSync(file)).digest('hex')}`;
}

module.exports = { fileStamp };
