import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Inspection, LocatedProperty } from '../../runner/protocol.ts';
import { FLAG } from '../../sim-core/trace/event.ts';
import type { PropertyOutcome } from '../../sim-core/base/verdict.ts';
import type { PanelPage } from '../support/panel-page.ts';
import { everyKind, longTrace, panelRun, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

/** The text of each visible row, in the order in which they stand. */
function rowTexts(panel: PanelPage, first: number, last: number): Promise<string[]> {
  return panel.page.evaluate(`[...document.querySelectorAll('[role=option]')]
    .filter((row) => +row.dataset.step >= ${first} && +row.dataset.step <= ${last})
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    .map((row) => row.querySelector('[data-open]').textContent)`);
}

/** Where an element stands on the screen: its middle. */
function middleOf(panel: PanelPage, selector: string): Promise<{ x: number; y: number }> {
  return panel.page.evaluate(
    `{ const { x, y, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); ({ x: x + width / 2, y: y + height / 2 }) }`,
  );
}

const everyOutcome = (violated: number): PropertyOutcome[] => [
  safetyViolation('atMostOneWriter', violated, 'The storage accepted token 33 after 34.', ['client1', 'storage']),
  {
    name: 'everyWriteIsAnswered',
    kind: 'liveness',
    verdict: 'violated',
    step: violated + 3,
    because: 'It was not.',
    deadline: { promised: 900_000, due: 12_900_000, suspended: [[2_300_000, 3_000_000]] },
  },
  { name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', step: 21 },
  { name: 'zombiesAreFenced', kind: 'sometimes', verdict: 'vacuous' },
  { name: 'progress', kind: 'liveness', verdict: 'unknown' },
];

describe('the diagram', () => {
  it('tells the extension that it listens, and waits', async () => {
    await withPanel({}, async (panel) => {
      await panel.settle();
      assert.deepEqual(panel.posted, [{ type: 'ready' }]);
      assert.match(await panel.page.locator('[data-status-view]').innerText(), /Waiting/);
    });
  });

  it('has a row for each step, in order, with its text', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      assert.deepEqual(await rowTexts(panel, 5, 9), [
        'client1 acquire timer',
        'client1 acquire to lock',
        'lock acquire from client1',
        'lock book write {token: 33}',
        'lock sync',
      ]);
      const row = panel.page.locator('[data-step="7"]');
      assert.equal(await row.getAttribute('data-kind'), 'deliver');
      assert.equal(await row.getAttribute('data-node'), 'lock');
      assert.match((await row.innerText()).replace(/\s+/g, ' '), /^7 0\.821465 s \+9\.12 ms acquire from client1$/);
    });
  });

  it('draws arrows from lane to lane and from row to row', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const [send, delivery] = [await middleOf(panel, '[data-glyph="6"]'), await middleOf(panel, '[data-glyph="7"]')];
      const line = await panel.page.evaluate<{ x: number; y: number; right: number; bottom: number }>(
        `{ const { x, y, right, bottom } = document.querySelector('[data-arrow="7"] path').getBoundingClientRect(); ({ x, y, right, bottom }) }`,
      );
      assert.ok(
        Math.abs(line.right - send.x) < 8 && Math.abs(line.x - delivery.x) < 8,
        'the arrow goes from the lane of the send to that of the delivery',
      );
      assert.ok(
        Math.abs(line.y - send.y) < 3 && Math.abs(line.bottom - delivery.y) < 3,
        'the arrow goes from the row of the send to that of the delivery',
      );
      const lanes = [await middleOf(panel, '[data-lane-head=client1]'), await middleOf(panel, '[data-lane-head=lock]')];
      assert.ok(
        Math.abs(lanes[0]!.x - send.x) < 2 && Math.abs(lanes[1]!.x - delivery.x) < 2,
        'the shapes stand below the names of their nodes',
      );
    });
  });

  it('has a shape of its own for each kind of event', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.page.setViewportSize({ width: 1_300, height: 1_600 });
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const shapes = await panel.page.evaluate<
        Record<string, string>
      >(`Object.fromEntries([...document.querySelectorAll('[role=listbox] .glyph')].map((shape) => [
        shape.classList[1],
        [...shape.children].map((part) => part.classList[0] + part.getAttribute('d')).join('|')]))`);
      const forms = Object.values(shapes);
      assert.ok(forms.length >= 17, `there are ${forms.length} shapes`);
      assert.equal(new Set(forms).size, forms.length);
      const ends = await panel.page.evaluate(
        `[...document.querySelectorAll('[data-end]')].map((arrow) => arrow.dataset.end + ' ' + arrow.classList.contains('is-duplicate'))`,
      );
      assert.deepEqual([...new Set(ends as string[])].sort(), [
        'delivered false',
        'delivered true',
        'lostAtTarget false',
        'lostOnTheWay false',
        'underWay false',
      ]);
    });
  });

  it('marks a violation with its sentence, its reason and its nodes', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: everyOutcome(violated) });
      await panel.show(trace, panelRun(trace, { cursor: violated }));
      const band = panel.page.locator('[data-violation=atMostOneWriter]');
      assert.match(
        (await band.innerText()).replace(/\s+/g, ' '),
        /Safety violated at most one writer client1 storage The storage accepted token 33 after 34\./,
      );
      const [row, next, told] = [
        await middleOf(panel, `[data-step="${violated}"]`),
        await middleOf(panel, `[data-step="${violated + 1}"]`),
        await middleOf(panel, '[data-violation=atMostOneWriter]'),
      ];
      assert.ok(row.y < told.y && told.y < next.y, 'the band stands after its step');
      assert.equal(await panel.page.locator(`[data-ring="${violated}"]`).count(), 2);
      assert.equal(await panel.page.locator('[data-lane-head].is-involved').count(), 2);
      const deadline = panel.page.locator('[data-violation=everyWriteIsAnswered]');
      assert.match(await deadline.innerText(), /Deadline missed\s+every write is answered\s+Promised at 900 ms, due by 12.9 s/);
    });
  });

  it('tells which handler threw what, and where', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const thrown = { node: 'storage', handler: 'on.write' };
      const stack = [
        { file: '/home/user/storage.ts', line: 3, column: 7 },
        { file: '/home/user/log.ts', line: 1, column: 1 },
      ];
      const violation: LocatedProperty = {
        name: 'noHandlerThrows',
        kind: 'safety',
        verdict: 'violated',
        step: violated,
        because: "The handler on.write of 'storage' threw Error: no token",
        evidence: { nodes: ['storage'] },
        thrown,
        stack,
      };
      const trace = builder.trace({ properties: [violation] });
      await panel.show(trace, panelRun(trace, { cursor: violated }));
      assert.match(
        (await panel.page.locator('[data-violation=noHandlerThrows]').innerText()).replace(/\s+/g, ' '),
        /Safety violated no handler throws storage The handler on\.write of 'storage' threw Error: no token \(at storage\.ts:3:7\)/,
      );
      const told = await panel.page.locator('[data-thrown="on.write"]').innerText();
      assert.match(told.replace(/\s+/g, ' '), /The handler on\.write of 'storage' threw Error: no token at storage\.ts:3:7 at log\.ts:1:1/);
    });
  });

  it('says what lasts where it is pointed at, and steps to the row behind it', async () => {
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', 'b']).start('a', 'b');
      for (let count = 0; count < 10; count++) builder.event('timer', { node: 'a', name: 'tick' });
      builder
        .fault({ kind: 'clog', label: 'clog a > b' }, 2, 8, 0)
        .fault({ kind: 'delay', label: 'delay 1 s' }, 2, 9, 1)
        .span('starting', 'a', 4, 7);
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const told = await panel.page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-span]')].map((span) => span.dataset.span + ': ' + span.parentElement.querySelector('title').textContent.split('\\n')[0])`,
      );
      assert.deepEqual(told.sort(), ['fault: clog a > b', 'fault: delay 1 s', 'starting: a is starting: its init is under way']);
      const tracks = await panel.page.evaluate<number[]>(
        `[...document.querySelectorAll('[data-span=fault]')].map((span) => span.getBoundingClientRect().left)`,
      );
      assert.equal(new Set(tracks).size, 2, 'they stand side by side');
      const [bar, row] = [
        await panel.page.locator('[data-span=fault]').first().boundingBox(),
        await panel.page.locator('[data-step="5"]').boundingBox(),
      ];
      await panel.page.mouse.click(bar!.x + 1, row!.y + row!.height / 2);
      await panel.settle();
      assert.equal(await panel.cursor(), 5);
    });
  });

  it('shows the letters of a partition above the hatching of a node that is stalled', async () => {
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', 'b']).start('a', 'b');
      for (let count = 0; count < 4; count++) builder.event('timer', { node: 'a', name: 'tick' });
      const partition = builder.event('partition', { name: 'a | b' });
      builder.event('timer', { node: 'b', name: 'tick' });
      builder.span('stalled', 'a', 3).fault({ kind: 'partition', label: 'a | b', cut: { sideOf: [0, 1], oneWay: false } }, partition);
      await panel.show(builder.trace(), panelRun(builder.trace()));
      assert.equal(
        await panel.page.evaluate(
          `Boolean(document.querySelector('[data-span=stalled]').compareDocumentPosition(document.querySelector('[data-side="0"]')) & Node.DOCUMENT_POSITION_FOLLOWING)`,
        ),
        true,
      );
    });
  });

  it('shows a missed deadline from the promise to the deadline, hatched where it was suspended', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: everyOutcome(violated) });
      await panel.page.setViewportSize({ width: 1_300, height: 1_600 });
      await panel.show(trace, panelRun(trace));
      const rows = await panel.page.evaluate<number[]>(`{
        const inside = (box) => [...document.querySelectorAll('[role=option]')].filter((row) => { const { top, height } = row.getBoundingClientRect(); const y = top + height / 2; return y > box.top && y < box.bottom; }).map((row) => +row.dataset.step);
        const whole = inside(document.querySelector('[data-deadline] .deadline-bar').getBoundingClientRect());
        const part = inside(document.querySelector('[data-suspended]').getBoundingClientRect());
        [whole[0], whole.at(-1), part[0], part.at(-1)];
      }`);
      const { time } = trace.columns;
      assert.ok(time[rows[0]!]! >= 900_000 && time[rows[0]! - 1]! < 900_000);
      assert.ok(time[rows[1]!]! <= 12_900_000 && time[rows[1]! + 1]! > 12_900_000);
      assert.ok(time[rows[2]!]! >= 2_300_000 && time[rows[3]!]! <= 3_000_000);
    });
  });

  it('has a deadline that passed stand between the events, with its time, and rings no node at the event before', async () => {
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', 'b']);
      builder.start('a', 'b').after(90_000).event('timer', { node: 'a', name: 'retry' });
      builder.after(5_000_000).event('timer', { node: 'b', name: 'retry' });
      const missed: PropertyOutcome = {
        name: 'progress',
        kind: 'liveness',
        verdict: 'violated',
        step: 2,
        time: 3_000_000,
        eventTime: builder.trace().columns.time[2]!,
        because: 'Nothing came.',
        evidence: { nodes: ['a'] },
        deadline: { promised: 0, due: 3_000_000, suspended: [] },
      };
      const trace = builder.trace({ properties: [missed] });
      await panel.show(trace, panelRun(trace));
      const mark = panel.page.locator('[data-violation=progress]');
      assert.match(await mark.innerText(), /Deadline missed\s+at 3\.000000 s, [\d.]+ s after step 2\s+progress/);
      const [before, at, after] = await Promise.all([
        middleOf(panel, '[data-step="2"]'),
        middleOf(panel, '[data-violation]'),
        middleOf(panel, '[data-step="3"]'),
      ]);
      assert.ok(before.y < at.y && at.y < after.y);
      assert.equal(await panel.page.locator('[data-ring]').count(), 0);
    });
  });

  it('keeps the names of the lanes in sight while it scrolls, and reaches the end', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(100_000).trace();
      await panel.show(trace, panelRun(trace));
      const before = await middleOf(panel, '[data-lane-head=s3]');
      await panel.wheel(5_000);
      assert.ok(Number(await panel.page.locator('[role=option]').first().getAttribute('data-step')) > 100, 'the rows have moved');
      assert.deepEqual(await middleOf(panel, '[data-lane-head=s3]'), before);
      await panel.page.evaluate(`document.querySelector('[role=listbox]').scrollTop = 1e9`);
      await panel.settle();
      assert.equal(await panel.page.locator('[data-step="99999"]').isVisible(), true);
      const [row, box] = [await middleOf(panel, '[data-step="99999"]'), await panel.page.locator('[role=listbox]').boundingBox()];
      assert.ok(row.y < box!.y + box!.height, 'the last row can be seen');
    });
  });

  it('draws arrows that pass through although both ends are far away', async () => {
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', 'b']);
      const slow = builder.send('a', 'b', 'slow');
      for (let count = 0; count < 2_000; count++) builder.event('timer', { node: 'a', name: 'tick' });
      const arrival = builder.deliver(slow);
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 1_000 }));
      const [a, b, arrow] = [
        await middleOf(panel, '[data-lane-head=a]'),
        await middleOf(panel, '[data-lane-head=b]'),
        panel.page.locator(`[data-arrow="${arrival}"]`),
      ];
      assert.equal(await arrow.count(), 1);
      // Half way down the run it is half way between the lanes.
      const at = await panel.page.evaluate<number>(`{
        const path = document.querySelector('[data-arrow="${arrival}"] path'); const box = path.getBoundingClientRect();
        const row = document.querySelector('[data-step="1000"]').getBoundingClientRect();
        box.left + box.width * (row.top - box.top) / box.height;
      }`);
      assert.ok(Math.abs(at - (a.x + b.x) / 2) < 3, `it passes at ${at}`);
    });
  });

  it('lets messages that only pass through a dense window stand back behind those that begin or end in it', async () => {
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', 'b']);
      const slow = Array.from({ length: 80 }, () => builder.send('a', 'b', 'slow'));
      for (let count = 0; count < 60; count++) builder.event('timer', { node: 'a', name: 'tick' });
      const near = builder.deliver(builder.send('a', 'b', 'near'));
      for (let count = 0; count < 60; count++) builder.event('timer', { node: 'a', name: 'tick' });
      const far = slow.map((send) => builder.deliver(send))[0]!;
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: near + 3 }));
      const opacity = (step: number): Promise<number> =>
        panel.page.evaluate(`+getComputedStyle(document.querySelector('[data-arrow="${step}"]')).opacity`);
      assert.ok((await opacity(far)) < (await opacity(near)));
      await panel.press('ArrowUp', 'ArrowUp', 'ArrowUp');
      assert.equal(await opacity(near), 1, 'that of the cursor stands out');
    });
  });

  it('draws a run without an event, and one with a single node', async () => {
    await withPanel({}, async (panel) => {
      const empty = new SyntheticTrace(['a']).trace();
      await panel.show(empty, panelRun(empty));
      assert.match(await panel.page.locator('[data-status-view=empty]').innerText(), /no event/);
      assert.ok((await middleOf(panel, '[data-lane-head=a]')).x > 200, 'its lane has a header in its place');
      const ofSteps = panel.page.locator('[role=toolbar] .toolbar-group button:visible:not([data-action=savePage])');
      assert.ok((await ofSteps.count()) > 10);
      for (const button of await ofSteps.all())
        assert.ok(await button.isDisabled(), `${await button.getAttribute('data-action')} has no step`);
      assert.match(await panel.page.locator('.toolbar-place').innerText(), /step\s+none/);
      assert.equal(await panel.page.locator('.inspector').isVisible(), false, 'there is no world to look at');
      await panel.press('ArrowDown', 'Home', 'End', 'v', 'Enter', 'w', 'f', 'p', 'e', 't', '+', 'n');
      assert.deepEqual(
        new Set(panel.posted.map(({ type }) => type)),
        new Set(['ready']),
        'nothing is asked about steps that are not there',
      );
      assert.equal(await panel.page.locator('dialog[open]').count(), 0);
      const one = new SyntheticTrace(['only']).start('only');
      one.deliver(one.send('only', 'only', 'to myself'));
      await panel.show(one.trace({ seed: 8 }), panelRun(one.trace({ seed: 8 })));
      assert.equal(await panel.page.locator('[data-status-view=empty]').count(), 0);
      assert.equal(await panel.page.locator('.inspector').isVisible(), true);
      assert.equal(await panel.page.locator('[data-arrow="2"] .head').count(), 1);
    });
  });

  it('keeps what users wrote text, whatever it contains', async () => {
    await withPanel({}, async (panel) => {
      const evil = '<img src=x onerror="document.title=1"> </script> ‮ &amp; \u0000';
      const builder = new SyntheticTrace([evil, '__proto__', '名前 שם']);
      builder.start(evil, '__proto__', '名前 שם');
      const send = builder.send(evil, '__proto__', evil, { [evil]: evil });
      const step = builder.deliver(send);
      builder.event('note', { node: '名前 שם', name: evil });
      builder.event('partition', { name: `${evil} | __proto__` });
      const trace = builder.trace({ scenario: evil, properties: [safetyViolation(evil, step, evil, [evil, '__proto__'])] });
      await panel.show(trace, panelRun(trace, { cursor: step }));
      await panel.press('ArrowUp');
      assert.equal(await panel.page.locator('img').count(), 0);
      assert.equal(await panel.page.title(), 'Backstep');
      assert.match(await panel.page.locator(`[data-step="${step}"] [data-open]`).innerText(), /<img src=x onerror="document\.title=1">/);
    });
  });

  it('has fifty lanes that scroll sideways to where the cursor is', async () => {
    await withPanel({}, async (panel) => {
      const names = Array.from({ length: 50 }, (_, index) => (index === 40 ? 'a-name-that-is-far-too-long-for-any-lane' : `node${index}`));
      const builder = new SyntheticTrace(names);
      builder.start(...names);
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const step = await panel.page.locator('[role=listbox]').boundingBox();
      assert.ok((await middleOf(panel, '[data-lane-head=node45]')).x > step!.x + step!.width, 'at first it is out of sight');
      await panel.press('End', ...Array.from({ length: 9 }, () => 'ArrowUp'));
      const lane = await middleOf(panel, `[data-lane-head="${names[40]}"]`);
      const shape = await middleOf(panel, '[data-glyph="40"]');
      assert.ok(Math.abs(lane.x - shape.x) < 2 && shape.x < step!.x + step!.width);
      const name = panel.page.locator(`[data-lane-head="${names[40]}"] bdi`);
      assert.equal(await name.getAttribute('title'), names[40]);
      assert.equal(await name.innerText(), 'a-nam…y-lane');
    });
  });

  it('has heads that can be told apart, and rows that say why a message was lost, also with long names', async () => {
    await withPanel({}, async (panel) => {
      const names = Array.from({ length: 12 }, (_, index) => `replica-in-eu-central-number-${index}-of-twelve`);
      const builder = new SyntheticTrace(names);
      builder.start(...names);
      const lost = builder.drop(builder.send(names[0]!, names[1]!, 'replicateAppendEntriesRequest'), 'partitioned', FLAG.duplicate);
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: lost }));
      const heads = await panel.page
        .locator('[data-lane-head] bdi')
        .evaluateAll((heads: { textContent: string | null }[]) => heads.map(({ textContent }) => textContent));
      assert.equal(new Set(heads).size, 12, heads.join(' '));
      const right = await panel.page.evaluate<number[]>(
        `['.label-mark', '.label-reason'].map((part) => document.querySelector('[data-open="${lost}"] ' + part).getBoundingClientRect().right)`,
      );
      const edge = await panel.page.evaluate<number>(`document.querySelector('[role=listbox]').getBoundingClientRect().right`);
      assert.ok(
        right.every((end) => end < edge),
        `${right.join()} of ${edge}`,
      );
    });
  });
});

describe('the verdict bar', () => {
  it('says the verdict, each property with a word and an icon, and warns of faults that never happened', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      for (const kind of ['crash', 'crash', 'clock']) builder.fault({ kind, label: '' });
      const trace = builder.trace({
        properties: everyOutcome(violated),
        faults: { crash: { requested: 2, struck: 1, observed: 4 }, clock: { requested: 1, struck: 0, observed: 0 } },
      });
      await panel.show(trace, panelRun(trace));
      assert.equal(await panel.page.locator('[data-run-verdict]').innerText(), 'violated');
      const verdicts = await panel.page.evaluate(
        `[...document.querySelectorAll('[data-property]')].map((p) => p.dataset.answer + (p.querySelector('svg') ? ' with icon' : ''))`,
      );
      assert.deepEqual(
        verdicts,
        ['violated', 'violated', 'reached', 'not reached', 'unknown'].map((answer) => `${answer} with icon`),
      );
      assert.match(await panel.page.locator('[data-fault=crash]').innerText(), /crash: 1 of 2 struck, seen 4 times/);
      assert.match(await panel.page.locator('[data-missed]').last().innerText(), /clock: none of 1 struck/);
      await panel.page.locator('[data-property=aLeaseExpires]').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 21);
    });
  });

  it('tells what is violated first, and of more properties than fit how many more there are', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const held = Array.from({ length: 40 }, (_, index): PropertyOutcome => ({
        name: `propertyNumber${index}IsOneThatHolds`,
        kind: 'safety',
        verdict: 'held',
      }));
      const trace = builder.trace({ properties: [...held, safetyViolation('theLastOneFails', violated, '')] });
      await panel.show(trace, panelRun(trace));
      const shown = panel.page.locator('[data-property]:visible');
      assert.equal(await shown.first().getAttribute('data-property'), 'theLastOneFails');
      const more = panel.page.locator('[data-action=allProperties]');
      const few = await shown.count();
      assert.equal(await more.innerText(), `${41 - few} more`);
      await more.click();
      assert.equal(await shown.count(), 41);
      await more.click();
      assert.equal(await shown.count(), few);
      await panel.page.setViewportSize({ width: 600, height: 820 });
      await panel.settle();
      assert.equal(await more.innerText(), `${41 - (await shown.count())} more`);
      assert.ok((await shown.count()) < few, 'a narrow panel has room for fewer');
    });
  });

  it('counts the obligations of a liveness property, and is neutral to what one run need not reach', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      const trace = builder.trace({
        properties: [
          { name: 'progress', kind: 'liveness', verdict: 'held', kept: 12, open: 2 },
          { name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', step: 21 },
          { name: 'aZombieIsFenced', kind: 'sometimes', verdict: 'vacuous' },
        ],
      });
      await panel.show(trace, panelRun(trace));
      assert.match(await panel.page.locator('[data-property=progress]').innerText(), /liveness, 12 kept, 2 still open/);
      const colours = await panel.page.evaluate<string[]>(
        `['aLeaseExpires', 'aZombieIsFenced'].map((name) => getComputedStyle(document.querySelector('[data-property=' + name + ']')).color)`,
      );
      assert.deepEqual(colours, ['rgb(157, 157, 157)', 'rgb(157, 157, 157)']);
      assert.match(await panel.page.locator('[data-property=aZombieIsFenced]').innerText(), /not reached/);
    });
  });

  it('does not warn of a rate that happened to strike no message, and tells rates in messages', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      const faults = { loss: { requested: 1, struck: 0, observed: 0 }, duplicate: { requested: 1, struck: 1, observed: 15 } };
      const trace = { ...builder.trace({ faults }), faults: [] };
      await panel.show(trace, panelRun(trace));
      assert.equal(await panel.page.locator('[data-missed]').count(), 0);
      assert.equal(await panel.page.locator('[data-fault=loss]').innerText(), 'loss rate: no messages');
      assert.equal(await panel.page.locator('[data-fault=duplicate]').innerText(), 'duplicate rate: 15 messages');
    });
  });

  it('names the faults of a kind one by one, and which of them struck', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      builder
        .fault({ kind: 'crash', label: '', node: 'observer', at: 2_000_000, struckAt: 24 })
        .fault({ kind: 'crash', label: 'crash lock', at: 99_000_000 });
      const trace = builder.trace({ faults: { crash: { requested: 2, struck: 1, observed: 4 } } });
      await panel.show(trace, panelRun(trace));
      assert.equal(
        await panel.page.locator('[data-fault=crash]').getAttribute('title'),
        'crash: 2 requested, 1 struck, 4 observed\n2.000000 s  crash observer: struck at step 24\n99.000000 s  crash lock: never struck',
      );
    });
  });

  it('shows a what-if beside the honest verdict, with the way back', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      const trace = builder.trace({}, { client1: { behaviour: 'forge', fields: { token: 999_999 } } });
      await panel.show(trace, panelRun(trace, { honest: { verdict: 'held', events: 40, hash: '00' }, divergence: 14 }));
      const whatIf = (await panel.page.locator('[data-what-if]').innerText()).replace(/\s+/g, ' ');
      assert.match(
        whatIf,
        /What if client1 is forging token = 999999 as it is written: held differs from step 14 Back to the run as it is written/,
      );
      await panel.page.locator('[data-action=divergence]').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 14);
      await panel.page.locator('[data-action=backToHonest]').click();
      await panel.settle();
      assert.equal(panel.of('backToHonest').length, 1);
    });
  });
});

describe('the world beside the diagram', () => {
  const inspection = (step: number): Inspection => ({
    step,
    time: 5_000_000,
    value: { type: 'write', token: 33 },
    nodes: [
      {
        name: 'lock',
        status: 'up',
        clock: 5_000_100,
        state: { holder: 'client1', log: [{ term: 1 }, { term: 2 }] },
        changed: ['holder', 'waiting', 'log.1.term'],
        timers: [{ name: 'expire', due: 9_000_000 }],
        disk: { book: 33 },
        unsynced: ['book'],
      },
      {
        name: 'storage',
        status: 'down',
        clock: 5_000_000,
        state: undefined,
        changed: [],
        timers: [],
        disk: {},
        unsynced: [],
        byzantine: { behaviour: 'silent' },
      },
    ],
  });

  it('shows every node at the cursor and marks what the step changed', async () => {
    await withPanel({ inspect: inspection }, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 7 }));
      await panel.page.locator('[data-inspected="7"]').waitFor();
      const lock = panel.page.locator('[data-node-state=lock]');
      const changed = await lock
        .locator('[data-changed]')
        .evaluateAll((lines: { getAttribute(name: string): string | null; textContent: string | null }[]) =>
          lines.map((line) => `${line.getAttribute('data-changed')}=${line.textContent}`),
        );
      assert.deepEqual(changed, ['holder=holder"client1"', 'log.1.term=term2', 'waiting=waitingremoved']);
      const text = (await lock.innerText()).replace(/\s+/g, ' ');
      assert.match(text, /lock up 3 changes holder, waiting, log\.1\.term 5\.000100 s/);
      assert.match(text, /timers expire in 4 s disk book 33 not yet durable: book/);
      assert.match(await panel.page.locator('[data-node-state=storage]').innerText(), /down[\s\S]*memory lost/);
      assert.equal(await panel.page.locator('[data-lane-head=storage] [data-byzantine]').getAttribute('data-byzantine'), 'silent');
    });
  });

  it('does not show what is of another step', async () => {
    await withPanel({ answers: false }, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      // All at once: on a busy machine keys that are pressed one by one may outlast the panel's patience.
      await panel.page.evaluate(
        `for (let count = 0; count < 12; count++) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', cancelable: true }))`,
      );
      await panel.settle();
      assert.deepEqual(
        panel.of('inspect').map(({ step }) => step),
        [0],
      );
      await panel.post({ type: 'inspection', inspection: inspection(0) });
      await panel.settle();
      assert.equal(panel.of('inspect').at(-1)?.step, 12);
      assert.equal(await panel.page.locator('[data-inspected]').count(), 0);
    });
  });
});

describe('what the extension says', () => {
  it('is shown: that a run is under way, and that something went wrong', async () => {
    await withPanel({}, async (panel) => {
      await panel.post({ type: 'loading', title: 'Running zombie with seed 7' });
      await panel.settle();
      assert.match(await panel.page.locator('[data-status-view=loading]').innerText(), /Running zombie with seed 7/);
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      assert.equal(await panel.page.locator('[data-status-view]').count(), 0);
      await panel.post({ type: 'problem', message: 'The worker died.' });
      await panel.settle();
      assert.match(await panel.page.locator('[data-status-view=problem]').innerText(), /The worker died/);
      assert.equal(await panel.page.locator('[data-step="3"]').isVisible(), true, 'the run stays beside the problem');
      await panel.page.locator('[data-action=runAgain]').click();
      assert.equal(panel.of('runAgain').length, 1);
    });
  });

  it('takes the place of the last run when the next one fails, which cannot be stepped through under its name', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 10 }));
      await panel.post({ type: 'loading', title: 'Running loops with seed 0' });
      await panel.press('ArrowDown');
      await panel.post({ type: 'gesture', gesture: 'forward' });
      await panel.settle();
      assert.equal(await panel.cursor(), 10, 'nothing moves while another run is waited for');
      await panel.post({ type: 'problem', message: 'The handler does not end.' });
      await panel.settle();
      assert.equal(await panel.page.locator('[data-step="10"]').isVisible(), false);
      assert.match(await panel.page.locator('[data-status-view=problem]').innerText(), /does not end/);
      await panel.show(builder.trace({ seed: 8 }), panelRun(builder.trace({ seed: 8 }), { cursor: 3 }));
      await panel.press('ArrowDown');
      assert.equal(await panel.cursor(), 4, 'the next run is there again, and has the keys');
    });
  });

  it('is that the source was edited after the run, until that is undone', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 10 }));
      await panel.post({ type: 'edited', edited: true });
      await panel.settle();
      const told = panel.page.locator('[data-status-view=edited]');
      assert.match(await told.innerText(), /The source was edited after this run\.\s*Run again/);
      await panel.press('ArrowDown');
      assert.equal(await panel.cursor(), 11, 'the run can still be stepped through');
      await panel.post({ type: 'edited', edited: false });
      await panel.settle();
      assert.equal(await told.count(), 0);
    });
  });

  it('is that a run is still being executed, and what is not known of it yet', async () => {
    await withPanel({ inspect: (step) => ({ step, time: 0, nodes: [] }) }, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: [safetyViolation('atMostOneWriter', violated, 'It was not.')] });
      const whole = panelRun(trace, { cursor: 10 });
      const part = { ...whole.run, outcome: { ...whole.run.outcome, verdict: 'unknown', properties: [] } } as const;
      const forks = { list: [{ id: 1, parent: 0, name: 'client1 crashes', at: 12, changes: {} }], shown: 0 };
      await panel.show(trace, { ...whole, forks, run: { ...part, underWay: { duration: 20_000_000, undecided: 2 } } });
      assert.equal(await panel.page.locator('[data-fork="0"] .fork-verdict').innerText(), 'not known yet');
      assert.equal(await panel.page.locator('[data-fork="1"] .fork-verdict').innerText(), 'not run yet');
      const status = panel.page.locator('[data-status-view=underWay]');
      assert.match(await status.innerText(), /still being executed\. You see its first \d+ events; the rest and its verdict follow\./);
      assert.equal(await panel.page.locator('[data-run-verdict]').innerText(), 'not known yet');
      assert.match(await panel.page.locator('.verdict-facts').innerText(), /\d+ events so far[^]*2 properties not decided yet/);
      assert.doesNotMatch(await panel.page.locator('.verdict-facts').innerText(), /hash/, 'a hash is of a whole run');
      await panel.post({ type: 'goesOn', soFar: { steps: 640_000, time: 15_500_000 } });
      await panel.settle();
      assert.match(await status.innerText(), /So far: 640,000 events, 15\.5 s of 20 s\./);
      assert.equal(await panel.page.locator('.status-progress').getAttribute('aria-hidden'), 'true');
      await panel.press('End', 'ArrowUp');
      const moved = await panel.cursor();
      assert.ok(moved > 10, 'what there is can be stepped through');
      await panel.show(trace, whole);
      assert.equal(await panel.cursor(), moved, 'whoever has moved on stays there');
      assert.equal(await status.count(), 0);
      assert.equal(await panel.page.locator('[data-run-verdict]').innerText(), 'violated');
      await panel.post({ type: 'goesOn', soFar: { steps: 1, time: 1 } });
      await panel.settle();
      assert.equal(
        await panel.page.locator('.status-view').isVisible(),
        false,
        'what was said of its beginning comes late and says nothing',
      );
      await panel.show(trace, { ...whole, run: { ...part, underWay: { duration: 20_000_000, undecided: 2 } } });
      await panel.show(trace, { ...whole, cursor: 12 });
      assert.equal(await panel.cursor(), 12, 'who has not goes to what was found out');
    });
  });

  it('leaves the keyboard where it was when the same is run again', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 10 }));
      await panel.page.locator('[data-action=forward]').focus();
      await panel.post({ type: 'loading', title: 'Running it again' });
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 10 }));
      assert.equal(await panel.page.evaluate(`document.activeElement.dataset.action`), 'forward');
    });
  });

  it('moves the cursor: gestures from commands and key bindings', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: everyOutcome(violated) });
      await panel.show(trace, panelRun(trace, { cursor: 10 }));
      const steps: number[] = [];
      for (const gesture of ['back', 'forward', 'forwardSameNode', 'backSameNode', 'violation', 'start', 'end'] as const) {
        await panel.post({ type: 'gesture', gesture });
        await panel.settle();
        steps.push(await panel.cursor());
      }
      assert.deepEqual(steps, [9, 10, 14, 10, violated, 0, builder.steps - 1]);
    });
  });
});
