/** Runs one file of node:test in a process of its own and turns its events into lines. */
import { relative } from 'node:path';
import { run as runTests } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { secondsSince, type TestReport } from './test-report.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));

export interface TestFile {
  readonly file: string;
  /** After this many minutes the file counts as hung. */
  readonly minutes: number;
  /** Stands before the file's name: its suite, and how far that is. */
  readonly progress: () => string;
}

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

/** A signal to us ends the test files too, each of which then cleans up after itself. */
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort());
}

/** Runs the file and prints one line, or the failures and what the file printed. */
export async function runTestFile({ file, minutes, progress }: TestFile, report: TestReport): Promise<void> {
  const start = performance.now();
  const shown = relative(PROJECT, file);
  const failures: Failure[] = [];
  let passed = 0;
  let skipped = 0;
  let printed = '';
  const path: string[] = [];
  const titleOf = (nesting: number, name: string): string =>
    [shown, ...[...path.slice(0, nesting), name].filter((part) => part !== file)].join(' > ');
  const events = runTests({ files: [file], concurrency: 1, timeout: minutes * 60_000, signal: interruption.signal });
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      printed += event.data.message;
    } else if (event.type === 'test:start') {
      path.length = event.data.nesting;
      path.push(event.data.name);
    } else if (event.type === 'test:pass') {
      // A suite is not a test; and a file that holds no test is reported as if it were one.
      const { skip, nesting, name, details } = event.data;
      if (skip !== undefined) {
        skipped += 1;
        report.skip(titleOf(nesting, name), typeof skip === 'string' ? skip : 'the test does not say why');
      } else if (details.type !== 'suite' && name !== file) {
        passed += 1;
      }
    } else if (event.type === 'test:fail') {
      const { error } = event.data.details;
      // What failed only because something in it failed has been told already.
      if (failureType(error) !== 'subtestsFailed') failures.push({ title: titleOf(event.data.nesting, event.data.name), error });
    }
  }
  if (passed + failures.length + skipped === 0) {
    failures.push({ title: shown, error: 'The file ran no test.' });
  }
  report.passed(passed);
  const counts = [`${passed} passed`, failures.length > 0 ? `${failures.length} failed` : '', skipped > 0 ? `${skipped} skipped` : ''];
  console.log(`${progress()} ${shown}  ${counts.filter((text) => text !== '').join(', ')}  (${secondsSince(start)})`);
  for (const { title, error } of failures) report.fail(title, describeError(error));
  if (failures.length > 0 && printed.trim() !== '') {
    console.log(`\nWhat ${shown} printed, its end:`);
    console.log(printed.trimEnd().split('\n').slice(-80).join('\n').replace(/^/gm, '    '));
  }
}

/** How node:test says why a test failed; its types leave this out. */
function failureType(error: Error): string | undefined {
  return 'failureType' in error && typeof error.failureType === 'string' ? error.failureType : undefined;
}

/** node:test wraps what a test threw; the reader wants the thing itself. */
function describeError(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { depth: 8 });
  // Where Node.js itself was on the way to the test is the same for every failure.
  return text.replace(/^ +at .*node:internal\/.*\n/gm, '');
}
