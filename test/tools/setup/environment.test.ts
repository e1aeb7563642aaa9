import assert from 'node:assert/strict';
import test from 'node:test';
import { environmentOf, unheeded } from '../../../tools/setup/environment.mjs';

/** How the network is reached, and where programs and files are: the user's to say, to each program. */
const KEPT = {
  PATH: '/usr/bin',
  HOME: '/home/a',
  HTTPS_PROXY: 'http://proxy:3128',
  no_proxy: 'localhost',
  NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
  SSL_CERT_FILE: '/etc/ca.pem',
  LD_LIBRARY_PATH: '/opt/lib',
  CONDA_PREFIX: '/opt/conda',
  VIRTUAL_ENV: '/home/a/other',
};

test('how the network is reached, and where programs are, reaches each program', () => {
  const npm = {
    npm_config_registry: 'https://mirror',
    NPM_CONFIG_REGISTRY: 'https://mirror',
    npm_config_https_proxy: 'http://proxy',
    'npm_config_@scope:registry': 'https://mirror',
    'npm_config_//mirror/:_authToken': 'secret',
    npm_config_cache: '/var/npm',
    NPM_CONFIG_FETCH_RETRIES: '0',
    npm_execpath: '/usr/lib/npm-cli.js',
  };
  const pip = { PIP_INDEX_URL: 'https://mirror', PIP_CERT: '/etc/ca.pem', PIP_CACHE_DIR: '/var/pip', PIP_PROXY: 'x' };
  assert.deepEqual(environmentOf('npm', { ...KEPT, ...npm }), { ...KEPT, ...npm });
  const python = environmentOf('python', { ...KEPT, ...pip });
  assert.deepEqual(python, { ...KEPT, ...pip, PYTHONUTF8: '1', PYTHONNOUSERSITE: '1' });
  const compiler = { CXX: 'clang++', CPATH: '/opt/include' };
  assert.deepEqual(environmentOf('compiler', { ...KEPT, ...compiler }), { ...KEPT, ...compiler, LC_ALL: 'C' });
});

test('what would install something else, or elsewhere, reaches no program, in any spelling', () => {
  const names = [
    ...['NODE_ENV', 'npm_config_omit', 'NPM_CONFIG_OMIT', 'Npm_Config_Omit', 'npm_config_production'],
    ...['NPM_CONFIG_OPTIONAL', 'npm_config_include', 'npm_config_only', 'npm_config_global', 'npm_config_dry_run'],
    ...['npm_config_os', 'npm_config_cpu', 'npm_config_libc', 'npm_config_install_strategy', 'npm_config_workspace'],
    ...['npm_config_ignore_scripts', 'npm_config_package_lock', 'npm_config_local_prefix', 'npm_config_loglevel'],
  ];
  const npm = Object.fromEntries(names.map((name) => [name, name === 'NODE_ENV' ? 'production' : 'x']));
  assert.deepEqual(environmentOf('npm', npm), {});
  const pythons = [
    ...['PIP_USER', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_REQUIRE_VIRTUALENV', 'PIP_NO_DEPS', 'PIP_DRY_RUN'],
    ...['PIP_CONSTRAINT', 'PIP_REQUIREMENT', 'PIP_NO_BINARY', 'PIP_PRE', 'PIP_PYTHON', 'PIP_QUIET', 'PIP_LOG'],
    ...['PYTHONPATH', 'PYTHONHOME', 'PYTHONUSERBASE', 'PYTHONSTARTUP', 'PYTHONINSPECT', 'PYTHONWARNINGS'],
    ...['PYTHONDONTWRITEBYTECODE', 'PYTHONOPTIMIZE', 'PYTHONSAFEPATH', '__PYVENV_LAUNCHER__'],
  ];
  const python = Object.fromEntries(pythons.map((name) => [name, 'x']));
  assert.deepEqual(environmentOf('python', python), { PYTHONUTF8: '1', PYTHONNOUSERSITE: '1' });
});

test('a variable of another program that only looks like one of these is kept', () => {
  const env = {
    PYTHON_VERSION: '3.12',
    PIPELINE: 'ci',
    NPM_TOKEN: 'secret',
    NODE_OPTIONS: '--max-old-space-size=4096',
  };
  assert.deepEqual(environmentOf('npm', env), env);
  assert.deepEqual(environmentOf('python', env), { ...env, PYTHONUTF8: '1', PYTHONNOUSERSITE: '1' });
});

test('what is not heeded is named, what is idle or npm’s own is not', () => {
  const env = {
    NODE_ENV: 'production',
    NPM_CONFIG_OMIT: 'dev',
    PIP_USER: '1',
    PYTHONPATH: '/elsewhere',
    PIP_TARGET: '',
    PYTHONUNBUFFERED: '1',
    npm_config_local_prefix: '/here',
    npm_config_loglevel: 'warn',
    PIP_INDEX_URL: 'https://mirror',
  };
  assert.deepEqual(unheeded(env), ['NODE_ENV', 'NPM_CONFIG_OMIT', 'PIP_USER', 'PYTHONPATH']);
  assert.deepEqual(unheeded({ NODE_ENV: 'development' }), []);
});
