/** A bundle with probes, read as it would be without them. */
export class Unveiled {
  readonly #lines: readonly string[];
  readonly #from: string;
  readonly #to: string;

  /** `from` and `to` stand around each probe. */
  constructor(code: string, from: string, to: string) {
    this.#lines = code.split('\n');
    this.#from = from;
    this.#to = to;
  }

  /** A part of the bundle without its probes; one that begins in it and does not end there is taken out too. */
  text(part: string): string {
    if (!part.includes(this.#from)) return part;
    return part
      .split(this.#from)
      .map((piece, index) => {
        if (index === 0) return piece;
        const end = piece.indexOf(this.#to);
        return end < 0 ? '' : piece.slice(end + this.#to.length);
      })
      .join('');
  }

  /** The column that a place would have, counted from 1 like the line. The first line has no probes. */
  column(line: number, column: number): number {
    if (line === 1) return column;
    return this.text((this.#lines[line - 1] ?? '').slice(0, column - 1)).length + 1;
  }
}
