/**
 * The forms in which one connection writes its requests. A bot writes all requests of a kind in one form, in which few
 * values vary, so the bytes between these values can be compared as a whole.
 *
 * A connection tries only its own forms, so what others send costs it nothing. Connections with the same forms share
 * them, which keeps them in the processor's caches.
 */
import { knownTextOf, type KnownText } from '../../net/json-cursor.ts';
import { noFields, setFields, type Fields } from './request-fields.ts';

export type FieldName = keyof Fields | 'requestId';

/** The form of requests of one kind. */
export interface Form {
  readonly varying: readonly Varying[];
  /** Text after the last varying value. */
  readonly end: KnownText;
  /** Fields of the request from which the form was learned. Those that vary are overwritten. */
  readonly fields: Readonly<Fields>;
}

/** A value that varies, with the text between it and the one before. */
export interface Varying {
  readonly before: KnownText;
  readonly name: FieldName;
}

/** Where a varying value is. */
export interface Place {
  readonly name: FieldName;
  readonly start: number;
  readonly end: number;
}

/** Largest number of forms of a connection. */
const FORMS_MAX = 8;
/**
 * When all places are taken, a connection learns one of so many forms that it does not know. A form takes some 40 times
 * as long to learn as a request of it to read.
 */
const UNKNOWN_FORMS = 32;

export class RequestForms {
  readonly #pool: FormPool;
  /** Known forms. One that is followed moves forward. */
  readonly #forms: Form[] = [];
  #unknownForms = 0;

  constructor(pool: FormPool) {
    this.#pool = pool;
  }

  get count(): number {
    return this.#forms.length;
  }

  /** The one that is to be tried as number `index`. */
  at(index: number): Form {
    return this.#forms[index] as Form;
  }

  wasFollowed(index: number): void {
    if (index === 0) return;
    const form = this.at(index);
    this.#forms[index] = this.at(index - 1);
    this.#forms[index - 1] = form;
  }

  /** True when the next unknown form is to be learned. */
  get isLearning(): boolean {
    return this.#forms.length < FORMS_MAX || this.#unknownForms % UNKNOWN_FORMS === 0;
  }

  /**
   * Notes a request of an unknown form.
   * @param text UTF-8 text of the request
   * @param places places of the varying values in the text, in order; null: the form is not to be learned
   * @param fields fields of the request
   */
  wasUnknown(text: Buffer, places: readonly Place[] | null, fields: Fields): void {
    this.#unknownForms += 1;
    if (places === null) return;
    if (this.#forms.length === FORMS_MAX) this.#forms.pop();
    this.#forms.unshift(this.#pool.formOf(text, places, fields));
  }
}

/** Number of forms that connections can share. */
const POOL_MAX = 256;

/** The forms of all connections. */
export class FormPool {
  /** By their texts and the names of the varying values. */
  readonly #forms = new Map<string, Form>();

  /** The form of a request. Requests that differ only in the values at `places` have the same one. */
  formOf(text: Buffer, places: readonly Place[], fields: Fields): Form {
    const texts = textsBetween(text, places);
    const names = places.map(({ name }) => name);
    const key = keyOf(texts, names);
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const form = createForm(texts, names, fields);
    if (this.#forms.size === POOL_MAX) this.#forms.clear();
    this.#forms.set(key, form);
    return form;
  }
}

/** No plain request has a control character, which separates the parts here. */
function keyOf(texts: readonly Buffer[], names: readonly FieldName[]): string {
  return [...texts.map((text) => text.toString('latin1')), ...names].join('\0');
}

function createForm(texts: readonly Buffer[], names: readonly FieldName[], fields: Fields): Form {
  const known = texts.map(knownTextOf);
  const own = noFields();
  setFields(own, fields);
  return {
    varying: names.map((name, index) => ({ before: known[index] as KnownText, name })),
    end: known[names.length] as KnownText,
    fields: own,
  };
}

/** The texts before, between and after the varying values. */
function textsBetween(text: Buffer, places: readonly Place[]): readonly Buffer[] {
  const starts = [0, ...places.map(({ end }) => end)];
  const ends = [...places.map(({ start }) => start), text.length];
  return starts.map((start, index) => text.subarray(start, ends[index]));
}
