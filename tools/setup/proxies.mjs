/** Proxies that the environment names, and whether they answer: a dead one looks like a dead network. */

import net from 'node:net';

const NAMES = /^(https?_proxy|all_proxy|npm_config_(https?_)?proxy|pip_proxy)$/i;
const PATIENCE = 3000;

/** @typedef {{ variable: string, host: string, reason: string }} DeadProxy `host` without name and password */

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<DeadProxy[]>} one for each address
 */
export async function deadProxies(env = process.env) {
  const named = Object.entries(env).filter(([name, address]) => NAMES.test(name) && address);
  // The same address under several names is one proxy.
  const byAddress = new Map(named.reverse().map(([variable, address]) => [address, variable]));
  const found = await Promise.all([...byAddress].map(([address, variable]) => examine(variable, address)));
  return found.filter((proxy) => proxy !== null);
}

/** @returns {Promise<DeadProxy | null>} */
async function examine(variable, address) {
  let url;
  try {
    url = new URL(/^\w+:\/\//.test(address) ? address : `http://${address}`);
  } catch {
    return { variable, host: '(no address)', reason: 'it is no address such as http://proxy.example.org:3128' };
  }
  const port = Number(url.port || { 'https:': 443, 'socks5:': 1080, 'socks:': 1080 }[url.protocol] || 80);
  const reason = await connect(url.hostname.replace(/^\[|\]$/g, ''), port);
  return reason === null ? null : { variable, host: `${url.hostname}:${port}`, reason };
}

/** @returns {Promise<string | null>} why there is no connection, null where there is one */
function connect(host, port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: PATIENCE });
    const end = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('connect', () => end(null));
    socket.on('timeout', () => end('no answer'));
    socket.on('error', (error) => end(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message));
  });
}

/** @param {DeadProxy} proxy */
export const proxySentence = ({ variable, host, reason }) =>
  `${variable} names the proxy ${host}, which does not answer (${reason}).`;

/** @param {DeadProxy} proxy */
export const proxyRemedy = ({ variable }) =>
  `Where the network needs none, type: unset ${variable}   (else name one that answers), then the command again.`;
