// The traces that tools/package/test-package.ts leaves on a machine, and their removal, however the test has ended.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logToStderr as log } from '../lib/command-line.ts';
import { isOnPath } from '../lib/on-path.ts';
import { finished, run } from '../lib/run.ts';

/** File with the names of the packages that the installation adds to the system. */
const ADDED = 'added-packages.json';
const COMMANDS = ['apt-get', 'dpkg-deb', 'dpkg-query', 'useradd', 'userdel', 'runuser'];
const ABSENT = new Set(['', 'not-installed', 'config-files']);
/** Options that make apt-get wait. An installation continues after the test was stopped. */
const WAIT = ['-o', 'DPkg::Lock::Timeout=120'];
const INSTALL = [...WAIT, 'install', '-y', '--no-install-recommends', '--no-remove'];
const PURGE = [...WAIT, 'purge', '-y'];
const DIE_MS = 10_000;

/** @returns the reason why the test cannot run here; undefined: it can */
export async function packageObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'it installs a package and adds a user, so it needs root on Debian or Ubuntu';
  const missing = COMMANDS.filter((command) => !isOnPath(command));
  if (missing.length > 0) return `it needs Debian or Ubuntu, and there is no ${missing.join(', ')}`;
  return (await isInstalled('botpit')) ? 'botpit is installed here, and it would be removed' : undefined;
}

/**
 * Installs the package. Before that, it records what it will add. It runs in a separate process group, so that a signal
 * never leaves half an installation.
 * @param folder folder for the record
 */
export async function install(deb: string, folder: string) {
  const plan = await finished('apt-get', ['--simulate', ...INSTALL, deb]);
  if (plan.exitCode !== 0) await run('apt-get', ['update']); // a fresh system has no package lists
  const { output } = plan.exitCode === 0 ? plan : await finished('apt-get', ['--simulate', ...INSTALL, deb]);
  const added = [...output.matchAll(/^Inst (\S+) \(/gm)].flatMap((match) => match.slice(1));
  await writeFile(join(folder, ADDED), JSON.stringify(added));
  await run('apt-get', [...INSTALL, deb], { detached: true });
}

/** Removes all traces. It never throws, so that the failure of the test itself is reported. */
export async function removeTraces(user: string, folder: string) {
  await endProcesses(user);
  const added = readFile(join(folder, ADDED), 'utf8').then(JSON.parse);
  await purge(await added.catch(() => [])); // without a record, nothing was added
  if (await hasUser(user)) await finished('userdel', ['--remove', user]);
  if (await hasUser(user)) log(`The user ${user} was left behind.`);
  await rm(folder, { recursive: true, force: true });
}

/** Removes only added packages, and keeps those on which others depend by now. */
async function purge(added: readonly string[]) {
  const present = await installedOf(added);
  if (present.length === 0) return;
  const { output } = await finished('apt-get', ['--simulate', ...PURGE, ...present]);
  const removed = [...output.matchAll(/^(?:Purg|Remv) (\S+)/gm)].flatMap((match) => match.slice(1));
  const others = removed.filter((name) => !present.includes(name));
  if (others.length === 0) await finished('apt-get', [...PURGE, ...present]);
  const left = await installedOf(present);
  if (left.length > 0) log(`These packages were left behind: ${left.join(', ')}.`);
}

async function installedOf(names: readonly string[]) {
  const checked = await Promise.all(names.map(async (name) => ((await isInstalled(name)) ? [name] : [])));
  return checked.flat();
}

/** True for a package that is installed, even in part. */
async function isInstalled(name: string) {
  const { exitCode, output } = await finished('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]);
  return exitCode === 0 && !ABSENT.has(output);
}

async function hasUser(user: string) {
  return (await finished('getent', ['passwd', user])).exitCode === 0;
}

/**
 * Processes of a user, from the kernel itself, because a bare system has no ps. A zombie, which is dead but not yet
 * reaped by its parent, does not count.
 * @returns process ids
 */
async function processesOf(user: string): Promise<readonly number[]> {
  const [, , uid] = (await finished('getent', ['passwd', user])).output.split(':');
  if (uid === undefined) return [];
  const owned = new RegExp(`^State:\\s+[^Z][\\s\\S]*^Uid:\\s+${uid}\\s`, 'm');
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const statuses = ids.map(async (id) =>
    owned.test(await readFile(join('/proc', id, 'status'), 'utf8').catch(() => '')) ? [Number(id)] : [],
  );
  return (await Promise.all(statuses)).flat();
}

/** Processes that the user still has after a while: the last ones of a program end a little later than the first. */
export async function lastingProcessesOf(user: string): Promise<readonly number[]> {
  const deadline = Date.now() + DIE_MS;
  for (;;) {
    const ids = await processesOf(user);
    if (ids.length === 0 || Date.now() > deadline) return ids;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endProcesses(user: string) {
  const deadline = Date.now() + DIE_MS;
  for (let ids = await processesOf(user); ids.length > 0; ids = await processesOf(user)) {
    for (const id of ids) kill(id);
    if (Date.now() > deadline) return log(`Processes ${ids.join(', ')} of ${user} cannot be ended.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function kill(id: number) {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}
