// electron-builder calls this when the app's folder is complete, before it is signed and packed.

import type { AfterPackContext } from 'electron-builder';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../lib/project.ts';

/** Bits of Electron's program. Nothing that runs later can permit what they forbid. */
export const FUSES = {
  // The workers are utility processes, so the app need not run as plain Node.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // macOS and Windows honour this bit. Linux has no such check.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page has its own scheme, so it needs no privileges of file:.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

export default async function afterPack(context: AfterPackContext) {
  // An arm64 Mac runs only signed code, even if the signature is ad hoc, and flipping a bit breaks the signature.
  const resetAdHocDarwinSignature = context.electronPlatformName === 'darwin';
  await context.packager.addElectronFuses(context, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature,
    ...FUSES,
  });
  if (context.electronPlatformName === 'linux') await finishLinux(context.appOutDir);
}

async function finishLinux(folder: string) {
  const launcher = join(folder, 'botpit');
  await rename(launcher, join(folder, 'botpit-app'));
  await copyFile(join(projectFolder, 'resources', 'linux', 'launch.sh'), launcher);
  await chmod(launcher, 0o755);
  await rm(join(folder, 'resources', 'default_app.asar'), { force: true }); // it would open any folder as an app
}
