/** The real app is killed while its pit trades: no process remains, and the session is whole. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recover, verify } from '../chaos/session-check.ts';
import { App, noElectron } from '../support/app.ts';

const built = fileURLToPath(new URL('../../out/main/', import.meta.url));

describe.skipIf(noElectron !== undefined)('kill -9', () => {
  const app = new App();
  beforeAll(() => app.launch());
  afterAll(() => app.end());

  test('of the app ends all its processes, and nothing is lost', async () => {
    await app.page.getByTestId('start').click();
    await app.page.getByTestId('trade-row').first().waitFor({ timeout: 60_000 });
    const { processes, sessionFolder = '' } = await app.pit();
    const pids = processes.flatMap(({ pid }) => pid ?? []);
    expect(pids).toHaveLength(7);
    const main = app.electron.process();
    const exited = once(main, 'exit');
    main.kill('SIGKILL');
    await exited;
    await expect.poll(() => pids.filter(isRunning), { timeout: 60_000 }).toEqual([]);
    expect(await recover(built, sessionFolder)).toMatchObject({ code: 0 });
    const verdict = await verify(built, sessionFolder);
    expect(verdict).toMatchObject({ code: 0, said: expect.stringMatching(/\nequal\n$/) });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
