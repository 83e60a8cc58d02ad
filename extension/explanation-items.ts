import type { QuickPickItem } from 'vscode';
import type { Explanation } from '../runner/explain.ts';
import { timeText } from '../sim-core/base/time-text.ts';
import { labelOf } from '../sim-core/trace/label.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { eventAt, type Trace } from '../sim-core/trace/trace.ts';
import { t } from './texts.ts';

/** One line of an explanation: a step to go to, or a run without something that mattered. */
export interface ExplanationItem extends QuickPickItem {
  readonly step?: number;
  readonly without?: RunChanges;
}

type Faults = NonNullable<RunChanges['explicit']>['faults'];

/** The story of a violation, and what would have had to be otherwise; `all` are the faults of the run as an author would write them. */
export function explanationItems({ story, otherwise }: Explanation, trace: Trace, all: Faults): ExplanationItem[] {
  const told = (step: number): string => {
    const { node, kind, time } = eventAt(trace, step);
    return `${timeText(time)}  ${[node, kind, labelOf(trace, step)].filter((part) => part !== undefined && part !== '').join(' ')}`;
  };
  return [
    ...story.map(({ step, why }) => ({ label: `#${step}`, description: told(step), detail: WHY[why](), step })),
    ...otherwise.flatMap(({ fault, message }): ExplanationItem[] => {
      if (message !== undefined)
        return [{ label: t('without {0}', message), description: t('had this message been lost'), without: { drops: [message] } }];
      // The faults of a trace stand in the order in which they are planned, as those that are written out do.
      const index = trace.faults.findIndex(({ line }) => line === fault);
      if (fault === undefined || index < 0) return [];
      return [
        {
          label: t('without {0}', fault),
          description: t('had this fault not been'),
          without: { explicit: { faults: all.filter((_, place) => place !== index) } },
        },
      ];
    }),
  ];
}

const WHY = {
  cause: () => t('on the chain of causes'),
  needed: () => t('without it, it does not happen'),
  violation: () => t('the violation'),
} as const;
