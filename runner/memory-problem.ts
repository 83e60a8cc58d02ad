import type { Problem, SourceLocation } from './protocol.ts';

/** A handler or property that has begun, as the subject of a sentence. */
export interface Running {
  readonly subject: string;
  readonly location?: SourceLocation;
}

/** What a process can say of the memory that it uses. */
export interface ToldOfMemory {
  /** The handler that ran last. */
  readonly last?: Running;
  /** What of the run takes most, the largest first, as a part of a sentence. */
  readonly largest?: string;
  /** The seed that it runs. */
  readonly seed?: number;
}

/** How much memory a process uses, in bytes. */
export interface Usage {
  readonly bytes: number;
  readonly told: ToldOfMemory;
}

/**
 * Where too much memory was used.
 * @param used how much it was, as a part of a sentence
 * @param seeds in which it was, as a part of a sentence, where the process could not say
 */
export function tooMuchMemory(used: string, file: string, { last, largest, seed }: ToldOfMemory, seeds = ''): Problem {
  const grew = largest === undefined ? '' : `Most of it was ${largest}. `;
  const ran = last ? `${last.subject} ran last. ` : '';
  return {
    message: `The scenario used ${used}${seed === undefined ? seeds : `, in seed ${seed}`}.`,
    cure: `${grew}${ran}Look for a state or a queue that grows without bound, or shorten the \`duration\`; \`--memory-limit\` allows more, in VS Code \`backstep.memoryMegabytes\`.`,
    location: last?.location ?? { file, line: 1, column: 1 },
  };
}
