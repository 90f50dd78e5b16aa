/** The engine with one line of its source changed, to show that the auditor notices. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { EngineModule } from './simulator.ts';

export interface Mutation {
  /** Name of a file in src/engine. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ENGINE = fileURLToPath(new URL('../../src/engine/index.ts', import.meta.url));

/** @throws Error when the line to change is no longer there */
export async function loadMutant(mutation: Mutation): Promise<EngineModule> {
  const { outputFiles } = await build({
    entryPoints: [ENGINE],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [changing(mutation)],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as EngineModule;
}

function changing({ file, from, to }: Mutation): Plugin {
  return {
    name: 'mutation',
    setup(bundle) {
      bundle.onLoad({ filter: /[\\/]engine[\\/].+\.ts$/ }, async ({ path }) => {
        if (basename(path) !== file) return null;
        const source = await readFile(path, 'utf8');
        if (!source.includes(from))
          throw new Error(`${file} no longer has ${JSON.stringify(from)}: adapt the mutant`);
        return { contents: source.replace(from, to), loader: 'ts' };
      });
    },
  };
}
