import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenario } from 'backstep';
import raft from '../../examples/raft/raft.ts';
import funnel from '../../examples/switch/funnel.ts';
import { modelOf, recordSeed, type Recording } from '../../sim-core/engine.ts';
import type { BandWindow } from '../../sim-core/trace/bands.ts';
import { eventually } from '../support/eventually.ts';
import { panelRun } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

function recorded(definition: Parameters<typeof modelOf>[0], seed: number): Recording {
  const recording = recordSeed(modelOf(definition), seed);
  while (recording.bands.gather(10_000));
  return recording;
}

const of = ({ bands }: Recording) => ({ bands: (from: number, to: number): BandWindow => bands.within(from, to, 2_000) });

describe('bands beside the lanes', () => {
  it('say the roles of Raft where each lane is, in the pane of the states, and to those who listen', async () => {
    const raftRun = recorded(raft, 3);
    await withPanel({ ...of(raftRun), inspect: (step) => raftRun.inspect(step) }, async (panel) => {
      await panel.show(raftRun.trace, panelRun(raftRun.trace, { cursor: 260 }));
      await eventually(async () => assert.ok((await panel.page.locator('[data-band=state]').count()) > 4));
      const texts = await panel.page.locator('.band-label').allTextContents();
      assert.ok(texts.includes('candidate') && texts.includes('follower'), texts.join());
      // Where there is no room for letters, what they would say is told by the pointer.
      const titles = await panel.page.locator('.hover-area title').allTextContents();
      assert.ok(
        titles.some((title) => title.startsWith('s4, term: 3\n')),
        titles.join(),
      );
      // Letters stand on the lane that they are about, to the left of it, and cover no text beside the lanes.
      const head = (await panel.page.locator('[data-lane-head=s3]').boundingBox())!;
      const band = (await panel.page.locator('[data-band=state][data-band-lane="2"]').first().boundingBox())!;
      assert.ok(band.x >= head.x - 1 && band.x + band.width < head.x + head.width / 2, JSON.stringify({ head, band }));
      const card = panel.page.locator('[data-node-state=s4] [data-section="beside the lane"]');
      assert.match((await card.textContent())!, /role\s*candidate.*term\s*3/);
      await eventually(async () => assert.match((await panel.page.locator('[data-announcer]').textContent())!, /role candidate, term 3/));
    });
  });

  it('follow the window through a long run, which asks for no more than it shows', async () => {
    const long = recorded(scenario({ ...funnel.scenario, duration: '100ms' }), 1);
    const asked: number[] = [];
    const bands = (from: number, to: number): BandWindow => {
      asked.push(to - from);
      return long.bands.within(from, to, 2_000);
    };
    await withPanel({ bands }, async (panel) => {
      await panel.show(long.trace, panelRun(long.trace, { cursor: 420 }));
      await eventually(async () => assert.ok((await panel.page.locator('[data-band=queue]').count()) > 0));
      await panel.press('End');
      const busy = long.bands.within(0, long.trace.columns.length).bands.find(({ name }) => name === 'core>sink')!.pieces[0]!;
      await panel.page.locator('[data-input=step]').fill(String(busy.from + 2));
      await panel.page.locator('[data-input=step]').press('Enter');
      await panel.settle();
      await eventually(async () => assert.ok((await panel.page.locator('[data-band=queue][data-band-name="core>sink"]').count()) > 0));
      assert.ok(asked.length >= 2 && asked.every((steps) => steps < 2_000), asked.join());
    });
  });

  it('say what is missing when a function fails, beside a run of which all else is there', async () => {
    const broken = scenario({
      ...raft.scenario,
      lanes: {
        broken(state: object) {
          if ('role' in state && state.role === 'candidate') throw new TypeError('<b>no</b>');
          return 'fine';
        },
      },
    });
    const recording = recordSeed(modelOf(broken), 3);
    assert.throws(() => {
      while (recording.bands.gather(10_000));
    }, /lanes\.broken threw TypeError/);
    while (recording.bands.gather(10_000));
    await withPanel(of(recording), async (panel) => {
      await panel.show(recording.trace, panelRun(recording.trace, { cursor: 10 }));
      const status = panel.page.locator('[data-status-view=lacking]');
      await status.waitFor();
      assert.match((await status.textContent())!, /^lanes\.broken threw TypeError: <b>no<\/b>, asked about 's\d' after step \d+\.$/);
      await panel.press('ArrowDown');
      assert.equal(await panel.cursor(), 11);
    });
  });
});
