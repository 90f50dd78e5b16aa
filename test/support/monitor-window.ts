/** A window that shows the monitor: the app's, or a browser's. The same tests run in both. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { App } from './app.ts';

export interface MonitorWindow {
  readonly page: Page;
  /** Load the page again, without the user's choices and with the first size. */
  renew(): Promise<void>;
  /** Show the market of this relay. */
  follow(url: string): Promise<void>;
  /** Carry out a command. @param labels its way through the menu; the last is its title */
  command(...labels: readonly string[]): Promise<void>;
}

const SIZE = { width: 1_400, height: 860 };

export function appWindow(app: App): MonitorWindow {
  return {
    get page() {
      return app.page;
    },
    renew: async () => {
      await forgetChoices(app.page);
      await app.page.reload();
      // The address of the last relay comes with the settings: in the middle of typing, it would join the text.
      const { remoteRelayUrl } = await app.page.evaluate(() => window.botpit.settings());
      const address = app.page.getByTestId('relay-address');
      if (remoteRelayUrl !== null) await expect.poll(() => address.inputValue()).not.toBe('');
    },
    follow: async (url) => {
      await app.page.getByTestId('relay-address').fill(url);
      await app.page.getByTestId('relay-connect').click();
    },
    command: (...labels) => app.menu(...labels),
  };
}

/** From the next document on: a page that unloads may still keep a choice. */
export async function forgetChoices(page: Page): Promise<void> {
  await page.setViewportSize(SIZE);
  await page.addInitScript(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
}
