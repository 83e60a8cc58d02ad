import { visible } from '../../sim-core/base/plain-text.ts';
import type { ExploreReport } from '../explore.ts';
import type { Paint } from './paint.ts';
import { runPropertyLines, verdictText } from './property-lines.ts';
import { counted, countText } from './words.ts';

/** What an exploration came to. */
export function exploreLines(report: ExploreReport, paint: Paint): string[] {
  const { scenario, verdict, complete, states, diameter, properties } = report;
  const extent = complete ? 'all of them' : report.counterexample ? 'up to the first violation' : 'and not all of them';
  return [
    `${verdictText(verdict, paint)}  ${paint('bold', visible(scenario))}, in every order: ${counted(states, 'distinct state')}, ${extent}; diameter ${diameter}, ${transitionsText(report)}`,
    ...runPropertyLines(properties, paint),
    ...loopLines(report),
    ...deadlockLines(report),
    ...everyOrderLines(report),
    ...clockLines(report),
    ...drawLines(report),
  ];
}

function transitionsText({ transitions, partialOrderReduction: { leftOut } }: ExploreReport): string {
  const made = counted(transitions, 'transition');
  return leftOut === 0 ? made : `${made}, and ${countText(leftOut)} left out because they commute`;
}

function everyOrderLines({ partialOrderReduction: { off }, transitions }: ExploreReport): string[] {
  return off === null || transitions === 0 ? [] : [`  No partial order reduction: ${off}.`];
}

function loopLines({ counterexample }: ExploreReport): string[] {
  if (!counterexample?.loop) return [];
  const { prefix, moves } = counterexample.loop;
  const after = prefix === 0 ? 'From the start on' : `After ${counted(prefix, 'move')}`;
  return [`  ${after} a loop begins, which can be gone through for ever and is fair to all: ${moves.join(', ')}`];
}

function deadlockLines({ ends, deadlocks: { states, order }, complete }: ExploreReport): string[] {
  const told = ends === 0 ? (complete ? ['  Something can always happen.'] : []) : [`  In ${counted(ends, 'state')} nothing more happens.`];
  if (states === 0) return told;
  return [
    ...told,
    `  In ${counted(states, 'of these state')} a deadlock: an operation or a request is still open. The shortest way to one: ${order!.join(', ')}`,
  ];
}

function clockLines({ readsClock }: ExploreReport): string[] {
  if (readsClock.length === 0) return [];
  return [
    `  A clock is read by ${readsClock.join(', ')}. In an exploration time is only order, and clocks stand still: what depends on how long something takes is not explored. Sweep for that.`,
  ];
}

function drawLines({ draws }: ExploreReport): string[] {
  if (draws.length === 0) return [];
  return [`  Drawn at ${draws.join(', ')}, and explored for one draw alone. Take what is random out of the scenario, or sweep for it.`];
}
