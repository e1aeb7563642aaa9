/** In the side thread: reads the pipes of native-output.cjs as fast as they are filled. */

const fs = require('node:fs');
const net = require('node:net');

/**
 * @param file the pipe
 * @param mark bytes that are no output: whoever wrote them wants to know that all before them was read
 * @param handler {{ output(bytes: Buffer): void, marked(): void }}
 */
function readPipe(file, mark, { output, marked }) {
  const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  let rest = Buffer.alloc(0);
  new net.Socket({ fd, readable: true, writable: false }).on('data', (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let at = rest.indexOf(mark); at !== -1; at = rest.indexOf(mark)) {
      if (at > 0) output(rest.subarray(0, at));
      marked();
      rest = rest.subarray(at + mark.length);
    }
    const held = beginning(rest, mark);
    if (rest.length > held) output(rest.subarray(0, rest.length - held));
    rest = rest.subarray(rest.length - held);
  });
}

/** How many bytes at the end may be the beginning of a mark. */
function beginning(bytes, mark) {
  for (let length = Math.min(bytes.length, mark.length - 1); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}

module.exports = { readPipe };
