/** Environment that a strategy may see: variables that programs need, and none that could be a secret. */

const KEPT =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|LANG|LANGUAGE|LC_.*|TZ|TEMP|TMP|TMPDIR|SYSTEMROOT|WINDIR|COMSPEC|NO_COLOR|FORCE_COLOR)$/i;

/** Deletes all other variables from this process's environment. */
export function narrowEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (!KEPT.test(name)) delete environment[name];
}
