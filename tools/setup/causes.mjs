/** From what a program printed when it failed to its true cause, and what to do. Pure: the tests bring the outputs. */

import { SetupFailure } from './failure.mjs';

/**
 * @typedef {{ problem: string, remedy: string, isNetwork: boolean }} Cause `isNetwork`: a proxy may be behind it
 * @typedef {object} Failed
 * @property {'npm' | 'venv' | 'pip' | 'compiler' | 'library'} program
 * @property {string} output
 * @property {number | string} [status] its exit status, or the signal that ended it
 * @property {{ folder: string, free: number }[]} [disks] those that it wrote to, the clone's first, with the bytes that are free
 */

const AGAIN = '   then the command again.';
const FREE_SPACE =
  'Free some space, or clone to another disk (df -h tells where there is space)   then the command again.';
/** A disk with less space than this is full: what programs write comes in pieces. */
const FULL = 50e6;
const NO_SPACE = /ENOSPC|No space left on device|not enough space on the disk|EDQUOT|Disk quota exceeded/i;

/** How each is called in a sentence. */
export const NAMES = {
  npm: 'npm',
  venv: 'Python (making .venv)',
  pip: 'pip',
  compiler: 'The C++ compiler',
  library: 'The compilation of lib',
};

/** What can happen to any program. Each is [what it prints, what that means]. */
const ANYWHERE = [
  [NO_SPACE, () => ['The disk is full, or its quota is used up.', FREE_SPACE]],
  [
    /ENAMETOOLONG|File name too long/,
    () => ['The path of this folder is too long for what must lie below it.', 'Move the folder to a shorter path.'],
  ],
  [
    /EROFS|Read-only file system/,
    (_, output) => [
      `${pathIn(output) ?? 'A folder'} lies on a disk that is read-only.`,
      'Clone to a disk that can be written.',
    ],
  ],
  [
    /EPERM[^\n]*\b(?:sym)?link\b|(?:sym)?link[^\n]*EPERM|Operation not supported[^\n]*->/,
    () => [
      'The disk of this folder holds no links (a USB stick, a folder shared with another system?); set-up needs them.',
      'Clone to a disk of this system.',
    ],
  ],
  [
    /\bEACCES\b|\bEPERM\b|Permission denied|Operation not permitted/,
    (_, output) => {
      const file = pathIn(output);
      return file
        ? [
            `${file} may not be written: it belongs to another user.`,
            `Type: sudo chown -R "$(id -un)" '${file}'   (or remove it)${AGAIN}`,
          ]
        : ['A file may not be written: it belongs to another user.', `Type: sudo chown -R "$(id -un)" .${AGAIN}`];
    },
  ],
  [
    /Killed signal terminated program|\bMemoryError\b|heap out of memory|ENOMEM|Cannot allocate memory|std::bad_alloc/,
    () => [
      'The memory of this machine did not suffice.',
      `Close other programs, or give the machine more memory${AGAIN}`,
    ],
  ],
];

const CERTIFICATE =
  /SELF_SIGNED_CERT\w*|DEPTH_ZERO_\w+|UNABLE_TO_\w*(?:CERT|ISSUER)\w*|CERT_\w+|ERR_TLS_\w+|CERTIFICATE_VERIFY_FAILED|ssl certificate|SSLError/;

/** What happens between a program and its registry, `settings` the way to a mirror or a certificate. */
function network(settings) {
  return [
    [
      CERTIFICATE,
      () => [
        'The certificate of the registry, or of a proxy before it, is not trusted by this machine.',
        `Where your network opens connections, name its certificate: ${settings.certificate}${AGAIN}`,
      ],
    ],
    [
      /\b407\b|Proxy Authentication Required/,
      () => [
        'The proxy wants a name and a password (407).',
        `Put them into the address of the proxy: http://NAME:PASSWORD@HOST:PORT${AGAIN}`,
      ],
    ],
    [
      /\bE?40[13]\b[^\n]*(?:Unauthorized|Forbidden|authoriz|code E40)|code E40[13]\b|\b40[13] (?:Client Error|Unauthorized|Forbidden)/,
      () => [
        'The registry refuses us: it wants a name and a password.',
        `Give them in its settings (${settings.mirror})${AGAIN}`,
      ],
    ],
    [
      /ENOTFOUND|EAI_AGAIN|Name or service not known|nodename nor servname|Temporary failure in name resolution/,
      (_, output) => [
        `${hostIn(output)} is not found: there is no network, or its name is wrong.`,
        REACH(settings),
        true,
      ],
    ],
    [
      /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EPIPE|socket hang up|Connection refused|Connection reset|connection broken by|ConnectTimeout|ReadTimeout|Read timed out|Network is unreachable|IncompleteRead|ProxyError/,
      (_, output) => [`${hostIn(output)} does not answer.`, REACH(settings), true],
    ],
    [
      /\b50[0234] (?:Server Error|Internal|Bad Gateway|Service|Gateway)|code E50[0234]/,
      () => ['The registry fails (5xx).', 'Type the command again in a while.'],
    ],
  ];
}

const REACH = (settings) =>
  `Is there a network? A mirror is named by: ${settings.mirror}   (a proxy: HTTPS_PROXY=URL)${AGAIN}`;

const NPM_SETTINGS = { mirror: 'npm config set registry URL', certificate: 'NODE_EXTRA_CA_CERTS=FILE' };
const PIP_SETTINGS = {
  mirror: '.venv/bin/python -m pip config set global.index-url URL',
  certificate: 'PIP_CERT=FILE',
};

const NPM = [
  [
    /npm ci` can only install|code EUSAGE/,
    () => [
      'package.json and package-lock.json do not belong together: one of them was changed.',
      'Type: git checkout -- package.json package-lock.json   (or, after a change of yours: npm install --ignore-scripts)',
    ],
  ],
  [
    /EINTEGRITY|Integrity checksum failed/,
    () => [
      'A package is not the one that package-lock.json names: the cache is damaged, or the mirror changes packages.',
      `Type: npm cache clean --force${AGAIN}`,
    ],
  ],
  [
    /ENOTCACHED|only-if-cached/,
    () => [
      'npm is told to work offline, and its cache lacks a package.',
      `Type: npm config delete offline   (or: unset npm_config_offline)${AGAIN}`,
    ],
  ],
  [
    /code E404|404 Not Found|code ETARGET|No matching version/,
    (_, output) => [
      `The registry lacks a package${named(/(?:404|notarget)[^\n]*?'?([@\w./-]+@[\w.^~-]+)/, output)}: a mirror that is not complete?`,
      'Type: npm config get registry   (the public one: npm config delete registry)',
    ],
  ],
  ...network(NPM_SETTINGS),
];

const PIP = [
  [
    /Can not perform a '--user' install|Can not combine '--user'/,
    () => [
      'pip is told to install for the user, outside of .venv.',
      `Type: python3 -m pip config unset global.user   (and: unset PIP_USER)${AGAIN}`,
    ],
  ],
  ...network(PIP_SETTINGS),
  [
    /DO NOT MATCH THE HASHES|Hashes are required/,
    () => [
      'A Python package is not the one that requirements.txt names: the cache is damaged, or the mirror changes packages.',
      `Type: .venv/bin/python -m pip cache purge${AGAIN}`,
    ],
  ],
  [
    /\(constraint\)|ResolutionImpossible|conflicting dependencies/,
    () => [
      'A constraint in pip’s settings forbids a version that requirements.txt asks for.',
      `Type: python3 -m pip config list   (and remove the constraint, or: PIP_CONFIG_FILE=/dev/null npm run setup)`,
    ],
  ],
  [
    /(?:No matching distribution found for|satisfies the requirement) ([\w.-]+\S*)/,
    ([, requirement]) => [
      `The Python registry has no ${requirement} for this Python and this system: a mirror that is not complete?`,
      'Type: .venv/bin/python -m pip config list   (the public one: PIP_CONFIG_FILE=/dev/null npm run setup)',
      true,
    ],
  ],
  [
    /No module named '?pip|ModuleNotFoundError|ImportError|SyntaxError/,
    () => ['.venv is damaged: its pip does not run.', 'Type: rm -rf .venv   then the command again.'],
  ],
];

const VENV = [
  [
    /contains the PATH separator/,
    () => [
      'The path of this folder holds a colon, which Python’s environments refuse.',
      'Rename the folder, or move it.',
    ],
  ],
  [
    /ensurepip|No module named '?venv/,
    () => [
      'This Python cannot make virtual environments: its parts venv and ensurepip are missing or damaged.',
      'Type: sudo apt install python3-venv   (or name another Python: CAHIER_PYTHON=python3.12 npm run setup)',
    ],
  ],
];

const INSTALL_COMPILER =
  'Type: sudo apt install g++   (Fedora: sudo dnf install gcc-c++; macOS: xcode-select --install)';

const COMPILER = [
  [
    /fatal error: '?node_api\.h|js_native_api\.h/,
    () => [
      'The headers of Node-API are missing: the npm package node-api-headers is not whole.',
      'Type: rm -rf node_modules && npm run setup',
    ],
  ],
  [
    /fatal error: '?(binding\/[\w./]+)/,
    () => [
      'The sources of @tensorflow/tfjs-node-gpu are missing: the npm package is not whole.',
      'Type: rm -rf node_modules && npm run setup',
    ],
  ],
  [
    /fatal error: '?((?:tensorflow|xla|tsl|absl|google|Eigen)[\w./]*)/,
    ([, header]) => [
      `TensorFlow's header ${header} is missing: the Python package is not whole.`,
      'Type: rm -rf .venv && npm run setup',
    ],
  ],
  [
    /fatal error: '?([\w./+-]+)'?(?: file not found|: No such file)/,
    ([, header]) => [`The C++ compiler lacks its own header ${header}.`, INSTALL_COMPILER],
  ],
  [
    /cannot find -l(?:stdc\+\+|c\b|m\b|gcc)|crt[1i]\.o|cannot find crt/,
    () => ['The C++ compiler lacks the libraries that it links with.', INSTALL_COMPILER],
  ],
  [
    /cannot exec(?:ute)? [‘'"`]?(?:cc1plus|as|ld|collect2)|cc1plus: No such file|cc1plus[^\n]*not found/,
    () => ['The C++ compiler is not whole: one of its programs is missing.', INSTALL_COMPILER],
  ],
  [
    /(?:unrecognized|invalid|unknown)[^\n]*-std=c\+\+17|C\+\+17|c\+\+17/,
    () => ['The C++ compiler is too old: GCC 9 or Clang 10 is needed, for C++17.', INSTALL_COMPILER],
  ],
];

const BY_PROGRAM = { npm: NPM, venv: VENV, pip: PIP, compiler: COMPILER, library: [] };

/**
 * @param {Failed} failed
 * @returns {Cause | null} null where the output does not tell
 */
export function causeOf({ program, output, status, disks = [] }) {
  const isFull = ({ free }) => free < FULL;
  // Not every program says that it had no space; that it wrote to the clone's disk is certain.
  const full = NO_SPACE.test(output) ? disks.find(isFull) : disks.slice(0, 1).find(isFull);
  if (full) {
    const problem = `The disk of ${full.folder} is full: ${(full.free / 1e6).toFixed(0)} MB are free.`;
    return { problem, remedy: FREE_SPACE, isNetwork: false };
  }
  for (const [pattern, cause] of [...ANYWHERE, ...BY_PROGRAM[program]]) {
    const match = pattern.exec(output);
    if (match === null) continue;
    const [problem, remedy, isNetwork = false] = cause(match, output);
    return { problem, remedy, isNetwork };
  }
  if (status === 'SIGKILL' || status === 137) {
    return {
      problem: `${NAMES[program]} was killed: by somebody, or since memory ran out.`,
      remedy: 'Type the command again.',
      isNetwork: false,
    };
  }
  return null;
}

/** Codes of the system that a reader can do something about. */
const SYSTEM = /^(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|ENAMETOOLONG|ENOMEM)$/;

/**
 * A system's error on our own way as a sentence; any other error is given back as it is.
 * @param {any} error
 */
export function systemFailure(error) {
  if (error instanceof SetupFailure || !SYSTEM.test(error?.code)) return error;
  const cause = causeOf({ program: 'library', output: error.message });
  return cause === null ? error : new SetupFailure(cause.problem, cause.remedy);
}

/** The file that a permission was refused for, as npm, Node and Python tell it. */
function pathIn(output) {
  const found =
    /npm (?:error|ERR!) path (.+)/.exec(output) ??
    /(?:Permission denied|Read-only file system|Operation not permitted): '([^']+)'/.exec(output) ??
    /(?:EACCES|EPERM|EROFS)[^\n']*'([^']+)'/.exec(output);
  return found?.[1].trim();
}

/** The host that did not answer. */
function hostIn(output) {
  const found =
    /getaddrinfo \w+ ([\w.-]+)/.exec(output) ??
    /host='([^']+)'/.exec(output) ??
    /request to https?:\/\/([^/\s]+)/.exec(output) ??
    /Looking in indexes: https?:\/\/(?:[^@/\s]*@)?([^/\s,]+)/.exec(output);
  return found ? `The registry ${found[1]}` : 'The registry';
}

const named = (pattern, output) => {
  const found = pattern.exec(output)?.[1];
  return found ? ` (${found})` : '';
};
