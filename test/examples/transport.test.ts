import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import overrun from '../../examples/transport/overrun.ts';
import voiceOverDatagrams from '../../examples/transport/voice-over-datagrams.ts';
import voiceOverStream from '../../examples/transport/voice-over-stream.ts';
import window from '../../examples/transport/window.ts';
import { modelOf, recordSeed } from '../../sim-core/engine.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import { describePair } from '../support/pair.ts';

describePair({
  broken: overrun,
  property: 'noRecordIsMissing',
  because: /^Record \d+ never came, and later ones did\.$/,
  cured: window,
  sometimes: 'theStoreIsFarBehind',
});

describePair({
  broken: voiceOverStream,
  property: 'everyFrameThatArrivesIsHeard',
  because: /^Frame \d+ came \d+ ms after it was spoken, too late to be heard\.$/,
  cured: voiceOverDatagrams,
  sometimes: 'aFrameIsMissingAndTheNextIsHeard',
});

describe('the call over a stream', () => {
  it('freezes because of one frame: those behind it have arrived, are withheld, and come all at once', () => {
    const faults = [{ at: '5s', loss: 1, for: '20ms', links: { from: ['speaker'] } }];
    const scenario = { ...voiceOverStream.scenario, nemesis: {}, faults };
    const { trace } = recordSeed(modelOf({ kind: 'backstep.scenario', scenario }), 1);
    const events = Array.from({ length: trace.columns.length }, (_, step) => eventAt(trace, step));
    assert.equal(events.filter(({ kind }) => kind === 'segmentLost').length, 1);
    const withheld = events.filter(({ kind }) => kind === 'withheld');
    assert.ok(withheld.length >= 4, `${withheld.length} are withheld`);
    const freed = events.find(({ kind, time }) => kind === 'deliver' && time > withheld.at(-1)!.time)!;
    assert.ok(events.filter(({ kind, time }) => kind === 'deliver' && time === freed.time).length > withheld.length);
  });
});
