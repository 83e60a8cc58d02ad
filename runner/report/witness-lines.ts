import { lineOf } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import type { WitnessedOperation } from '../../sim-core/base/verdict.ts';

/** So many operations are shown. */
const MOST_OPERATIONS = 20;

/** The operations that cannot be ordered, one a line, in order of invocation; of many the last, among which the impossible one is. */
export function witnessLines(witness: readonly WitnessedOperation[]): readonly string[] {
  const answering = new Set(witness.filter(({ output }) => isAnswer(output)).map(({ operation }) => operation));
  const lines = witness.slice(-MOST_OPERATIONS).map((one) => operationLine(one, answering.has(one.operation)));
  const earlier = witness.length - MOST_OPERATIONS;
  return earlier > 0 ? [`${earlier} earlier ones, which --json tells`, ...lines] : lines;
}

function isAnswer(output: unknown): boolean {
  return output !== undefined && output !== null;
}

/** What returns nothing ever is told without it; where others of its name return something, null is an answer too. */
function operationLine({ client, operation, input, output, invokedAt, endedAt }: WitnessedOperation, answers: boolean): string {
  const end = endedAt === undefined ? 'the end' : timeText(endedAt * 1_000);
  const returned = isAnswer(output) || (output === null && answers) ? ` → ${lineOf(output, 60)}` : '';
  return `${timeText(invokedAt * 1_000)} to ${end}  ${client}  ${operation}(${input === undefined ? '' : lineOf(input, 60)})${returned}`;
}
