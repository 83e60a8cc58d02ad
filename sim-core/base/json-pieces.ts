/** Where the items of a list stand in its JSON, and which of them have a key that was looked for. */
export interface JsonPieces {
  /** Of each item the place of its first byte. */
  readonly starts: Uint32Array;
  /** And that behind its last. */
  readonly ends: Uint32Array;
  /** The numbers of the items in which the key stands, or that are so deep that reading them may fail, ascending. */
  readonly marked: readonly number[];
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [MINUS, PLUS, POINT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const WORDS = ['true', 'false', 'null'].map(bytesOf);
/** What may follow a backslash, besides `u` and four digits. */
const ESCAPES = new Set(bytesOf('"\\/bfnrt'));
const U = 0x75;
/** Whoever reads by calls within calls can read what is nested so deep. */
const DEEP = 500;

/**
 * The items of a list in JSON (RFC 8259), found without reading them: a list of half a million is looked through in a fraction of the
 * time that it takes to make objects of it, and whoever wants one reads that one. Undefined for what is no list or no JSON.
 */
export function jsonPieces(bytes: Uint8Array, key: string): JsonPieces | undefined {
  const scan = new Scan(bytes, bytesOf(key));
  const [starts, ends, marked]: [number[], number[], number[]] = [[], [], []];
  if (!scan.takes(OPEN_LIST)) return undefined;
  if (!scan.takes(CLOSE_LIST)) {
    do {
      scan.skipSpace();
      starts.push(scan.at);
      const before = scan.found;
      if (!scan.value()) return undefined;
      if (scan.found > before) marked.push(ends.length);
      ends.push(scan.at);
    } while (scan.takes(COMMA));
    if (!scan.takes(CLOSE_LIST)) return undefined;
  }
  scan.skipSpace();
  return scan.at === bytes.length ? { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), marked } : undefined;
}

class Scan {
  at = 0;
  /** How many times the key was met, or may have been, or something was deep. */
  found = 0;
  readonly #bytes: Uint8Array;
  readonly #key: readonly number[];

  constructor(bytes: Uint8Array, key: readonly number[]) {
    this.#bytes = bytes;
    this.#key = key;
  }

  skipSpace(): void {
    const bytes = this.#bytes;
    for (let byte = bytes[this.at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[this.at]) this.at += 1;
  }

  /** Whether this byte comes next, after space; then it is behind. */
  takes(byte: number): boolean {
    this.skipSpace();
    if (this.#bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Goes over a value, however deep it is. Whether there is one. */
  value(): boolean {
    /** What closes each of the lists and objects that are open. */
    const open: number[] = [];
    for (;;) {
      this.skipSpace();
      const byte = this.#bytes[this.at]!;
      if (byte === OPEN_OBJECT) {
        this.at += 1;
        if (!this.takes(CLOSE_OBJECT)) {
          if (!this.#name()) return false;
          open.push(CLOSE_OBJECT);
          if (open.length > DEEP) this.found += 1;
          continue;
        }
      } else if (byte === OPEN_LIST) {
        this.at += 1;
        if (!this.takes(CLOSE_LIST)) {
          open.push(CLOSE_LIST);
          if (open.length > DEEP) this.found += 1;
          continue;
        }
      } else if (!(byte === QUOTE ? this.#text() : this.#number() || WORDS.some((word) => this.#word(word)))) return false;
      // A value is over: what is around it goes on, or is over too.
      for (;;) {
        const close = open.at(-1);
        if (close === undefined) return true;
        if (this.takes(COMMA)) {
          if (close === CLOSE_OBJECT && !this.#name()) return false;
          break;
        }
        if (!this.takes(close)) return false;
        open.pop();
      }
    }
  }

  /** The name of a field, and its colon. */
  #name(): boolean {
    this.skipSpace();
    const start = this.at + 1;
    if (this.#bytes[this.at] !== QUOTE || !this.#text()) return false;
    if (this.#isKey(start, this.at - 1)) this.found += 1;
    return this.takes(COLON);
  }

  /** Whether this is the key, or is written so that it may be. */
  #isKey(start: number, end: number): boolean {
    const bytes = this.#bytes;
    const key = this.#key;
    if (end - start === key.length && key.every((byte, index) => bytes[start + index] === byte)) return true;
    return end - start > key.length && bytes.subarray(start, end).includes(BACKSLASH);
  }

  #text(): boolean {
    const bytes = this.#bytes;
    for (let at = this.at + 1; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20) return false;
      if (byte !== BACKSLASH) continue;
      at += 1;
      if (bytes[at] === U) {
        for (const end = at + 4; at < end;) if (!isHexadecimal(bytes[++at]!)) return false;
      } else if (!ESCAPES.has(bytes[at]!)) return false;
    }
    return false;
  }

  #number(): boolean {
    const bytes = this.#bytes;
    let { at } = this;
    const digits = (): boolean => {
      const start = at;
      while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
      return at > start;
    };
    if (bytes[at] === MINUS) at += 1;
    if (bytes[at] === ZERO) at += 1;
    else if (!digits()) return false;
    if (bytes[at] === POINT) {
      at += 1;
      if (!digits()) return false;
    }
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at += 1;
      if (bytes[at] === PLUS || bytes[at] === MINUS) at += 1;
      if (!digits()) return false;
    }
    this.at = at;
    return true;
  }

  #word(word: readonly number[]): boolean {
    if (!word.every((byte, index) => this.#bytes[this.at + index] === byte)) return false;
    this.at += word.length;
    return true;
  }
}

function isHexadecimal(byte: number): boolean {
  return (byte >= ZERO && byte <= NINE) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/** Of a text that is ASCII. */
function bytesOf(text: string): readonly number[] {
  return Array.from(text, (sign) => sign.charCodeAt(0));
}
