import { jsonPieces, type JsonPieces } from '../base/json-pieces.ts';
import { PLAIN_TAG, plainFromJson } from '../base/plain-json.ts';

/** The values of a trace, which a plain list is too. */
export interface Values {
  readonly length: number;
  at(index: number): unknown;
  slice(from?: number, to?: number): unknown[];
}

/**
 * Values as they stand in a file, of which each is read when somebody looks at it: few of a million ever are. That they can be read is
 * seen to at once.
 */
export class WrittenValues implements Values {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #pieces: JsonPieces;
  readonly #decode: (bytes: Uint8Array) => string;

  private constructor(bytes: Uint8Array, pieces: JsonPieces, decode: (bytes: Uint8Array) => string) {
    this.#bytes = bytes;
    this.#pieces = pieces;
    this.#decode = decode;
    this.length = pieces.starts.length;
  }

  /** Undefined for what is not a list of values. @throws RangeError for one that is no plain data */
  static in(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): WrittenValues | undefined {
    const pieces = jsonPieces(bytes, PLAIN_TAG);
    if (!pieces) return undefined;
    const values = new WrittenValues(bytes, pieces, decode);
    // Anything else is plain data as it is.
    for (const index of pieces.marked) values.at(index);
    return values;
  }

  at(index: number): unknown {
    const [from, to] = [this.#pieces.starts[index], this.#pieces.ends[index]];
    return from === undefined ? undefined : plainFromJson(JSON.parse(this.#decode(this.#bytes.subarray(from, to))));
  }

  slice(from = 0, to = this.length): unknown[] {
    return Array.from({ length: Math.max(0, Math.min(to, this.length) - from) }, (_, index) => this.at(from + index));
  }
}
