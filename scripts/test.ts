/**
 * Runs the project's checks: `tsx scripts/test.ts all`, or one suite, `types`, `unit`, `webview` or
 * `vscode`, where parts of file paths may follow to run only some of its files.
 *
 * Each suite first makes what it needs, Chromium, VS Code, the build, so that it works in a clean
 * checkout. The last line is always the sum over everything that ran, and a suite that ran nothing
 * has failed: silence must not look like success.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run as runTests } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { SetupError, tryRun } from './host.ts';
import { installChromium } from './install-chromium.ts';
import { installVSCode } from './install-vscode.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));

const SUITES = ['types', 'unit', 'webview', 'vscode'] as const;
type Suite = (typeof SUITES)[number];

/** Each is a world of its own: sim-core sees no host, the webview sees only the DOM. */
const TYPE_CHECKS = ['.', 'sim-core', 'webview'];

interface TestSuite {
  /** Folders of test/ whose `*.test.ts` belong to the suite. */
  readonly areas: readonly string[];
  /** How many files run at the same time. One for VS Code, whose server, browser and extension host fill a small machine. */
  readonly concurrency: number;
  /** After this many minutes a test file counts as hung. */
  readonly minutes: number;
  prepare(): Promise<void>;
}

const TEST_SUITES: Readonly<Record<Exclude<Suite, 'types'>, TestSuite>> = {
  unit: {
    areas: ['sim-core', 'runner', 'examples', 'house', 'extension-unit', 'webview-unit'],
    concurrency: 2,
    minutes: 10,
    // The runner's tests start the workers that the build makes.
    prepare: () => npmRun('build'),
  },
  webview: {
    areas: ['webview'],
    concurrency: 2,
    minutes: 5,
    async prepare() {
      await installChromium(console.log);
      await npmRun('build');
    },
  },
  vscode: {
    areas: ['vscode'],
    concurrency: 1,
    minutes: 15,
    async prepare() {
      await installChromium(console.log);
      await installVSCode(console.log);
      await npmRun('build');
      await npmRun('package');
    },
  },
};

const total = { passed: 0, failed: 0 };

function fail(title: string, details: string): void {
  total.failed += 1;
  console.log(`\nFAILED  ${title}`);
  console.log(details.trimEnd().replace(/^/gm, '    '));
}

const secondsSince = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/* ---- Type checks ---- */

async function checkTypes(project: string): Promise<void> {
  const start = performance.now();
  const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { ok, output } = await tryRun(process.execPath, [compiler, '-p', project], { cwd: PROJECT });
  if (ok) {
    total.passed += 1;
    console.log(`types   ${project}  (${secondsSince(start)})`);
  } else {
    fail(`types ${project}`, output);
  }
}

/* ---- Test suites ---- */

/** A signal to us ends the test files too, each of which then cleans up after itself. */
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort());
}

const alreadyRun = new Set<string>();

async function npmRun(script: string): Promise<void> {
  // The suites share what they build, so within one run each script is needed once.
  if (alreadyRun.has(script)) {
    return;
  }
  const start = performance.now();
  const { ok, output } = await tryRun('npm', ['run', '--silent', script], { cwd: PROJECT });
  if (!ok) {
    throw new SetupError(`\`npm run ${script}\` failed:\n${output}`);
  }
  alreadyRun.add(script);
  console.log(`npm run ${script}  (${secondsSince(start)})`);
}

function testFiles(areas: readonly string[], filters: readonly string[]): string[] {
  return areas
    .map((area) => join(PROJECT, 'test', area))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => filters.length === 0 || filters.some((filter) => relative(PROJECT, file).includes(filter)))
    .sort();
}

async function runSuite(name: Exclude<Suite, 'types'>, filters: readonly string[]): Promise<void> {
  const suite = TEST_SUITES[name];
  const files = testFiles(suite.areas, filters);
  if (files.length === 0) {
    fail(name, 'The suite ran no test: there is no such test file.');
    return;
  }
  try {
    await suite.prepare();
  } catch (error) {
    fail(`${name}: what it needs could not be made`, error instanceof SetupError ? error.message : inspect(error));
    return;
  }
  const waiting = files.values();
  const worker = async (): Promise<void> => {
    for (const file of waiting) {
      await runFile(name, file, suite.minutes);
    }
  };
  await Promise.all(Array.from({ length: suite.concurrency }, worker));
}

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

/** Runs one test file in a process of its own and prints one line, or the failures and what the file printed. */
async function runFile(suite: string, file: string, minutes: number): Promise<void> {
  const start = performance.now();
  const shown = relative(PROJECT, file);
  const failures: Failure[] = [];
  let passed = 0;
  let skipped = 0;
  let printed = '';
  const path: string[] = [];
  const events = runTests({ files: [file], concurrency: 1, timeout: minutes * 60_000, signal: interruption.signal });
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      printed += event.data.message;
    } else if (event.type === 'test:start') {
      path.length = event.data.nesting;
      path.push(event.data.name);
    } else if (event.type === 'test:pass') {
      // A suite is not a test; and a file that holds no test is reported as if it were one.
      if (event.data.skip !== undefined) {
        skipped += 1;
      } else if (event.data.details.type !== 'suite' && event.data.name !== file) {
        passed += 1;
      }
    } else if (event.type === 'test:fail') {
      const { error } = event.data.details;
      // What failed only because something in it failed has been told already.
      if (failureType(error) !== 'subtestsFailed') {
        const names = [...path.slice(0, event.data.nesting), event.data.name].filter((part) => part !== file);
        failures.push({ title: [shown, ...names].join(' > '), error });
      }
    }
  }
  if (passed + failures.length === 0) {
    failures.push({ title: shown, error: 'The file ran no test.' });
  }
  total.passed += passed;
  const counts = [`${passed} passed`, failures.length > 0 ? `${failures.length} failed` : '', skipped > 0 ? `${skipped} skipped` : ''];
  console.log(`${suite.padEnd(7)} ${shown}  ${counts.filter((text) => text !== '').join(', ')}  (${secondsSince(start)})`);
  for (const { title, error } of failures) {
    fail(title, describeError(error));
  }
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

/* ---- The whole ---- */

const [chosen = 'all', ...filters] = process.argv.slice(2);
const suites = SUITES.filter((suite) => chosen === 'all' || chosen === suite);
if (suites.length === 0) {
  console.error(`There is no suite "${chosen}": choose one of ${SUITES.join(', ')} or all.`);
  process.exit(2);
}
if (suites.length > 1 && filters.length > 0) {
  console.error('To run some files only, name their suite: `npm run test:unit -- part-of-a-path`.');
  process.exit(2);
}
const start = performance.now();
for (const suite of suites) {
  if (suite === 'types') {
    await Promise.all(TYPE_CHECKS.map(checkTypes));
  } else {
    await runSuite(suite, filters);
  }
}
console.log(`\nThe whole took ${secondsSince(start)}.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
