/**
 * Checks files one after the other, since each check takes a process of its own. A file that is wanted again while it is being
 * checked is checked once more, and only what the later check says counts.
 */
export class CheckQueue<Found> {
  readonly #check: (file: string) => Promise<Found>;
  readonly #found: (file: string, found: Found) => void;
  readonly #wanted = new Set<string>();
  #checking: string | undefined;
  /** Whether nobody wants to know any more of the file that is being checked. */
  #dropped = false;

  constructor(check: (file: string) => Promise<Found>, found: (file: string, found: Found) => void) {
    this.#check = check;
    this.#found = found;
  }

  want(file: string): void {
    this.#wanted.add(file);
    void this.#goOn();
  }

  drop(file: string): void {
    this.#wanted.delete(file);
    if (this.#checking === file) this.#dropped = true;
  }

  async #goOn(): Promise<void> {
    if (this.#checking !== undefined) return;
    for (const file of this.#wanted) {
      this.#wanted.delete(file);
      this.#checking = file;
      this.#dropped = false;
      // A check that fails says nothing of the file: whoever runs it is told why.
      const found = await this.#check(file).catch(() => undefined);
      if (found !== undefined && !this.#dropped && !this.#wanted.has(file)) this.#found(file, found);
    }
    this.#checking = undefined;
  }
}
