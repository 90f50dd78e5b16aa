/** The command that a report prints. */
import { expect, test } from 'vitest';
import { commandLine } from '../../src/lab/command-line.ts';

test('it leaves out where the runs happened, and with it the credentials of the queue', () => {
  const words = [
    'a.ts',
    '--name',
    'two',
    '--data-dir=here',
    '--queue',
    'nats://ann:secret@host/lab',
    '--seeds',
    '6',
    '--worker-timeout=5',
  ];
  expect(commandLine([...words, '--nats-cert', 'cert.pem', 'b.ts', '--queue=nats://token@host'])).toBe(
    'npm run lab -- a.ts --seeds 6 b.ts',
  );
});
