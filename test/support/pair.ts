import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScenarioDefinition } from '../../sim-core/author/scenario.ts';
import type { Nodes } from '../../sim-core/author/world.ts';
import { findSeed, namesOf, sweep, violated } from './sweep.ts';
import { HELD_SEEDS } from './soak.ts';

/** Two examples, one that breaks and one that holds under the same faults. */
export interface Pair {
  readonly broken: ScenarioDefinition<Nodes>;
  /** The one property that is violated. */
  readonly property: string;
  /** How its violation is told. */
  readonly because: RegExp;
  readonly cured: ScenarioDefinition<Nodes>;
  /** What the cure must have met, or it proves nothing. */
  readonly sometimes: string;
}

/** Tests of what every pair promises. */
export function describePair({ broken, property, because, cured, sometimes }: Pair): void {
  describe(`'${broken.scenario.name}' and '${cured.scenario.name}'`, () => {
    it(`breaks: ${property} is violated within 2,000 seeds, and nothing else is`, () => {
      const outcome = findSeed(broken, 2_000, ({ verdict }) => verdict === 'violated');
      assert.deepEqual(violated(outcome), [property]);
      assert.match(outcome.properties.find(({ name }) => name === property)!.because!, because);
    });

    it(`is cured: all holds over the seeds, and ${sometimes} is reached`, () => {
      const { failures, verdict, properties } = sweep(cured, 0, HELD_SEEDS);
      assert.deepEqual([failures, verdict], [[], 'held']);
      assert.ok(namesOf(properties, 'held').includes(sometimes));
    });

    it('is tried in the same weather, which strikes', () => {
      assert.deepEqual(cured.scenario.nemesis, broken.scenario.nemesis);
      for (const [kind, { struck }] of Object.entries(sweep(broken, 0, 100).faults)) assert.ok(struck > 0, `${kind} never strikes`);
    });
  });
}
