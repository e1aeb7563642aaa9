/** Which Node and which Python the course runs on. Pure: the doctor and the tests use it on any version. */

export const NODE_MAJORS = [20, 22, 24];
export const PYTHON_MINORS = { from: 10, to: 13 };

/**
 * @param {string} version such as '22.4.1' or 'v22.4.1'
 * @returns {string | null} what is wrong with it, in one sentence
 */
export function nodeProblem(version) {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1]);
  if (NODE_MAJORS.includes(major)) return null;
  return `Node ${version.replace(/^v/, '')} runs here; the course needs Node 20, 22 or 24.`;
}

/**
 * @param {string} version such as '3.11.7'
 * @returns {string | null}
 */
export function pythonProblem(version) {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) === 3 && Number(minor) >= PYTHON_MINORS.from && Number(minor) <= PYTHON_MINORS.to) return null;
  return `Python ${version} is outside of what TensorFlow's wheel supports: 3.${PYTHON_MINORS.from} to 3.${PYTHON_MINORS.to}.`;
}

/**
 * @param {string} platform as `process.platform`
 * @returns {string | null}
 */
export function platformProblem(platform) {
  if (platform === 'linux' || platform === 'darwin') return null;
  return `The course runs on Linux and macOS, not on ${platform === 'win32' ? 'Windows itself' : platform}.`;
}
