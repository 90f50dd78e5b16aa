// @ts-check
// The hook that electron-builder.yml names: see tools/package/after-pack.ts.

import { loadTool } from './load.mjs';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  const { default: hook } = await loadTool('package/after-pack');
  await hook(context);
}
