import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zombie from '../../../examples/leases/zombie.ts';
import newThenOld from '../../../examples/quorum/new-then-old.ts';
import { modelOf, recordSeed, runSeed, scriptOf, type Recording } from '../../../sim-core/engine.ts';

function drawnAt(recording: Recording, step: number): Record<string, number> {
  return Object.fromEntries(
    recording
      .seek(step)
      .stage.choices.save()
      .map(([site, { drawn }]) => [site, drawn]),
  );
}

for (const [name, definition] of Object.entries({ zombie, newThenOld })) {
  const model = modelOf(definition);
  const recording = recordSeed(model, 0);
  const { columns } = recording.trace;

  describe(`another future of ${name}`, () => {
    it('is the same run up to where they part, with the same faults, and some future is another from there on', () => {
      for (const step of [0, columns.length >> 2, columns.length >> 1, columns.length - 2]) {
        const after = drawnAt(recording, step);
        const hashes = new Set<string>();
        for (let future = 0; future < 4; future++) {
          const other = recordSeed(model, 0, { parting: { future, after } });
          // What a step brings about at once comes with it.
          for (let at = 0; at <= step; at++) assert.equal(other.trace.columns.hash[at], columns.hash[at], `step ${at}`);
          assert.deepEqual(
            other.trace.faults.map(({ line }) => line),
            recording.trace.faults.map(({ line }) => line),
          );
          hashes.add(other.trace.outcome.hash);
        }
        if (step < columns.length >> 1) assert.ok(hashes.size > 1, `after step ${step}`);
      }
    });

    it('is the run that a script of its draws makes', () => {
      const parting = { future: 3, after: drawnAt(recording, columns.length >> 2) };
      const other = recordSeed(model, 0, { parting });
      const { hash } = other.trace.outcome;
      const choices = scriptOf(parting, drawnAt(other, other.trace.columns.length - 1));
      assert.ok(Object.keys(choices).length > 0);
      assert.equal(runSeed(model, 0, { choices }).hash, hash);
      assert.equal(runSeed(model, 0, { parting }).hash, hash);
    });
  });
}

it('A future of the beginning has the faults that the nemesis of its seed drew', () => {
  const model = modelOf(zombie);
  const lines = (options: object): string[] => recordSeed(model, 0, options).trace.faults.map(({ line }) => line);
  assert.deepEqual(lines({ parting: { future: 1, after: {} } }), lines({}));
});
