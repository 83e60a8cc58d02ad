/**
 * The main job without an editor: sweeps the zombie leaseholder, finds the seed that breaks it,
 * tells what happened and writes the trace. Expects `dist/`, which `npm start` builds first.
 */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sweepWithBar } from '../runner/cli/progress-bar.ts';
import { divergenceText } from '../runner/divergence.ts';
import { failureReport } from '../runner/report/failure-report.ts';
import { painter } from '../runner/report/paint.ts';
import { sweepLines } from '../runner/report/sweep-report.ts';
import { createRunner } from '../runner/runner.ts';
import { writeWhole } from '../runner/trace-file.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));
const SCENARIO = 'examples/leases/zombie.ts';
const SEEDS = { from: 0, to: 999 };

process.chdir(PROJECT);
const paint = painter(process.stdout);
const print = (...lines: readonly string[]): void => lines.forEach((line) => console.log(line));
const runner = createRunner({ folder: join(PROJECT, 'dist') });

print(`Sweeping ${SCENARIO} over the seeds ${SEEDS.from} to ${SEEDS.to} …`);
const {
  scenarios: [report],
} = await sweepWithBar(runner, SCENARIO, SEEDS, { workers: 2 });
if (!report) throw new Error('The sweep has no report.');
print(...sweepLines(report, paint), '');
const {
  divergence,
  failures: [failure],
} = report;
if (divergence) {
  print(divergenceText(divergence));
  process.exit(2);
}
if (!failure) {
  print('No seed broke the leases, though this example is broken on purpose: the simulator has lost its teeth.');
  process.exit(1);
}
const scenario = await runner.open(SCENARIO);
try {
  const recorded = await scenario.record(failure.seed);
  print(...(await failureReport(SCENARIO, scenario, recorded, paint)));
  const file = join('.backstep', `zombie-${failure.seed}.backstep`);
  mkdirSync(join(PROJECT, '.backstep'), { recursive: true });
  await writeWhole(join(PROJECT, file), await scenario.traceFile());
  print(
    '',
    `The trace is in ${relative(process.cwd(), join(PROJECT, file))}.`,
    '',
    'Next:',
    `  npm run backstep -- replay ${file}`,
    '  npm run backstep -- sweep examples/leases/fenced.ts --seeds 1000     the same with fencing tokens',
    `  npm run package                                                  the extension; install it with`,
    `                                                                   "Extensions: Install from VSIX...", open this folder,`,
    `                                                                   run "Backstep: Run Simulation", seed ${failure.seed}, and step back`,
  );
} finally {
  scenario.close();
}
