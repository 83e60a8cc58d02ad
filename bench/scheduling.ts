import { node, scenario } from 'backstep';
import fc from 'fast-check';
import { modelOf, runSeed } from '../sim-core/engine.ts';
import { median, type Row } from './rows.ts';

const ROUNDS = 7;
/** What one schedule of fast-check's scheduler has; its cost a task grows with it. */
const TASKS = 1_000;
const SCHEDULES = 100;

/** What of the processor's own time something takes, in seconds. */
async function userSeconds(run: () => Promise<number> | number): Promise<number> {
  const started = process.cpuUsage();
  const count = await run();
  return process.cpuUsage(started).user / 1e6 / count;
}

type Wait = 'waitIdle' | 'waitAll';

/** Tasks that fast-check's scheduler puts in an order that is drawn: how many. */
async function scheduled(wait: Wait): Promise<number> {
  for (const scheduler of fc.sample(fc.scheduler(), { numRuns: SCHEDULES, seed: 1 })) {
    for (let task = 0; task < TASKS; task++) void scheduler.schedule(Promise.resolve(task));
    await scheduler[wait]();
  }
  return SCHEDULES * TASKS;
}

/** Has as many messages under way at once, whose latencies are drawn; each is a task that does nothing. */
const receiver = node<{ type: 'task' }>()({
  init(self) {
    for (let task = 0; task < TASKS; task++) self.send(self.id, { type: 'task' });
    return {};
  },
  on: { task: () => undefined },
});

const model = modelOf(
  scenario({
    name: 'tasks',
    nodes: { receiver },
    network: { latency: { min: 1, max: 1_000 }, reorder: 1 },
    duration: '2s',
    properties: [],
  }),
);

/** The same tasks in as many orders: how many. */
function simulated(): number {
  for (let seed = 0; seed < SCHEDULES; seed++) runSeed(model, seed);
  return SCHEDULES * TASKS;
}

/**
 * How many tasks are simulated, each as a message that is copied, in the time in which fast-check's scheduler runs one. Its
 * documentation says to wait with `waitIdle`, which knows of tasks that tasks bring about at once, as ours does of messages; what it
 * replaces, and is deprecated, takes less time, and is told too.
 */
export async function costOfScheduling(): Promise<Row[]> {
  const measured = { waitIdle: [] as number[], waitAll: [] as number[], ours: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.waitIdle.push(await userSeconds(() => scheduled('waitIdle')));
    measured.waitAll.push(await userSeconds(() => scheduled('waitAll')));
    measured.ours.push(await userSeconds(simulated));
  }
  const ours = median(measured.ours);
  const row = (wait: Wait): Pick<Row, 'what' | 'measured'> & { readonly ratio: number } => {
    const theirs = median(measured[wait]);
    const ratio = theirs / ours;
    return {
      what: `tasks a second, against fast-check's scheduler with ${wait}`,
      measured: `${ratio.toFixed(1)} × (${(ours * 1e9).toFixed(0)} ns, theirs ${(theirs * 1e9).toFixed(0)} ns)`,
      ratio,
    };
  };
  const [idle, all] = [row('waitIdle'), row('waitAll')];
  return [
    { ...idle, target: '10 ×', met: idle.ratio >= 10 },
    { ...all, target: '', met: true },
  ];
}
