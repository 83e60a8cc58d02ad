import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { FLAG } from '../../sim-core/trace/event.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { toMermaid } from '../../sim-core/trace/export/mermaid.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import { startChromium, type Chromium, type WatchedPage } from '../support/chromium.ts';
import { everyKind, longTrace, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';

let browser: Chromium;
let watched: WatchedPage;

before(async () => {
  browser = await startChromium();
  watched = await browser.openPage();
  const { outputFiles } = await build({
    stdin: {
      contents: `import mermaid from 'mermaid'; globalThis.mermaid = mermaid; mermaid.initialize({ startOnLoad: false });`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  await watched.page.setContent('<!DOCTYPE html><html><head><meta charset="utf-8"></head><body></body></html>');
  await watched.page.evaluate(`(() => { ${outputFiles[0]!.text} })()`);
});
after(() => browser.close());

/** What mermaid itself makes of a diagram: its arrows in order, its participants, its notes and bands. */
interface Drawn {
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly text: string; readonly lost: boolean }[];
  readonly participants: readonly string[];
  readonly notes: readonly string[];
  readonly bands: number;
  readonly problem?: string;
}

/** Renders and reads the texts back as a reader sees them. */
async function drawn(page: Page, diagram: string): Promise<Drawn> {
  return page.evaluate(`(async (diagram) => {
    try {
      await mermaid.parse(diagram);
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
      const { svg } = await mermaid.render('diagram' + Math.floor(performance.now() * 1000), diagram);
      const box = document.createElement('div');
      box.innerHTML = svg;
      const texts = (selector) => [...box.querySelectorAll(selector)].map((text) => text.textContent);
      const shown = texts('.messageText');
      const arrows = db.getMessages().filter(({ from, to, type }) => from && to && type !== db.LINETYPE.NOTE);
      if (arrows.length !== shown.length) throw new Error(arrows.length + ' arrows were parsed and ' + shown.length + ' drawn');
      return {
        arrows: arrows.map(({ from, to, type }, index) => ({ from, to, text: shown[index], lost: type === db.LINETYPE.SOLID_CROSS })),
        participants: [...box.querySelectorAll('rect.actor-top')].sort((a, b) => a.getAttribute('name').localeCompare(b.getAttribute('name'))).map((rect) => rect.parentElement.querySelector('text').textContent),
        notes: [...box.querySelectorAll('.noteText')].map((text) => text.textContent),
        bands: db.getMessages().filter(({ type }) => type === db.LINETYPE.RECT_START).length,
      };
    } catch (error) {
      return { arrows: [], participants: [], notes: [], bands: 0, problem: String(error) };
    }
  })(${JSON.stringify(diagram)})`);
}

/** The arrows that a window must have: each message at its arrival in it, else at its send. */
function expectedArrows(trace: Trace, from: number, to: number): string[] {
  const events = Array.from({ length: to - from }, (_, index) => eventAt(trace, from + index));
  const arriving = new Set(events.filter(({ kind }) => kind === 'deliver' || kind === 'drop').map(({ cause }) => cause));
  const later = Array.from({ length: trace.columns.length - to }, (_, index) => eventAt(trace, to + index));
  const lost = new Set(later.filter(({ kind }) => kind === 'drop').map(({ cause }) => cause));
  return events.flatMap(({ step, kind, node, peer }) => {
    const [source, target] = kind === 'send' ? [node, peer] : [peer, node];
    if (kind !== 'deliver' && kind !== 'drop' && (kind !== 'send' || arriving.has(step))) return [];
    return [
      `p${trace.nodes.indexOf(source!)} ${kind === 'drop' || lost.has(step) ? '-x' : '->>'} p${trace.nodes.indexOf(target!)} ${step}`,
    ];
  });
}

const arrowsOf = ({ arrows }: Drawn): string[] =>
  arrows.map(({ from, to, text, lost }) => `${from} ${lost ? '-x' : '->>'} ${to} ${text.split(/\s/)[0]}`);

describe('mermaid itself', () => {
  it('draws every message in order, the losses, the notes and the marked violation', async () => {
    const { builder, violated } = everyKind();
    const trace = builder.trace({ properties: [safetyViolation('atMostOneWriterHoldsTheLease', violated, 'Two did.')] });
    const diagram = await drawn(watched.page, toMermaid(trace, 0, builder.steps));
    assert.equal(diagram.problem, undefined);
    assert.deepEqual(arrowsOf(diagram), expectedArrows(trace, 0, builder.steps));
    assert.equal(diagram.arrows.filter(({ lost }) => lost).length, 2);
    assert.equal(diagram.bands, 1);
    assert.ok(diagram.notes.join(' ').includes('at most one writer holds the lease'), diagram.notes.join(' | '));
    assert.deepEqual(diagram.participants.slice(0, 5), [...builder.nodes]);
  });

  it('draws as many messages as fit into its limit, in order', async () => {
    const trace = longTrace(1_000).trace();
    const diagram = await drawn(watched.page, toMermaid(trace, 100, 500));
    assert.equal(diagram.problem, undefined);
    assert.deepEqual(arrowsOf(diagram), expectedArrows(trace, 100, 500));
  });

  it('shows every text as the user wrote it, whatever it contains', async () => {
    const parts = [
      ';',
      '#',
      '#35;',
      '&amp;',
      '%%',
      '%%{init: {}}%%',
      '$$x^2$$',
      '`',
      '"',
      "'",
      '\\n',
      '\n',
      '\t',
      ':',
      '->>',
      '-x',
      '--',
      'end',
      'END',
      'else',
      'loop',
      'note over p0',
      'rect',
      'participant',
      'title',
      'wrap:',
      'nowrap:',
      '<br>',
      '<br/>',
      '<img src=x onerror=alert(1)>',
      '</svg>',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      '@',
      '@{ "type": "x" }',
      '+',
      '-',
      '*',
      '_',
      '**bold**',
      '~',
      '|',
      ',',
      '.',
      '!',
      '?',
      '=',
      '😀',
      '👩‍👩‍👧',
      'é',
      'ü',
      '漢字',
      'שלום',
      '‮',
      'init',
      'accTitle: x',
      'autonumber',
      '\\',
      '/',
      '^',
      '€',
      '🇩🇪',
      '1',
      '0x',
      'as',
      '\u0000',
      '\u0007',
      '\ud800',
      '\u2028',
      '#quot;',
      '#9829;',
      'fa:fa-car',
    ];
    let state = 20_261_123;
    const below = (bound: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    const hostile = (): string => Array.from({ length: 1 + below(5) }, () => parts[below(parts.length)]!).join(below(2) === 0 ? ' ' : '');
    for (let round = 0; round < 60; round++) {
      const nodes = [...new Set(Array.from({ length: 3 }, hostile))];
      const builder = new SyntheticTrace(nodes);
      const pick = (): string => nodes[below(nodes.length)]!;
      for (let count = 0; count < 5; count++) {
        const send = builder.send(pick(), pick(), hostile(), { [hostile()]: hostile() });
        if (below(4) === 0) builder.drop(send, hostile());
        else if (below(5) > 0) builder.deliver(send, below(3) === 0 ? FLAG.duplicate : 0);
        builder.event(below(2) === 0 ? 'note' : 'timer', { node: pick(), name: hostile() });
      }
      builder.event('fault', { name: hostile() });
      const trace = builder.trace({ properties: [safetyViolation(hostile(), 3, hostile())] });
      const text = toMermaid(trace, 0, builder.steps);
      const diagram = await drawn(watched.page, text);
      const about = `in round ${round} of\n${text}`;
      assert.equal(diagram.problem, undefined, about);
      assert.deepEqual(arrowsOf(diagram), expectedArrows(trace, 0, builder.steps), about);
      assert.equal(diagram.bands, 1, about);
      for (const { text: shown } of diagram.arrows) {
        const step = Number(shown.split(/\s/)[0]);
        assert.ok(
          comparable(shown).startsWith(comparable(`${step} ${labelOf(trace, step)}`)),
          `step ${step} is shown as ${JSON.stringify(shown)} ${about}`,
        );
      }
      assert.deepEqual(diagram.participants.slice(0, nodes.length).map(comparable), nodes.map(comparable), about);
    }
    assert.equal(await watched.page.locator('img').count(), 0);
  });
});

/** Signs that cannot be shown are replaced, and white space is the drawing's own affair. */
function comparable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffd](?![\udc00-\udfff])/g, '?').replace(/[\s\u00a0]+/g, '');
}
