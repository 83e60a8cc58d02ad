import { lastChange, SeekDiffers, type Recording } from '../sim-core/engine.ts';
import { toMermaidParts, type MermaidOptions } from '../sim-core/trace/export/mermaid.ts';
import { statesAround } from './saved/saved-states.ts';
import { detailOf, labelOf, linesOf } from '../sim-core/trace/label.ts';

/** What the realm answers about the run that is recorded. */
export function recordedAnswers(recorded: () => Recording) {
  return {
    /** How many events the recording has. */
    length: () => recorded().trace.columns.length,

    /** Seeks to a step of the recording, and says whether what happened there is what the run had. */
    arrivesAt(step: number): boolean {
      try {
        recorded().seek(step);
        return true;
      } catch (error) {
        if (error instanceof SeekDiffers) return false;
        throw error;
      }
    },

    /** Plays the recording to its end from its last step, to see whether the same is concluded as when it was made. */
    outcomeAfterSeeking() {
      const { trace } = recorded();
      const { length } = trace.columns;
      // Without an event there is no step to seek to.
      if (length === 0) return trace.outcome;
      const fork = recorded().fork(length - 1, {});
      fork.run();
      return fork.outcome();
    },

    labels: (from: number, to: number) => linesOf(recorded().trace, labelOf, from, to),
    details: (from: number, to: number) => linesOf(recorded().trace, detailOf, from, to),
    inspect: (step: number) => recorded().inspect(step),
    statesAround: (step: number) => statesAround(step, recorded().trace.columns.length, (first) => recorded().inspectFrom(first)),
    lastChange: (step: number, node: string, path: readonly string[]) => lastChange(recorded(), { step, node, path }),
    /** Makes what stands beside the lanes ready for so many more events. Up to which step it is ready then. */
    gatherBands(events: number): number {
      recorded().bands.gather(events);
      return recorded().bands.known;
    },

    bands: (from: number, to: number, pieces?: number) => recorded().bands.within(from, to, pieces),
    mermaid: (from: number, to: number, options?: MermaidOptions) => toMermaidParts(recorded().trace, from, to, options),
  };
}
