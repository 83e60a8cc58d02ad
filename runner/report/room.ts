/** How wide lines may be; it remembers whether something did not fit. */
export class Room {
  readonly width: number;
  /** Whether a line was cut off. */
  wasCut = false;

  constructor(width: number) {
    this.width = width;
  }

  /** A terminal's width; where there is no terminal, what `COLUMNS` says, or that of an old one. */
  static of({ columns }: Pick<NodeJS.WriteStream, 'columns'>): Room {
    return new Room(Math.max(NARROWEST, columns || Number(process.env['COLUMNS']) || USUAL));
  }

  get isNarrow(): boolean {
    return this.width < WIDE;
  }

  /** A line cut off at the end of the room. */
  fit(line: string): string {
    if (line.length <= this.width) return line;
    this.wasCut = true;
    // Half of a sign would be none.
    return `${line.slice(0, this.width - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  }
}

/** As long as it takes. */
export const UNBOUNDED = new Room(Infinity);

const NARROWEST = 40;
const USUAL = 80;
const WIDE = 110;
