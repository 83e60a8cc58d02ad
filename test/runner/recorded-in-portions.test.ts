import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firstDivergence } from '../../sim-core/trace/columns.ts';
import type { RecordedRun, RecordedSoFar } from '../../runner/protocol.ts';
import type { OpenScenario } from '../../runner/runner-api.ts';
import { RunnerProblems } from '../../runner/runner-api.ts';
import { readable } from '../../runner/source-of-step.ts';
import { builtRunner, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** Two nodes that tell each other a number each millisecond, for so long; `more` is done each time. */
const talking = (seconds: number, more = ''): string => `
import { node, safety, sometimes, scenario, violation } from 'backstep';
const talker = node()({
  init(self) { self.setTimer('talk', 1); return { n: 0, heard: 0 }; },
  on: { word(state, { n }) { state.heard = n; } },
  timers: { talk(state, self) { state.n += 1; for (const peer of self.peers) self.send(peer, { type: 'word', n: state.n }); self.setTimer('talk', 1); ${more} } },
});
class P {
  @safety static nobodyHearsOneHundred({ nodes }) { return nodes.a.heard < 100 || violation('It was heard.'); }
  @safety static nobodyIsNegative({ nodes }) { return nodes.a.n >= 0; }
  @sometimes static somebodyHearsOne({ nodes }) { return nodes.a.heard === 1; }
  @sometimes static somebodyHearsAMillion({ nodes }) { return nodes.a.heard === 1_000_000; }
}
export default scenario({ name: 'talk', nodes: { a: talker, b: talker }, network: { latency: { min: 1, max: 3 } }, duration: '${seconds}s', properties: [P] });
`;

/** Records in portions, with all that is told on the way. */
async function recorded(
  opened: OpenScenario,
  changes = {},
  part = { steps: 50, own: 50 },
): Promise<{ parts: RecordedRun[]; progress: RecordedSoFar[]; run: RecordedRun }> {
  const [parts, progress]: [RecordedRun[], RecordedSoFar[]] = [[], []];
  const run = await opened.recordInPortions({
    seed: 1,
    changes,
    part,
    begun: (begun) => parts.push(begun),
    goesOn: (soFar) => progress.push(soFar),
    isWanted: () => true,
  });
  assert.ok(run, 'somebody wanted it');
  return { parts, progress, run };
}

describe('a run that is recorded in portions', () => {
  const runner = builtRunner();
  let folder: string;
  before(() => (folder = makeScratchFolder()));
  after(() => removeScratchFolder(folder));

  async function open(name: string, source: string): Promise<OpenScenario> {
    return runner.open(writeSource(folder, `${name}.ts`, source));
  }

  it('is told once it has begun, and is in the end what it is at once', async () => {
    const opened = await open('long', talking(12));
    const { parts, progress, run } = await recorded(opened);
    const [part] = parts;
    assert.ok(part && part.length >= 50 && part.length < 200, `the part has ${part?.length} events`);
    assert.equal(firstDivergence(readable(part).columns, readable(run).columns), part.length, 'the part is its beginning');
    assert.ok(
      progress.length > 0 && progress.every(({ steps }) => steps > part.length && steps < run.length),
      'it is told how far it has come',
    );
    assert.equal(run.underWay, undefined);
    const again = await opened.record(1);
    assert.deepEqual([run.outcome.hash, run.length], [again.outcome.hash, again.length]);
    opened.close();
  });

  it('says of properties only what its end cannot change', async () => {
    const opened = await open('verdicts', talking(12));
    const { parts, run } = await recorded(opened, {}, { steps: 1_000, own: 0 });
    const [early] = (await recorded(await open('verdicts-early', talking(11)))).parts;
    assert.deepEqual(
      early!.outcome.properties.map(({ name, verdict }) => [name, verdict]),
      [['somebodyHearsOne', 'held']],
    );
    assert.deepEqual([early!.outcome.verdict, early!.underWay], ['unknown', { duration: 11_000_000, undecided: 3 }]);
    assert.deepEqual(
      parts[0]!.outcome.properties.map(({ name, verdict }) => [name, verdict]),
      [
        ['nobodyHearsOneHundred', 'violated'],
        ['somebodyHearsOne', 'held'],
      ],
    );
    assert.deepEqual([parts[0]!.outcome.verdict, parts[0]!.underWay?.undecided], ['violated', 2]);
    assert.equal(run.outcome.properties.length, 4);
    opened.close();
  });

  it('can be looked at while it goes on', async () => {
    const opened = await open('looked-at', talking(12));
    const looks: Promise<unknown>[] = [];
    const run = await opened.recordInPortions({
      seed: 1,
      changes: {},
      part: { steps: 50, own: 50 },
      begun: () => void looks.push(opened.inspect(40)),
      goesOn: () => void looks.push(opened.inspect(30)),
      isWanted: () => true,
    });
    const seen = await Promise.all(looks);
    assert.ok(seen.length > 1);
    assert.deepEqual(seen[0], await opened.inspect(40), 'what is seen in the part is what is seen in the whole');
    assert.deepEqual(seen[1], await opened.inspect(30));
    assert.equal(run!.outcome.hash, (await opened.record(1)).outcome.hash, 'looking changes nothing');
    opened.close();
  });

  it('parts from what was recorded before it, and is told when there is something of its own', async () => {
    const opened = await open('forked', talking(12));
    const original = (await recorded(opened)).run;
    const { parts, run } = await recorded(opened, { faults: [{ at: '6s', crash: 'b', for: '1s' }] });
    const differs = firstDivergence(readable(original).columns, readable(run).columns)!;
    assert.ok(differs > original.length / 3, 'they part in the middle');
    assert.ok(parts[0]!.length < run.length, 'the fork is told before it is over');
    assert.equal(firstDivergence(readable(parts[0]!).columns, readable(run).columns), parts[0]!.length);
    const back = await recorded(opened);
    assert.deepEqual([back.parts.length, back.run.outcome.hash], [0, original.outcome.hash], 'whoever goes back finds the whole run there');
    opened.close();
  });

  it('leaves what was recorded before it where it is, when it makes a mistake late', async () => {
    const mistake = 'if (state.n === 5_000 && state.heard > 4_900) state.bad = () => 1;';
    const opened = await open('mistaken', talking(12, mistake));
    const short = await opened.record(1, { explicit: { faults: [], duration: '1s' } } as never);
    await assert.rejects(recorded(opened), RunnerProblems);
    assert.equal((await opened.inspect(short.length - 1)).step, short.length - 1);
    await assert.rejects(opened.inspect(short.length), 'the part of the other run is no longer there');
    opened.close();
  });

  it('is given up when nobody wants it any more', async () => {
    const opened = await open('unwanted', talking(12));
    let isWanted = true;
    const run = await opened.recordInPortions({
      seed: 1,
      changes: {},
      part: { steps: 50, own: 50 },
      begun: () => (isWanted = false),
      goesOn: () => assert.fail('it goes on'),
      isWanted: () => isWanted,
    });
    assert.equal(run, undefined);
    opened.close();
  });

  it('is whole at once where it is short, and where its file starts anew for each run', async () => {
    const short = await recorded(await open('short', talking(0.02)), {}, { steps: 1_000, own: 0 });
    assert.deepEqual([short.parts.length, short.run.underWay], [0, undefined]);
    const keeps = `const pattern = /x/g;\n${talking(12, "pattern.test('x');")}`;
    const anew = await open('anew', keeps);
    const { parts, run } = await recorded(anew);
    assert.deepEqual([parts.length, run.underWay], [0, undefined]);
    anew.close();
  });
});
