/**
 * What the simulator costs, as ratios against a hand-written loop of the same protocol in the same
 * process. Rounds of all measurements take turns, and medians are compared, so that a busy machine
 * disturbs all of them alike.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node, scenario } from 'backstep';
import { createRunner } from '../runner/runner.ts';
import { modelOf, recordSeed, runSeed } from '../sim-core/engine.ts';
import { costOfExploring } from './exploring.ts';
import { costOfHistories } from './histories.ts';
import { costOfAMillion } from './million.ts';
import { costOfScheduling } from './scheduling.ts';
import { RandomStream } from '../sim-core/base/random.ts';
import { runByHand } from './by-hand.ts';
import counter from './counter.ts';
import { median, percentile, printRows, type Row } from './rows.ts';

const ROUNDS = 9;
const DURATION = 10_000_000;

/** Nanoseconds for each event that `run` counts. */
function nanoseconds(run: (seed: number) => number, seeds: number): number {
  const start = performance.now();
  let events = 0;
  for (let seed = 0; seed < seeds; seed++) events += run(seed);
  return ((performance.now() - start) * 1e6) / events;
}

function costOfEvents(): Row[] {
  const model = modelOf(counter);
  const measured = { hand: [] as number[], sweep: [] as number[], record: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.hand.push(nanoseconds((seed) => runByHand(seed, DURATION), 8));
    measured.sweep.push(nanoseconds((seed) => runSeed(model, seed).events, 6));
    measured.record.push(nanoseconds((seed) => recordSeed(model, seed).trace.columns.length, 3));
  }
  const [hand, sweep, record] = [median(measured.hand), median(measured.sweep), median(measured.record)];
  return [
    { what: 'an event by hand', measured: `${hand.toFixed(0)} ns`, target: 'the baseline', met: true },
    {
      what: 'sweeping: isolated messages, properties checked, no trace',
      measured: `${(sweep / hand).toFixed(2)} × (${sweep.toFixed(0)} ns)`,
      target: '2.5 ×',
      met: sweep / hand <= 2.5,
    },
    {
      what: 'recording: trace and checkpoints too',
      measured: `${(record / hand).toFixed(2)} × (${record.toFixed(0)} ns)`,
      target: '5 ×',
      met: record / hand <= 5,
    },
  ];
}

/** A run of a million events over five nodes with 2 kB of state each. */
function costOfSeeking(): Row[] {
  const ballast = Object.fromEntries(
    Array.from({ length: 38 }, (_, index) => [`field${index}`, { name: `value ${index}`, n: index, list: [index, index] }]),
  );
  const talker = node<{ type: 'word'; n: number }>()({
    init(self) {
      self.setTimer('talk', 1);
      return { n: 0, heard: 0, ballast: JSON.parse(JSON.stringify(ballast)) as typeof ballast };
    },
    on: {
      word(state, { n }) {
        state.heard += n;
        state.ballast[`field${n % 38}`]!.n = n;
      },
    },
    timers: {
      talk(state, self) {
        for (const peer of self.peers) self.send(peer, { type: 'word', n: state.n });
        state.n += 1;
        self.setTimer('talk', 1);
      },
    },
  });
  const model = modelOf(
    scenario({
      name: 'talk',
      nodes: { a: talker, b: talker, c: talker, d: talker, e: talker },
      network: { latency: { min: 1, max: 5 } },
      duration: '22.3s',
      properties: [],
    }),
  );
  const recording = recordSeed(model, 1);
  const { length } = recording.trace.columns;
  const random = new RandomStream(1, 'bench/seek');
  const times: number[] = [];
  for (let index = 0; index < 600; index++) {
    const step = random.below(length);
    const start = performance.now();
    recording.seek(step);
    times.push(performance.now() - start);
  }
  const back: number[] = [];
  for (let step = 700_000; step > 699_800; step--) {
    const start = performance.now();
    recording.inspect(step);
    back.push(performance.now() - start);
  }
  const forks: number[] = [];
  for (let at = 12; at < 15; at++) {
    const start = performance.now();
    recordSeed(model, 1, { faults: [{ at: `${at}s`, crash: 'a', for: '1s' }] }, { beside: recording });
    forks.push(performance.now() - start);
  }
  return [
    {
      what: `seek to a random step of ${length.toLocaleString('en-US')}`,
      measured: `p95 ${percentile(times, 0.95).toFixed(2)} ms, median ${median(times).toFixed(2)} ms`,
      target: 'p95 10 ms',
      met: percentile(times, 0.95) <= 10,
    },
    { what: 'step back and look at every node', measured: `p95 ${percentile(back, 0.95).toFixed(2)} ms`, target: '', met: true },
    {
      what: 'a fork from the middle of it',
      measured: `median ${median(forks).toFixed(0)} ms`,
      target: '1,000 ms',
      met: median(forks) <= 1_000,
    },
  ];
}

/** What a second worker is worth, on the Raft example. */
async function worthOfWorkers(): Promise<Row> {
  const runner = createRunner({ folder: dirname(fileURLToPath(import.meta.url)) });
  const rate = async (workers: number): Promise<number> => {
    const { wallSeconds, seeds } = await runner.sweep('examples/raft/raft.ts', { from: 0, to: 799 }, { workers });
    return seeds.run / wallSeconds;
  };
  await rate(2);
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const one = await rate(1);
    ratios.push((await rate(2)) / one);
  }
  const ratio = median(ratios);
  return { what: 'seeds of two workers against one (Raft)', measured: `${ratio.toFixed(2)} ×`, target: '1.7 ×', met: ratio >= 1.7 };
}

printRows([
  ...costOfEvents(),
  ...(await costOfScheduling()),
  ...costOfExploring(),
  costOfHistories(),
  ...costOfSeeking(),
  ...(await costOfAMillion()),
  await worthOfWorkers(),
]);
