// npm run make -- package: the packages that this machine can make, in dist/. macOS makes a .dmg, Windows an installer,
// Linux an AppImage and a .deb. Where Electron cannot be downloaded, only a .deb can be made, by what npm and Debian have.

import type { ElectronRuntime } from '../electron/runtime.ts';
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { buildIfStale } from '../lib/build.ts';
import { logToStderr as log, runMain } from '../lib/command-line.ts';
import { electronVersion } from '../electron/package.ts';
import { electronRuntime } from '../electron/runtime.ts';
import { isOnPath } from '../lib/on-path.ts';
import { commandScript, projectFolder } from '../lib/project.ts';
import { toolArguments } from '../lib/tool-options.ts';

const HELP = `Makes the packages that this machine can make, in dist/.

Usage: npm run make -- package [options]

  --deb                a .deb and nothing else
  --fast               compress the .deb less, which takes less time
  --output DIR         where the packages go; default dist
  --help               this text`;

const options = {
  deb: { type: 'boolean', default: false },
  fast: { type: 'boolean', default: false },
  output: { type: 'string', default: 'dist' },
  help: { type: 'boolean', default: false },
} as const;

await runMain(main);

async function main() {
  const { values } = toolArguments({ options });
  if (values.help) return console.log(HELP);
  await buildIfStale({ log });
  const runtime = await electronRuntime({ log });
  const plan = runtime.kind === 'package' ? whole(values.deb) : debAlone(runtime);
  const fast = values.fast ? ['-c.deb.compression=gz'] : [];
  await rm(join(resolve(projectFolder, values.output), 'linux-unpacked'), { recursive: true, force: true });
  const output = [`-c.directories.output=${values.output}`, '--publish', 'never'];
  process.exitCode = await electronBuilder([...plan.args, ...output, ...fast], plan.env);
}

type Plan = { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };

/** @returns the plan with the targets that electron-builder.yml names for this system, or with the .deb only */
function whole(debOnly: boolean): Plan {
  return { args: debOnly ? ['--linux', 'deb'] : [], env: {} };
}

function debAlone({ executablePath, version }: ElectronRuntime): Plan {
  if (process.platform !== 'linux' || !isOnPath('dpkg-deb')) {
    throw new Error(
      'Electron cannot be downloaded here. Without it only a .deb can be made, where there is dpkg-deb.',
    );
  }
  log(
    `Electron ${electronVersion} is not here, so this makes a .deb around ${dirname(executablePath)} (${version}).`,
  );
  log('An AppImage needs tools that electron-builder downloads; dpkg-deb writes the .deb.');
  return {
    args: ['--linux', 'deb', `-c.electronDist=${dirname(executablePath)}`, `-c.electronVersion=${version}`],
    env: { CUSTOM_FPM_PATH: join(projectFolder, 'scripts', 'fpm.mjs') },
  };
}

/** Runs electron-builder. Its output is shown while it runs. */
async function electronBuilder(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Some of its parts are ES modules that it loads with require(), for which older Node 20 needs a flag.
  const node = ['--experimental-require-module', '--no-warnings'];
  const script = await commandScript('electron-builder');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, script, ...args], {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
