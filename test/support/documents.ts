/** The commands that the documents name, and the options in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Mention {
  /** Script of package.json; null: an option alone, or the installed program's. */
  readonly script: string | null;
  readonly options: readonly string[];
  readonly text: string;
}

const COMMAND = /\bnpm (?:run (?:-s )?(?<script>[\w:-]+)|(?<short>start|test)\b)(?<rest>.*)/;
/** `botpit` is what the packages install. */
const PROGRAM = /^(?:botpit )?--[a-z]/;
const SOURCE_PATH = /^(?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|json|css)$/;
const OPTION = /(?<![\w-])--([a-z][a-z-]*)/g;

export function documents(): readonly string[] {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages.map((name) => join('docs', name))];
}

export const textOf = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

export function mentions(markdown: string): readonly Mention[] {
  return codeOf(markdown).flatMap((text): readonly Mention[] => {
    const found = COMMAND.exec(text)?.groups;
    if (found !== undefined)
      return [
        { script: found['script'] ?? found['short'] ?? '', options: optionsIn(found['rest'] ?? ''), text },
      ];
    return PROGRAM.test(text) ? [{ script: null, options: optionsIn(text), text }] : [];
  });
}

/** Paths of source files between backticks. `NAME` in a path stands for any name. */
export function sourcePaths(markdown: string): readonly string[] {
  return codeOf(markdown).filter((text) => SOURCE_PATH.test(text) && !text.includes('NAME'));
}

/** Every line of every block, and text between single backticks. */
function codeOf(markdown: string): readonly string[] {
  const parts = markdown.split(/^```.*$/m);
  return parts.flatMap((part, index) =>
    index % 2 === 1
      ? part.split('\n').map((line) => line.replace(/\s#.*/, ''))
      : [...part.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  );
}

function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(OPTION)].map(([, name = '']) => name);
}
