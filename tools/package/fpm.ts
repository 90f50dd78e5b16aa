// Replaces fpm, with which electron-builder writes its .deb and which it would download. It takes the options that
// electron-builder gives, and runs Debian's own dpkg-deb. The package's content stays electron-builder's.

import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMain } from '../lib/command-line.ts';
import { run } from '../lib/run.ts';

/**
 * Options of dpkg-deb for each compression. gz has level 1, because it is requested where time matters more than size.
 */
const COMPRESSIONS: Readonly<Record<string, readonly string[]>> = { xz: ['-Zxz'], gz: ['-Zgzip', '-z1'] };

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const options = {
  source: { ...text, short: 's' },
  target: { ...text, short: 't' },
  depends: { ...list, short: 'd' },
  'deb-recommends': list,
  'deb-compression': text,
  'deb-priority': text,
  force: { type: 'boolean' } as const,
  log: text,
  architecture: text,
  'after-install': text,
  'after-remove': text,
  description: text,
  version: text,
  package: text,
  name: text,
  maintainer: text,
  vendor: text,
  url: text,
  category: text,
  license: text,
};

type Values = ReturnType<typeof given>['values'];

await runMain(writePackage);

function given() {
  return parseArgs({ options, allowPositionals: true, strict: true });
}

async function writePackage() {
  const { values, positionals } = given();
  if (values.target !== 'deb')
    throw new Error(`Only a .deb can be made without downloads; got '${values.target}'.`);
  const compression = COMPRESSIONS[values['deb-compression'] ?? 'xz'];
  if (compression === undefined)
    throw new Error(`Compressions are ${Object.keys(COMPRESSIONS).join(' and ')}.`);
  const root = await mkdtemp(join(tmpdir(), 'botpit-deb-'));
  try {
    for (const pair of positionals) await place(root, pair);
    await writeControl(root, values);
    await chmod(root, 0o755); // the folder becomes / of the package
    await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, values.package ?? '']);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** @param pair `file=/target/path`, or `folder/=/path/for/its/content` */
async function place(root: string, pair: string) {
  const [from = '', to = ''] = pair.split('=');
  const target = join(root, to);
  await mkdir(dirname(target), { recursive: true });
  await cp(from, target, { recursive: true, verbatimSymlinks: true });
  // Temporary files may be readable for their writer alone, but everybody must be able to read an installed file.
  if (!(await stat(target)).isDirectory()) await chmod(target, 0o644);
}

async function writeControl(root: string, values: Values) {
  const folder = join(root, 'DEBIAN');
  const kib = Number.parseInt(await run('du', ['-sk', '--apparent-size', root]), 10);
  await mkdir(folder);
  await writeFile(join(folder, 'control'), controlOf(values, kib));
  const scripts = { postinst: values['after-install'], postrm: values['after-remove'] };
  for (const [name, path] of Object.entries(scripts)) {
    if (path !== undefined) await writeFile(join(folder, name), await readFile(path), { mode: 0o755 });
  }
}

function controlOf(values: Values, kib: number) {
  const [synopsis = '', ...rest] = (values.description ?? '').split('\n').map((line) => line.trim());
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': String(kib),
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category,
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: [synopsis, ...rest.filter((line) => line !== '')].join('\n '),
  };
  const lines = Object.entries(fields).filter(([, value]) => value);
  return lines.map(([name, value]) => `${name}: ${value}\n`).join('');
}
