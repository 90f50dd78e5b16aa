/**
 * Everything that a run needs in addition to its request. The lab puts it into the object store, and a worker onto its
 * disk.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '../../runtime/failure.ts';
import { packStrategy } from '../../workers/bot/packed-strategy.ts';
import { findOrderBook } from '../../workers/replay/lobster-file.ts';
import type { RunRequest } from '../run.ts';
import type { Job, Supplies } from './messages.ts';
import type { Objects } from './objects.ts';

type Store = Pick<Objects, 'put' | 'get'>;

/** Stores each strategy and each recording once. */
export class Shipping {
  readonly #objects: Store;
  readonly #known = new Map<string, Promise<unknown>>();
  #packing: Promise<unknown> = Promise.resolve();

  constructor(objects: Store) {
    this.#objects = objects;
  }

  /** @throws Error for a strategy or a recording that cannot be read, or when the server fails */
  async suppliesOf({ path, recorded }: RunRequest): Promise<Supplies> {
    const strategy = await this.#once(`strategy ${path}`, async () =>
      this.#objects.put(Buffer.from(await this.#pack(path))),
    );
    const recording =
      recorded === undefined
        ? []
        : await this.#once(`recording ${recorded.path}`, () => this.#recording(recorded.path));
    return { strategy, recording };
  }

  async #recording(path: string): Promise<Supplies['recording']> {
    const book = await findOrderBook(path);
    const files = book === undefined ? [path] : [path, book];
    return Promise.all(
      files.map(async (file) => ({
        name: basename(file),
        object: await this.#objects.put(await readFile(file)),
      })),
    );
  }

  /** Packs strategies one after the other, because the end of a build stops the bundler. */
  #pack(path: string): Promise<string> {
    const packed = this.#packing.then(() => packStrategy(path));
    this.#packing = packed.catch(() => {});
    return packed;
  }

  /**
   * Makes a value once. A strategy that does not compile is not compiled again, but a server that failed is asked
   * again.
   */
  async #once<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = (this.#known.get(key) as Promise<Value> | undefined) ?? make();
    this.#known.set(key, known);
    try {
      return await known;
    } catch (error) {
      if (!(error instanceof SetupError)) this.#known.delete(key);
      throw error;
    }
  }
}

/** A worker's copies of everything that the jobs of one lab need. Each is downloaded once. */
export class Storeroom {
  readonly #folder: string;
  readonly #objects: Store;
  readonly #files = new Map<string, Promise<string>>();

  /** @param folder folder for this lab alone */
  constructor(folder: string, objects: Store) {
    this.#folder = folder;
    this.#objects = objects;
  }

  /** The request with paths of this machine. @throws Error when a part does not arrive */
  async localRequest({ request, strategy, recording }: Job): Promise<RunRequest> {
    const packed = await this.#file('strategies', strategy, strategy);
    const { recorded } = request;
    const [messages] = recording;
    if (recorded === undefined || messages === undefined) return { ...request, packed };
    const folder = recording.map(({ object }) => object.slice(0, 32)).join('-');
    const paths = await Promise.all(recording.map(({ name, object }) => this.#file(folder, name, object)));
    return { ...request, packed, recorded: { ...recorded, path: paths[0] ?? '' } };
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #file(folder: string, name: string, object: string): Promise<string> {
    const key = `${folder}/${name}`;
    const file = this.#files.get(key) ?? this.#download(folder, name, object);
    this.#files.set(key, file);
    try {
      return await file;
    } catch (error) {
      this.#files.delete(key);
      throw error;
    }
  }

  async #download(folder: string, name: string, object: string): Promise<string> {
    await mkdir(join(this.#folder, folder), { recursive: true });
    const path = join(this.#folder, folder, name);
    await writeFile(path, await this.#objects.get(object));
    return path;
  }
}
