/** Helpers of the tools that take pictures, for the window and the market in it. */
import type { ElectronApplication, Page } from 'playwright-core';

/** Bundled separately, so that the tools need no build of the tests. */
export const SCRIPTED_RELAY = 'test/support/scripted-relay.ts';

/** The part of SCRIPTED_RELAY that the tools use. */
export interface ScriptedRelays {
  readonly startScriptedRelay: (options: object) => Promise<ScriptedRelay>;
}

export interface ScriptedRelay {
  readonly url: string;
  step(): void;
  pause(): void;
  close(): Promise<void>;
}

export async function dial(page: Page, url: string): Promise<void> {
  await page.getByTestId('relay-address').fill(url);
  await page.getByTestId('relay-connect').click();
}

/** @param size size of the content in pixels, as WIDTHxHEIGHT */
export function resize(app: ElectronApplication, size: string): Promise<void> {
  const [width = 1_440, height = 900] = size.split('x').map(Number);
  return app.evaluate(
    ({ BrowserWindow }, { width, height }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setMinimumSize(1, 1);
      window?.setContentSize(width, height);
    },
    { width, height },
  );
}
