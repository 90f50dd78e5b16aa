// npm run make -- NAME: generated files that are checked in, and the packages.

import { runSubCommand } from './lib/sub-commands.ts';

await runSubCommand('npm run make', {
  schema: {
    about: "the protocol's JSON Schema and AsyncAPI document",
    isPlain: true,
    run: () => import('./schema/schema.ts'),
  },
  screenshots: {
    about: 'the pictures of the documents',
    run: () => import('./pictures/screenshots.ts'),
  },
  sizes: {
    about: 'pictures of the monitor in every size, theme and number of accounts',
    run: () => import('./pictures/sizes.ts'),
  },
  icons: {
    about: 'the icon in every size and format',
    isPlain: true,
    run: () => import('./pictures/icons.ts'),
  },
  mutants: {
    about: 'the table of docs/rules.md: which test catches which mistake in the engine',
    isPlain: true,
    run: () => import('./prove/mutants.ts'),
  },
  package: {
    about: 'the packages that this machine can make',
    run: () => import('./package/package.ts'),
  },
  'test-package': {
    about: 'makes the .deb, installs it, trades in it and removes it (Debian, as root)',
    isPlain: true,
    run: () => import('./package/test-package.ts'),
  },
});
