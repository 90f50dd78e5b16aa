// @ts-check
// electron-builder calls this when the app's folder is complete, before it is signed and packed.

import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './project.mjs';

/** Bits of Electron's program. What they forbid, nothing that runs later can allow. */
export const FUSES = {
  // The workers are utility processes, so nobody needs the app as a plain Node.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // Honoured by macOS and Windows; Linux has no such check.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page has a scheme of its own.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  // An arm64 Mac runs nothing that is not signed, be it by nobody: flipping a bit breaks that signature.
  const resetAdHocDarwinSignature = context.electronPlatformName === 'darwin';
  await context.packager.addElectronFuses(context, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature,
    ...FUSES,
  });
  if (context.electronPlatformName === 'linux') await finishLinux(context.appOutDir);
}

/** @param {string} folder */
async function finishLinux(folder) {
  const launcher = join(folder, 'botpit');
  await rename(launcher, join(folder, 'botpit-app'));
  await copyFile(join(projectFolder, 'resources', 'linux', 'launch.sh'), launcher);
  await chmod(launcher, 0o755);
  await rm(join(folder, 'resources', 'default_app.asar'), { force: true }); // opens folders, which nobody is to
}
