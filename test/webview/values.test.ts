import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Inspection } from '../../runner/protocol.ts';
import { panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

const builder = new SyntheticTrace(['a', 'b']);
builder.start('a', 'b');
builder.send('a', 'b', 'put', { seen: new Map([['a', 1n]]), blob: Uint8Array.of(255) });
const trace = builder.trace();

function world(state: unknown, changed: readonly string[], more: Partial<Inspection['nodes'][number]> = {}): (step: number) => Inspection {
  return (step) => ({
    step,
    time: 0,
    value: { type: 'put', seen: new Map([['a', 1n]]) },
    nodes: [{ name: 'a', status: 'up', clock: 0, state, changed, timers: [], disk: {}, unsynced: [], ...more }],
  });
}

describe('values of every kind', () => {
  it('are shown as what they are: in rows, messages, states and on disks', async () => {
    const state = {
      token: 12n,
      odd: Number.NaN,
      zero: -0,
      gone: undefined,
      book: new Map<unknown, unknown>([
        [1, 'one'],
        ['1', 'text'],
      ]),
      seen: new Set(['x']),
      hash: Uint8Array.of(171, 0),
    };
    await withPanel(
      {
        inspect: world(state, ['book.1', 'token'], {
          disk: { log: new Map([[7n, undefined]]) },
          byzantine: { behaviour: 'forge', fields: { token: 9n } },
        }),
      },
      async (panel) => {
        await panel.show(trace, panelRun(trace, { cursor: 2 }));
        await panel.page.locator('[data-inspected="2"]').waitFor();
        const text = (await panel.page.locator('[data-node-state=a]').innerText()).replace(/\s+/g, ' ');
        assert.match(
          text,
          /forging token = 9n token 12n odd NaN zero -0 gone undefined book Map\(2\) 1 → "one" "1" → "text" seen Set\(1\) \{x\} hash Uint8Array\(2\) ab 00 disk log Map\(1\) \{7n → undefined\}/,
        );
        assert.match((await panel.page.locator('.inspector-event').innerText()).replace(/\s+/g, ' '), /seen Map\(1\) \{a → 1n\}/);
        assert.match(await panel.page.locator('[data-open="2"]').innerText(), /seen: Map\(1\) \{a → 1n\}, blob: Uint8Array\(1\) ff/);
        await panel.page.locator('[data-lane-head=a] [data-action=byzantine]').click();
        assert.equal(await panel.page.locator('[data-input=value]').inputValue(), '9n');
        await panel.page.locator('[data-action=apply-byzantine]').click();
        await panel.settle();
        assert.deepEqual(
          panel.of('switchByzantine').map(({ behaviour }) => behaviour),
          [{ behaviour: 'forge', fields: { token: 9n } }],
        );
      },
    );
  });

  it('are marked where a step changed them, in a Map of ten thousand entries too, of which only some are there at once', async () => {
    const index = new Map(Array.from({ length: 10_000 }, (_, key) => [`key${key}`, { key }] as const));
    await withPanel({ inspect: world({ index }, ['index.key7000.key']) }, async (panel) => {
      await panel.show(trace, panelRun(trace, { cursor: 2 }));
      await panel.page.locator('[data-inspected="2"]').waitFor();
      const lines = panel.page.locator('[data-node-state=a] .tree-line');
      const few = await lines.count();
      assert.ok(few < 60, `there are ${few} lines`);
      assert.deepEqual(
        await panel.page
          .locator('[data-node-state=a] [data-changed]')
          .evaluateAll((changed: { textContent: string | null }[]) => changed.map(({ textContent }) => textContent)),
        ['key7000'],
      );
      await panel.page.locator('[data-node-state=a] [data-action=more]').click();
      const more = await lines.count();
      assert.ok(more > few && more < 300, `there are ${more} lines`);
      assert.equal(
        await panel.page.evaluate(`document.activeElement.dataset.action`),
        'more',
        'the next part can be asked for by the same key',
      );
    });
  });

  it('are cut off where they are long, with their length told', async () => {
    await withPanel({ inspect: world({ blob: 'x'.repeat(1_048_576), after: 1 }, []) }, async (panel) => {
      await panel.show(trace, panelRun(trace, { cursor: 2 }));
      await panel.page.locator('[data-inspected="2"]').waitFor();
      const text = await panel.page.locator('[data-node-state=a]').innerText();
      assert.match(text, /1,048,576 characters/);
      assert.ok(text.length < 1_000);
      assert.equal(await panel.page.locator('[data-node-state=a] [data-path=blob] .tree-size').isVisible(), true);
    });
  });
});

describe('the card of the node that acts', () => {
  it('begins with its name in sight, and shows what changed far down in it', async () => {
    const state = { log: Array.from({ length: 40 }, (_, index) => ({ index, text: 'x'.repeat(80) })), last: 1 };
    const other = { name: 'b', status: 'up', clock: 0, state, changed: [], timers: [], disk: {}, unsynced: [] } as const;
    const inspect = (step: number): Inspection => {
      const { nodes, ...rest } = world(state, ['log.35.index', 'last'])(step);
      return { ...rest, nodes: [other, ...nodes] };
    };
    await withPanel({ inspect }, async (panel) => {
      await panel.show(trace, panelRun(trace, { cursor: 2 }));
      await panel.page.locator('[data-inspected="2"]').waitFor();
      await panel.settle();
      const seen = await panel.page.evaluate<Record<string, boolean>>(`{
        const inSight = (element) => { const { left, top, height } = element.getBoundingClientRect(); return element.contains(document.elementFromPoint(left + 4, top + height / 2)); };
        const card = document.querySelector('[data-node-state=a]');
        ({ name: inSight(card.querySelector('summary .name')), change: inSight(card.querySelector('[data-changed="log.35.index"]')), other: inSight(document.querySelector('[data-node-state=b] summary .name')) });
      }`);
      assert.deepEqual(seen, { name: true, change: true, other: false });
    });
  });
});
