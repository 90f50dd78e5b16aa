/** What of the environment a strategy may see: what programs need to run, and nothing that could be a secret. */

const KEPT =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|LANG|LANGUAGE|LC_.*|TZ|TEMP|TMP|TMPDIR|SYSTEMROOT|WINDIR|COMSPEC|NO_COLOR|FORCE_COLOR)$/i;

/** Take everything else out of this process's environment. */
export function narrowEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (!KEPT.test(name)) delete environment[name];
}
