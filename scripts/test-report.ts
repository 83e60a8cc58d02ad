/** What a run of the checks has come to so far, and the lines that say so. */
export class TestReport {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  get failed(): boolean {
    return this.#failed > 0;
  }

  /** The last line of every run. What was skipped is part of it: silence must not look like success. */
  get sum(): string {
    return `${this.#passed} passed, ${this.#failed} failed${this.#skipped > 0 ? `, ${this.#skipped} skipped (see above)` : ''}`;
  }

  passed(count: number): void {
    this.#passed += count;
  }

  fail(title: string, details: string): void {
    this.#failed += 1;
    console.log(`\nFAILED  ${title}`);
    console.log(details.trimEnd().replace(/^/gm, '    '));
  }

  skip(title: string, reason: string): void {
    this.#skipped += 1;
    console.log(`SKIPPED ${title}: ${reason}`);
  }
}

/** How long ago `start` was, a reading of `performance.now()`. */
export function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
