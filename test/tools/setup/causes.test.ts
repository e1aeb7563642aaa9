import assert from 'node:assert/strict';
import test from 'node:test';
import { causeOf, systemFailure } from '../../../tools/setup/causes.mjs';

type Program = Parameters<typeof causeOf>[0]['program'];

/** What programs really print: npm 11, pip 23 and 25, GCC 12, Clang 14, Python 3.11. */
const OUTPUTS: [string, Program, string, RegExp, RegExp][] = [
  [
    'a full disk, npm',
    'npm',
    'npm error code ENOSPC\nnpm error syscall write\nnpm error nospc ENOSPC: no space left on device, write',
    /^The disk is full/,
    /Free some space/,
  ],
  [
    'a full disk while files are unpacked, npm',
    'npm',
    'npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write\n\nadded 1 package in 987ms',
    /^The disk is full/,
    /Free some space/,
  ],
  [
    'a full disk, pip',
    'pip',
    'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
    /^The disk is full/,
    /Free some space/,
  ],
  [
    'a quota, compiler',
    'compiler',
    '/usr/bin/ld: final link failed: Disk quota exceeded',
    /its quota is used up/,
    /Free some space/,
  ],
  [
    'a cache of root, npm',
    'npm',
    'npm error code EACCES\nnpm error syscall mkdir\nnpm error path /home/a/.npm/_cacache/content-v2/sha512/0a\nnpm error errno EACCES\nnpm error Your cache folder contains root-owned files',
    /^\/home\/a\/\.npm\/_cacache\/content-v2\/sha512\/0a may not be written/,
    /sudo chown -R "\$\(id -un\)" '\/home\/a\/\.npm\/_cacache/,
  ],
  [
    'packages of root, pip',
    'pip',
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/c/.venv/lib/six.py'\nCheck the permissions.",
    /^\/c\/\.venv\/lib\/six\.py may not be written/,
    /chown/,
  ],
  [
    'a disk without links, Python',
    'venv',
    "Error: [Errno 1] Operation not permitted: 'lib' -> '/media/usb/cahier/.venv/lib64' symlink EPERM",
    /holds no links/,
    /Clone to a disk of this system/,
  ],
  [
    'a read-only disk',
    'venv',
    "Error: [Errno 30] Read-only file system: '/mnt/cd/.venv'",
    /^\/mnt\/cd\/\.venv lies on a disk that is read-only/,
    /can be written/,
  ],
  ['a long path', 'pip', 'OSError: [Errno 36] File name too long', /path of this folder is too long/, /shorter path/],
  [
    'no memory, compiler',
    'compiler',
    'g++: fatal error: Killed signal terminated program cc1plus',
    /memory of this machine/,
    /Close other programs/,
  ],
  [
    'no network, npm',
    'npm',
    'npm error code ENOTFOUND\nnpm error network request to https://registry.example.org/ms failed, reason: getaddrinfo ENOTFOUND registry.example.org',
    /^The registry registry\.example\.org is not found/,
    /npm config set registry/,
  ],
  [
    'a registry that is down, npm',
    'npm',
    'npm error code ECONNREFUSED\nnpm error FetchError: request to https://registry.example.org/ms failed, reason: connect ECONNREFUSED 192.0.2.1:443',
    /^The registry registry\.example\.org does not answer/,
    /HTTPS_PROXY/,
  ],
  [
    'no network, pip',
    'pip',
    "Looking in indexes: https://u:p@pypi.example.org/simple\nWARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<urllib3 object at 0x1>: Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/six/\nERROR: Could not find a version that satisfies the requirement six==1.17.0 (from versions: none)",
    /^The registry pypi\.example\.org is not found/,
    /global\.index-url/,
  ],
  [
    'a certificate, npm',
    'npm',
    'npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request to https://r/ms failed, reason: self-signed certificate in certificate chain',
    /certificate .* is not trusted/,
    /NODE_EXTRA_CA_CERTS=FILE/,
  ],
  [
    'a certificate, pip',
    'pip',
    "Could not fetch URL https://pypi.org/simple/six/: There was a problem confirming the ssl certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')))",
    /certificate .* is not trusted/,
    /PIP_CERT=FILE/,
  ],
  [
    'a proxy that wants a password',
    'npm',
    'npm error code E407\nnpm error 407 Proxy Authentication Required - GET https://registry.npmjs.org/ms',
    /proxy wants a name and a password/,
    /NAME:PASSWORD@HOST/,
  ],
  [
    'a registry that wants a password',
    'npm',
    'npm error code E401\nnpm error Unable to authenticate, your authentication token seems to be invalid.',
    /registry refuses us/,
    /settings/,
  ],
  [
    'a mirror with gaps, npm',
    'npm',
    "npm error code E404\nnpm error 404 Not Found - GET https://mirror/ms\nnpm error 404  'ms@2.1.3' is not in this registry.",
    /lacks a package \(ms@2\.1\.3\)/,
    /npm config get registry/,
  ],
  [
    'a mirror with gaps, pip',
    'pip',
    'ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: 2.15.0)\nERROR: No matching distribution found for tensorflow-cpu==2.21.0',
    /no tensorflow-cpu==2\.21\.0 for this Python and this system/,
    /pip config list/,
  ],
  [
    'a lock file that was changed',
    'npm',
    'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
    /do not belong together/,
    /git checkout/,
  ],
  [
    'a damaged cache, npm',
    'npm',
    'npm error code EINTEGRITY\nnpm error Integrity checksum failed when using sha512',
    /cache is damaged/,
    /npm cache clean/,
  ],
  [
    'offline, npm',
    'npm',
    "npm error code ENOTCACHED\nnpm error request to https://r/ms failed: cache mode is 'only-if-cached'",
    /told to work offline/,
    /offline/,
  ],
  [
    'a user install, pip',
    'pip',
    "ERROR: Can not perform a '--user' install. User site-packages are not visible in this virtualenv.",
    /told to install for the user/,
    /unset/,
  ],
  [
    'a constraint, pip',
    'pip',
    'ERROR: Cannot install numpy==2.2.6 because these package versions have conflicting dependencies.\nThe conflict is caused by:\n    The user requested numpy==2.2.6\n    The user requested (constraint) numpy<2',
    /constraint in pip’s settings/,
    /pip config list/,
  ],
  [
    'a colon, Python',
    'venv',
    'Error: Refusing to create a venv in /tmp/a:b/.venv because it contains the PATH separator :.',
    /holds a colon/,
    /Rename/,
  ],
  [
    'no ensurepip, Python',
    'venv',
    "Error: Command '['/c/.venv/bin/python3', '-m', 'ensurepip', '--upgrade', '--default-pip']' returned non-zero exit status 1.",
    /venv and ensurepip are missing/,
    /python3-venv/,
  ],
  [
    'headers of an npm package, compiler',
    'compiler',
    'In file included from /c/lib/tensorflow/native/binding.cc:8:\nbinding.h:6:10: fatal error: node_api.h: No such file or directory',
    /headers of Node-API are missing/,
    /rm -rf node_modules/,
  ],
  [
    'headers of TensorFlow, compiler',
    'compiler',
    'tfjs_backend.h:22:10: fatal error: tensorflow/c/c_api.h: No such file or directory',
    /TensorFlow's header tensorflow\/c\/c_api\.h is missing/,
    /rm -rf \.venv/,
  ],
  [
    'headers of its own, GCC',
    'compiler',
    'binding.h:8:10: fatal error: cstdint: No such file or directory',
    /lacks its own header cstdint/,
    /apt install g\+\+/,
  ],
  [
    'headers of its own, Clang',
    'compiler',
    "binding.h:8:10: fatal error: 'cstdint' file not found",
    /lacks its own header cstdint/,
    /xcode-select/,
  ],
  [
    'libraries of its own',
    'compiler',
    '/usr/bin/ld: cannot find -lstdc++: No such file or directory',
    /lacks the libraries/,
    /apt install g\+\+/,
  ],
  [
    'a compiler in part',
    'compiler',
    "c++: fatal error: cannot execute 'cc1plus': execvp: No such file or directory",
    /not whole/,
    /apt install g\+\+/,
  ],
  [
    'an old compiler',
    'compiler',
    "g++: error: unrecognized command line option '-std=c++17'",
    /too old/,
    /apt install g\+\+/,
  ],
];

for (const [name, program, output, problem, remedy] of OUTPUTS) {
  test(`${name}: the true cause, and what to do`, () => {
    const cause = causeOf({ program, output, status: 1 });
    assert.match(cause?.problem ?? 'nothing', problem);
    assert.match(cause?.remedy ?? 'nothing', remedy);
  });
}

test('what nothing tells is not guessed at; a program that was killed is', () => {
  assert.equal(causeOf({ program: 'compiler', output: 'binding.cc:3:1: error: expected }', status: 1 }), null);
  assert.equal(causeOf({ program: 'npm', output: '', status: 1 }), null);
  assert.match(
    causeOf({ program: 'pip', output: 'Collecting six', status: 'SIGKILL' })?.problem ?? '',
    /^pip was killed/,
  );
});

test('a disk that is full is named, also where the program does not say it', () => {
  const clone = { folder: '/data/cahier', free: 3e6 };
  const home = { folder: '/home/a', free: 60e9 };
  const ensurepip = "Error: Command '['python3', '-m', 'ensurepip']' returned non-zero exit status 1.";
  const silent = causeOf({ program: 'venv', output: ensurepip, disks: [clone, home] });
  assert.equal(silent?.problem, 'The disk of /data/cahier is full: 3 MB are free.');
  const cache = { program: 'npm', output: 'npm error code ENOSPC' } as const;
  const full = causeOf({ ...cache, disks: [home, { folder: '/home/a', free: 0 }] });
  assert.equal(full?.problem, 'The disk of /home/a is full: 0 MB are free.');
  // A home that is never written may well have no space.
  const other = causeOf({ program: 'npm', output: 'npm error code EUSAGE', disks: [home, { folder: '/', free: 0 }] });
  assert.match(other?.problem ?? '', /do not belong together/);
});

test('a system’s refusal on our own way is a sentence, a mistake of ours stays an error', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  assert.match(systemFailure(full).message, /^The disk is full/);
  const closed = Object.assign(new Error("EACCES: permission denied, mkdir '/c/.cache'"), { code: 'EACCES' });
  assert.match(systemFailure(closed).message, /^\/c\/\.cache may not be written/);
  const ours = new TypeError('undefined is not a function');
  assert.equal(systemFailure(ours), ours);
});
