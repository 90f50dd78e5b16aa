/**
 * The settings and their file. Each save replaces the whole file, so after a crash there is the old one or the new one.
 * An unreadable file is moved aside and reported; the app continues with the defaults.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_SETTINGS, settingsSchema, type StoredSettings } from './settings-schema.ts';

const FILE = 'settings.json';
const DAMAGED_FILE = 'settings.damaged.json';

export class SettingsStore {
  readonly #folder: string;
  readonly #report: (problem: string) => void;
  #settings: StoredSettings;
  #unsaved = false;

  /** @param report called with a sentence for each problem with the file */
  constructor(folder: string, report: (problem: string) => void) {
    this.#folder = folder;
    this.#report = report;
    this.#settings = this.#read();
  }

  get current(): StoredSettings {
    return this.#settings;
  }

  update(changes: Partial<StoredSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
    const path = join(this.#folder, FILE);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(`${path}.new`, `${JSON.stringify(this.#settings, null, 2)}\n`);
      renameSync(`${path}.new`, path);
      this.#unsaved = false;
    } catch (error) {
      // Report it once, and again only after a save has succeeded.
      if (!this.#unsaved) this.#report(`Settings cannot be saved: ${(error as Error).message}.`);
      this.#unsaved = true;
    }
  }

  #read(): StoredSettings {
    const path = join(this.#folder, FILE);
    let content: string;
    try {
      content = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#report(`Settings cannot be read: ${(error as Error).message}. The defaults are used.`);
      }
      return DEFAULT_SETTINGS;
    }
    return this.#parse(content) ?? DEFAULT_SETTINGS;
  }

  #parse(content: string): StoredSettings | null {
    try {
      return settingsSchema.parse(JSON.parse(content));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      this.#moveAside(why);
      return null;
    }
  }

  #moveAside(why: string): void {
    const aside = join(this.#folder, DAMAGED_FILE);
    try {
      renameSync(join(this.#folder, FILE), aside);
      this.#report(`The settings were damaged and are kept as ${aside}; the defaults are used. ${why}`);
    } catch (error) {
      this.#report(`The settings are damaged, and cannot be moved aside: ${(error as Error).message}.`);
    }
  }
}
