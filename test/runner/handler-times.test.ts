import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { backstep, builtRunner, lineOf, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** Every handler notes its name first, so that the trace tells how often each has begun; much that strikes them makes some run again. */
const SOURCE = `import { node, safety, scenario } from 'backstep';
const server = node()({
  init(self) { self.log('server/init'); return { done: 0 }; },
  on: {
    ask(state, { request }, self, from) {
      self.log('server/on.ask');
      if (self.random() < 0.3) self.work('40ms');
      state.done += 1;
      self.send(from, { type: 'told', inReplyTo: request });
    },
    push(state, _, self) {
      self.log('server/on.push');
      if (self.random() < 0.02) throw new Error('full');
    },
    neverSent(state, _, self) { self.log('server/on.neverSent'); },
  },
});
const client = node()({
  init(self) { self.log('client/init'); self.setTimer('again', '20ms'); return { told: 0 }; },
  on: {},
  timers: {
    again(state, self) {
      self.log('client/timers.again');
      self.send('server', { type: 'push' });
      self.request('server', { type: 'ask' });
      self.setTimer('again', '30ms');
    },
  },
  requests: {
    ask: {
      timeout: '60ms',
      attempts: 2,
      answered(state, _, self) { self.log('client/requests.ask.answered'); state.told += 1; },
      gaveUp(state, self) { self.log('client/requests.ask.gaveUp'); },
    },
  },
});
const base = {
  nodes: { server, one: client, two: client },
  network: { latency: { min: '1ms', max: '30ms' } },
  nemesis: { pause: { every: '100ms', for: '30ms' }, crash: { every: '300ms', for: '50ms' }, loss: { every: '200ms', for: '80ms', probability: 0.4 } },
  duration: '1s',
};
class Properties { @safety static holds() { return true; } }
export default scenario({ ...base, name: 'counted', properties: [Properties] });
`;

const SEEDS = 12;
let folder = '';
let file = '';
before(() => {
  folder = makeScratchFolder();
  file = writeSource(folder, 'counted.ts', SOURCE);
});
after(() => removeScratchFolder(folder));

const timesOf = ({ handlers }: SweepReport): object =>
  Object.fromEntries(handlers.map(({ handler, nodes, times }) => [`${nodes[0] === 'server' ? 'server' : 'client'}/${handler}`, times]));

describe('how often each handler ran in a sweep', () => {
  it('is how often the traces of its seeds say that it began, whatever struck it', async () => {
    const report = await builtRunner().sweep(file, { from: 0, to: SEEDS - 1 }, {});
    const scenario = await builtRunner().open(file);
    const noted: Record<string, number> = Object.fromEntries(Object.keys(timesOf(report)).map((handler) => [handler, 0]));
    try {
      for (let seed = 0; seed < SEEDS; seed++) {
        const { length } = await scenario.record(seed);
        for (const label of await scenario.labels(0, length)) {
          const [handler] = /(server|client)\/[\w.]+/.exec(label) ?? [];
          if (handler !== undefined) noted[handler]! += 1;
        }
      }
    } finally {
      scenario.close();
    }
    assert.deepEqual(timesOf(report), noted);
    for (const [handler, times] of Object.entries(noted)) assert.equal(times > 0, handler !== 'server/on.neverSent', handler);
  });

  it('is the same with any number of workers, in parts, and told with its nodes and its line', async () => {
    const sweep = async (...more: string[]): Promise<SweepReport> =>
      JSON.parse(
        (await backstep(['sweep', 'counted.ts', '--seeds', String(SEEDS), '--no-shrink', '--json', ...more], folder)).stdout,
      ) as SweepReport;
    const alone = await sweep('--workers', '1');
    assert.deepEqual((await sweep('--workers', '3')).handlers, alone.handlers);
    const parts = await Promise.all(['1/2', '2/2'].map((shard) => sweep('--shard', shard)));
    const names = parts.map((part, index) => writeSource(folder, `${index}.json`, JSON.stringify(part)));
    const merged = JSON.parse((await backstep(['merge', ...names, '--json'], folder)).stdout) as SweepReport;
    assert.deepEqual(merged.handlers, alone.handlers);
    const { stdout } = await backstep(['sweep', 'counted.ts', '--seeds', String(SEEDS), '--no-shrink'], folder);
    assert.match(stdout, /^ {2}No seed ran on\.neverSent of server\.$/m);
    const again = alone.handlers.find(({ handler }) => handler === 'timers.again')!;
    assert.deepEqual(again.nodes, ['one', 'two']);
    assert.equal(again.location?.line, lineOf(SOURCE, 'again(state, self)'));
  });

  it('counts no seed that a sweep ran beyond its end', async () => {
    const first = await builtRunner().sweep(file, { from: 0, to: 200 }, { until: 'first', workers: 2 });
    const whole = await builtRunner().sweep(file, { from: 0, to: first.seeds.to }, { workers: 1 });
    assert.deepEqual(first.handlers, whole.handlers);
  });
});
