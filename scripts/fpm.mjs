#!/usr/bin/env node
// @ts-check
// The program that electron-builder starts as fpm: see tools/package/fpm.ts.

import { loadTool } from './load.mjs';

await loadTool('package/fpm');
