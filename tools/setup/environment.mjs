/**
 * What the programs that we start are told by the environment: the one place that says which variables reach them.
 *
 * How the machine reaches the network is the user's to say (proxies, mirrors, certificates, caches), as is where programs
 * are (PATH). What is installed, and where to, is ours: NODE_ENV=production or PIP_USER=1 is meant for another project.
 */

/** Settings of npm that say how packages are fetched; the others shape what is installed. As npm spells them. */
const NPM_KEPT = new Set([
  ...['registry', 'replace-registry-host', 'proxy', 'https-proxy', 'http-proxy', 'noproxy', 'no-proxy', 'user-agent'],
  ...['ca', 'cafile', 'cert', 'key', 'strict-ssl', 'local-address', 'maxsockets', 'script-shell'],
  ...['fetch-retries', 'fetch-retry-factor', 'fetch-retry-mintimeout', 'fetch-retry-maxtimeout', 'fetch-timeout'],
  ...['cache', 'userconfig', 'globalconfig', 'prefix', 'offline', 'prefer-offline', 'prefer-online'],
]);

/** The same of pip (https://pip.pypa.io/en/stable/topics/configuration). */
const PIP_KEPT = new Set([
  ...['INDEX_URL', 'EXTRA_INDEX_URL', 'TRUSTED_HOST', 'NO_INDEX', 'FIND_LINKS', 'KEYRING_PROVIDER'],
  ...['PROXY', 'CERT', 'CLIENT_CERT', 'TIMEOUT', 'DEFAULT_TIMEOUT', 'RETRIES', 'RESUME_RETRIES'],
  ...['CACHE_DIR', 'NO_CACHE_DIR', 'CONFIG_FILE', 'NO_INPUT'],
  ...['DISABLE_PIP_VERSION_CHECK', 'ROOT_USER_ACTION', 'PROGRESS_BAR', 'NO_COLOR'],
]);

/** @type {Record<Program, (name: string) => boolean>} whether a program is told of a variable */
const TOLD = {
  npm: (name) => {
    if (name === 'NODE_ENV') return false;
    const setting = npmSetting(name);
    // A registry of one scope, and what opens a registry, begin with @ and //.
    return setting === undefined || NPM_KEPT.has(setting) || /^(@|\/\/)/.test(setting);
  },
  python: (name) => {
    if (name.startsWith('PIP_')) return PIP_KEPT.has(name.slice(4));
    // PYTHONPATH, PYTHONHOME, PYTHONINSPECT...: each makes another Python of the one that is called.
    return !/^PYTHON[A-Z]/.test(name) && name !== '__PYVENV_LAUNCHER__';
  },
  compiler: (name) => name !== 'LANGUAGE',
};

/** What each is told besides. Paths are UTF-8 in any locale; what a compiler says is recognised in English. */
const BESIDES = {
  npm: {},
  python: { PYTHONUTF8: '1', PYTHONNOUSERSITE: '1' },
  compiler: { LC_ALL: 'C' },
};

/** `NPM_CONFIG_FETCH_RETRIES` as npm spells it: fetch-retries. Undefined for other variables. */
function npmSetting(name) {
  const key = /^npm_config_(.+)$/i.exec(name)?.[1];
  return key && (/^(@|\/\/)/.test(key) ? key : key.toLowerCase().replaceAll('_', '-'));
}

/** @typedef {'npm' | 'python' | 'compiler'} Program */

/**
 * @param {Program} program
 * @param {NodeJS.ProcessEnv} [env] of this process
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOf(program, env = process.env) {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => TOLD[program](name))), ...BESIDES[program] };
}

/**
 * Variables that would change what is installed, and that no program is told of.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[]}
 */
export function unheeded(env = process.env) {
  // `npm run` tells its scripts all its settings: of these, what leaves packages out.
  const shapes = (name) => !/^npm_config_/.test(name) || /^npm_config_(omit|only|optional|production)$/.test(name);
  const isIdle = (name) => /^PYTHON(UNBUFFERED|DONTWRITEBYTECODE|FAULTHANDLER|IOENCODING|UTF8|HASHSEED)$/.test(name);
  return Object.keys(env).filter((name) => {
    if (!env[name] || isIdle(name) || (name === 'NODE_ENV' && env[name] !== 'production')) return false;
    return shapes(name) && !(TOLD.npm(name) && TOLD.python(name));
  });
}
