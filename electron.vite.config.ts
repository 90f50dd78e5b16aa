import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { PART_ENTRIES, WORKER_ENTRIES } from './src/runtime/workers.ts';

/** Every process is an entry of the main build: each runs as a utility process, and under plain Node. */
const processes = { index: 'src/main/index.ts', ...WORKER_ENTRIES, ...PART_ENTRIES };

/** Of what is built in: a package that is a devDependency, which a process then need not look for, file by file. */
const LICENSES = { fileName: 'licenses.md' };

/**
 * Vite would make each `const` of a module a `var`. V8 compiles the value of a constant into the code, but reads a
 * variable and checks its type at each use: with variables, the exchange takes 1.06 to 1.16 times as long for an order.
 */
const CONSTANTS_AS_VARIABLES = false;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20',
      license: LICENSES,
      sourcemap: true,
      rollupOptions: {
        input: processes,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          topLevelVar: CONSTANTS_AS_VARIABLES,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20',
      sourcemap: true,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload script cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome130',
      minify: true,
      // Charts read the colours of the stylesheet as they are written.
      cssMinify: false,
      license: LICENSES,
      sourcemap: true,
      // The page's policy allows fonts and scripts from files only, not from data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'src/renderer/index.html' },
    },
  },
});
