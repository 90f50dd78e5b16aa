// @ts-check
// Vite and its parts name these versions in their "engines", and npm does not install those parts on any other Node. The
// build would then end with a stack trace about a missing binding. package.json names the same versions.

/**
 * @param {string} version as in process.versions.node
 * @returns {string | undefined} what the user has to do before anything can run
 */
export function nodeRefusal(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isSupported) return undefined;
  return `error: Botpit needs Node 20.19 or later (of Node 22: 22.12 or later); this is Node ${version}. Install a newer one and run npm ci again.`;
}
