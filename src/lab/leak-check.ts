/**
 * Finds what a strategy may have left behind in its process, so that the next run there equals one in a fresh process.
 *
 * 1. Apart from its own modules, which every run evaluates again, a strategy can reach three things: modules that it
 *    imports, the globals, and the objects that Botpit passes to it.
 * 2. `isSelfContained` is false for code that imports or requires anything.
 * 3. Globals with state that nothing can list, such as `process`, timers of the machine, `console` and `eval`, are
 *    watched. A strategy that reads one leaves a trace. The other globals are values of the language.
 * 4. For these values, and for what Botpit passes to every run, each property of each object is listed at the beginning
 *    and compared after a run. Botpit makes everything else anew for each run.
 * 5. The comparison calls no method and no iterator that a strategy could have replaced.
 */

const { ownKeys } = Reflect;
const { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, is: isSameValue } = Object;

/** Globals of the language without hidden state, and those that the lab replaces, whose state belongs to a run. */
const PLAIN_GLOBALS: ReadonlySet<string> = new Set(
  `Infinity NaN undefined Object Array Number String Boolean Symbol BigInt Math JSON Date RegExp Map Set WeakMap WeakSet
  Promise Proxy Reflect Intl Iterator ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray
  Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array Error
  AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError parseInt parseFloat isNaN isFinite
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape structuredClone queueMicrotask setTimeout
  setInterval setImmediate clearTimeout clearInterval clearImmediate`.split(/\s+/),
);

/** Prototypes whose constructors compile text, which can read anything. */
const COMPILERS: readonly object[] = [
  function () {},
  function* () {},
  async function () {},
  async function* () {},
].map((each) => getPrototypeOf(each) as object);

/** Prototypes that cannot be reached from a global. */
const HIDDEN: readonly object[] = [
  [][Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ''[Symbol.iterator](),
  ''.matchAll(/x/g),
  new Uint8Array(),
  new Intl.Segmenter().segment(''),
  new Intl.Segmenter().segment('')[Symbol.iterator](),
  (function* () {})(),
  (async function* () {})(),
  function* () {},
  async function* () {},
];

/** Part of the language that is newer than the oldest supported Node. */
interface Iterators {
  readonly Iterator?: {
    readonly from: (iterator: object) => Iterator<unknown> & { map?: (map: () => void) => object };
  };
}
const wrapped = (globalThis as Iterators).Iterator?.from({ next: () => ({ done: true, value: 0 }) });
const helper = wrapped?.map?.(() => {});

/** Objects from which everything in the language can be reached. */
export const LANGUAGE: readonly object[] = [
  ...[...PLAIN_GLOBALS]
    .map((name) => (globalThis as Readonly<Record<string, unknown>>)[name])
    .filter(isObject),
  ...COMPILERS,
  ...HIDDEN,
  ...(wrapped === undefined ? [] : [wrapped]),
  ...(helper === undefined ? [] : [helper]),
];

/** Property descriptor whose functions are compared and never called. */
interface Property {
  readonly value?: unknown;
  readonly get?: object;
  readonly set?: object;
  readonly writable?: boolean;
  readonly enumerable?: boolean;
  readonly configurable?: boolean;
}

interface Shape {
  readonly prototype: object | null;
  readonly isExtensible: boolean;
  readonly keys: readonly PropertyKey[];
  readonly properties: readonly (Property | undefined)[];
}

export class LeakCheck {
  readonly #objects: readonly object[];
  readonly #shapes: readonly Shape[];
  #touched: string | undefined;

  /**
   * Watches the globals. Use one instance in a process.
   * @param shared objects that Botpit passes to the strategies of all runs
   */
  constructor(shared: readonly object[]) {
    this.#watchGlobals();
    const shapes = shapesFrom([globalThis, ...LANGUAGE, ...shared]);
    this.#objects = [...shapes.keys()];
    this.#shapes = [...shapes.values()];
  }

  /** Starts to watch. Call it before the strategy's code runs. */
  begin(): void {
    // `RegExp.$1` and its like keep the last match.
    /(?:)/.exec('');
    this.#touched = undefined;
  }

  /** @returns the thing that the strategy may have changed; undefined: nothing */
  get trace(): string | undefined {
    if (this.#touched !== undefined) return this.#touched;
    for (let place = 0; place < this.#objects.length; place += 1) {
      const changed = difference(this.#shapes[place] as Shape, this.#objects[place] as object);
      if (changed !== undefined) return changed;
    }
    return undefined;
  }

  #watchGlobals(): void {
    for (const key of ownKeys(globalThis))
      if (typeof key === 'symbol' || !PLAIN_GLOBALS.has(key)) this.#watch(globalThis, key);
    for (const compiler of COMPILERS) this.#watch(compiler, 'constructor');
  }

  #watch(owner: object, key: PropertyKey): void {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    if (descriptor?.configurable !== true) return;
    const touch = () => (this.#touched ??= String(key));
    const { enumerable = false } = descriptor;
    Object.defineProperty(owner, key, {
      configurable: true,
      enumerable,
      get: () => {
        touch();
        return descriptor.get === undefined ? (descriptor.value as unknown) : descriptor.get.call(owner);
      },
      set: (value: unknown) => {
        touch();
        Object.defineProperty(owner, key, { configurable: true, enumerable, writable: true, value });
      },
    });
  }
}

/** @param code code of a bundle, whose first line is Botpit's and whose last line is the source map */
export function isSelfContained(code: string): boolean {
  const [, ...lines] = code.split('\n');
  const own = lines.filter((line) => !line.startsWith('//# sourceMappingURL=')).join('\n');
  return !/\b(import|require|botpitCreateRequire)\b|\bfrom\s*["']/.test(own);
}

/** Shapes of all objects that can be reached from the roots through properties and prototypes. */
export function shapesFrom(roots: readonly object[]): ReadonlyMap<object, Shape> {
  const shapes = new Map<object, Shape>();
  const left = [...roots];
  for (let object = left.pop(); object !== undefined; object = left.pop()) {
    if (shapes.has(object)) continue;
    const shape = shapeOf(object);
    shapes.set(object, shape);
    left.push(...neighbours(shape));
  }
  return shapes;
}

function shapeOf(object: object): Shape {
  const keys = ownKeys(object);
  return {
    prototype: getPrototypeOf(object) as object | null,
    isExtensible: isExtensible(object),
    keys,
    properties: keys.map((key) => getOwnPropertyDescriptor(object, key)),
  };
}

function neighbours({ prototype, properties }: Shape): readonly object[] {
  const values = properties.flatMap((property) => [property?.value, property?.get, property?.set]);
  return [prototype, ...values].filter(isObject);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** @returns what has changed, in words; undefined: nothing */
function difference(before: Shape, object: object): string | undefined {
  if (before.prototype !== getPrototypeOf(object)) return 'a prototype';
  if (before.isExtensible !== isExtensible(object)) return 'an object that is frozen';
  const keys = ownKeys(object);
  if (before.keys.length !== keys.length) return 'the properties of an object';
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place] as PropertyKey;
    if (before.keys[place] !== key) return 'the order of properties';
    if (!isSame(before.properties[place], getOwnPropertyDescriptor(object, key))) return 'a property';
  }
  return undefined;
}

function isSame(one: Property | undefined, other: Property | undefined): boolean {
  return (
    isSameValue(one?.value, other?.value) &&
    one?.get === other?.get &&
    one?.set === other?.set &&
    one?.writable === other?.writable &&
    one?.enumerable === other?.enumerable &&
    one?.configurable === other?.configurable
  );
}
