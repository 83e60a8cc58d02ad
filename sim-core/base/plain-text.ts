/**
 * Plain data as text for people, in one line of limited length: what does not fit is left out before
 * it is written, so that a megabyte costs no more than what is seen of it.
 */

/** So many bytes are written out. */
const MOST_BYTES = 32;
/** Longer strings are told with their length. */
const LONGEST_STRING = 200;
/** A string that reads as what it is without its quotes, and as nothing else. */
const BARE = /^[\p{L}_$][\p{L}\p{N}_$.:-]*$/u;
const TAKEN: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined', 'NaN', 'Infinity']);
/** Control characters, line breaks, signs that turn the direction of what follows, and halves of signs. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text whose every character can be seen, in one line: `\n` stands where a line would break. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (sign) => SHORT_ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value in one line, cut off with `…` after about `limit` characters. */
export function lineOf(value: unknown, limit: number): string {
  const line = new Line(limit);
  line.value(value);
  return line.text.length > limit ? `${line.text.slice(0, limit - 1)}…` : line.text;
}

/** A value in one line of at most `room` characters, or undefined when it does not fit. */
export function lineWithin(value: unknown, room: number): string | undefined {
  const line = new Line(room);
  line.value(value);
  return line.text.length > room ? undefined : line.text;
}

/** The fields of an object as `a: 1, b: 2`, all but one of them, cut off like `lineOf`. */
export function fieldsLine(value: unknown, without: string, limit: number): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || kindOf(value) !== undefined) return lineOf(value, limit);
  const line = new Line(limit);
  line.fields(value, without);
  return line.text.length > limit ? `${line.text.slice(0, limit - 1)}…` : line.text;
}

/** What stands before the content of a value that is no object or array of the usual kind, such as `Map(2)`. */
export function kindOf(value: unknown): string | undefined {
  if (value instanceof Map) return `Map(${value.size})`;
  if (value instanceof Set) return `Set(${value.size})`;
  return value instanceof Uint8Array ? `Uint8Array(${value.length})` : undefined;
}

/** A key of a Map or an item of a Set, which needs no quotes where nothing else could be meant. */
export function keyLine(key: unknown, limit: number): string {
  return typeof key === 'string' && BARE.test(key) && !TAKEN.has(key) && key.length <= limit ? key : lineOf(key, limit);
}

/** Writes until it is full; whoever has much to write asks whether there is room. */
class Line {
  text = '';
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  value(value: unknown): void {
    if (typeof value === 'object' && value !== null) this.#object(value);
    else this.text += scalar(value, this.#limit);
  }

  fields(value: object, without: string): void {
    let isFirst = true;
    // Not all at once: an object may have more keys than anybody would read.
    for (const key in value) {
      if (key === without) continue;
      if (this.#isFull) return;
      this.text += `${isFirst ? '' : ', '}${keyLine(key, this.#limit)}: `;
      this.value((value as Readonly<Record<string, unknown>>)[key]);
      isFirst = false;
    }
  }

  get #isFull(): boolean {
    return this.text.length > this.#limit;
  }

  #object(value: object): void {
    if (value instanceof Uint8Array) this.text += `${kindOf(value)}${hexOf(value)}`;
    else if (value instanceof Map) this.#items(`${kindOf(value)} {`, value.entries(), ([key, item]) => this.#entry(key, item), '}');
    else if (value instanceof Set) this.#items(`${kindOf(value)} {`, value.values(), (item) => this.#key(item), '}');
    else if (Array.isArray(value)) this.#items('[', value.values(), (item) => this.value(item), ']');
    else {
      this.text += '{';
      this.fields(value, '');
      this.text += '}';
    }
  }

  #items<Item>(open: string, items: Iterable<Item>, write: (item: Item) => void, close: string): void {
    this.text += open;
    let isFirst = true;
    for (const item of items) {
      if (this.#isFull) return;
      if (!isFirst) this.text += ', ';
      write(item);
      isFirst = false;
    }
    this.text += close;
  }

  #entry(key: unknown, item: unknown): void {
    this.#key(key);
    this.text += ' → ';
    this.value(item);
  }

  #key(key: unknown): void {
    if (typeof key === 'object' && key !== null) this.#object(key);
    else this.text += keyLine(key, this.#limit);
  }
}

function scalar(value: unknown, limit: number): string {
  switch (typeof value) {
    case 'string': {
      if (value.length <= LONGEST_STRING) return visible(JSON.stringify(value));
      const shown = value.slice(0, Math.min(LONGEST_STRING, limit));
      return `${visible(JSON.stringify(shown)).slice(0, -1)}…" (${value.length} characters)`;
    }
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    // Its source is no value.
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, MOST_BYTES)) text += ` ${byte.toString(16).padStart(2, '0')}`;
  return bytes.length > MOST_BYTES ? `${text} …` : text;
}
