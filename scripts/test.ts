/**
 * Runs the project's checks: `tsx scripts/test.ts all`, or one suite of scripts/suites.ts, where parts of
 * file paths may follow to run only some of its files.
 *
 * Each suite first makes what it needs, Chromium, VS Code, the build, so that it works in a clean
 * checkout. The last line is always the sum over everything that ran, and a suite that ran nothing
 * has failed: silence must not look like success.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { SetupError, tryRun } from './host.ts';
import { forecast, SUITES, type Check, type Suite, type SuiteName, type Tests } from './suites.ts';
import { runTestFile } from './test-file.ts';
import { secondsSince, TestReport } from './test-report.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));
const NAME_WIDTH = Math.max(...Object.keys(SUITES).map(({ length }) => length));

const report = new TestReport();

async function runCheck(name: SuiteName, { title, program, args, cure }: Check): Promise<void> {
  const start = performance.now();
  const { ok, output } = await tryRun(process.execPath, [join(PROJECT, 'node_modules', program), ...args], { cwd: PROJECT });
  if (ok) {
    report.passed(1);
    console.log(`${name.padEnd(NAME_WIDTH)} ${title}  (${secondsSince(start)})`);
  } else {
    report.fail(`${name}: ${title}`, [output.trimEnd(), cure].join('\n'));
  }
}

const alreadyRun = new Set<string>();

async function npmRun(script: string): Promise<void> {
  // The suites share what they build, so within one run each script is needed once.
  if (alreadyRun.has(script)) return;
  const start = performance.now();
  const { ok, output } = await tryRun('npm', ['run', '--silent', script], { cwd: PROJECT });
  if (!ok) throw new SetupError(`\`npm run ${script}\` failed:\n${output}`);
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

async function runTests(name: SuiteName, tests: Tests, filters: readonly string[]): Promise<void> {
  const files = testFiles(tests.areas, filters);
  if (files.length === 0) {
    report.fail(name, 'The suite ran no test: there is no such test file.');
    return;
  }
  try {
    await tests.install?.(console.log);
    for (const script of tests.needs) await npmRun(script);
  } catch (error) {
    report.fail(`${name}: what it needs could not be made`, error instanceof SetupError ? error.message : inspect(error));
    return;
  }
  let done = 0;
  const width = String(files.length).length;
  const progress = (): string => `${name.padEnd(NAME_WIDTH)} ${String(++done).padStart(width)} of ${files.length}`;
  const waiting = files.values();
  const worker = async (): Promise<void> => {
    for (const file of waiting) await runTestFile({ file, minutes: tests.minutes, progress }, report);
  };
  await Promise.all(Array.from({ length: tests.concurrency }, worker));
}

/* ---- The whole ---- */

const [chosen = 'all', ...filters] = process.argv.slice(2);
const known = Object.keys(SUITES) as SuiteName[];
const suites = known.filter((suite) => chosen === 'all' || chosen === suite);
if (suites.length === 0) {
  console.error(`There is no suite "${chosen}": choose one of ${known.join(', ')} or all.`);
  process.exit(2);
}
if (suites.length > 1 && filters.length > 0) {
  console.error('To run some files only, name their suite: `npm run test:unit -- part-of-a-path`.');
  process.exit(2);
}
const start = performance.now();
if (filters.length === 0) console.log(`${await forecast(suites)}\n`);
for (const name of suites) {
  const { checks = [], tests }: Suite = SUITES[name];
  await Promise.all(checks.map((check) => runCheck(name, check)));
  if (tests) await runTests(name, tests, filters);
}
console.log(`\nThe whole took ${secondsSince(start)}.`);
console.log(report.sum);
process.exitCode = report.failed ? 1 : 0;
