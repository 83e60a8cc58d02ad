import { lineOf } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import type { WitnessedOperation } from '../../sim-core/base/verdict.ts';

/** So many operations are shown. */
const MOST_OPERATIONS = 20;

/** The operations that cannot be ordered, one a line, in order of invocation. */
export function witnessLines(witness: readonly WitnessedOperation[]): readonly string[] {
  const lines = witness.slice(0, MOST_OPERATIONS).map(operationLine);
  return witness.length > MOST_OPERATIONS ? [...lines, `and ${witness.length - MOST_OPERATIONS} more, which --json tells`] : lines;
}

function operationLine({ client, operation, input, output, invokedAt, endedAt }: WitnessedOperation): string {
  const end = endedAt === undefined ? 'the end' : timeText(endedAt * 1_000);
  const returned = output === undefined || output === null ? '' : ` → ${lineOf(output, 60)}`;
  return `${timeText(invokedAt * 1_000)} to ${end}  ${client}  ${operation}(${input === undefined ? '' : lineOf(input, 60)})${returned}`;
}
