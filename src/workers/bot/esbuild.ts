/**
 * The bundler of strategies. An `import` of this CommonJS package would search its text for exports, which takes a
 * fifth of a bot's start. It is loaded at once, because it reads the path of its program from the environment, which a
 * bot then narrows.
 */
import { createRequire } from 'node:module';
import type * as Esbuild from 'esbuild';

export const { build, stop, transform } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
