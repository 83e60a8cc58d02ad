import { lineOf } from '../../sim-core/base/plain-text.ts';
import type { HistoryAnomaly, HistoryVerdict, WitnessOperation } from '../../sim-core/judges/histories/check-history.ts';
import type { Paint } from './paint.ts';
import { isTransactionModel } from '../../sim-core/judges/histories/transactions/transaction.ts';
import { verdictText } from './property-lines.ts';

/** So many operations of a witness are shown. */
const MOST_OPERATIONS = 40;
const MOST_ANOMALIES = 5;

/** What a person reads of a history that was judged. */
export function historyLines(path: string, verdict: HistoryVerdict, paint: Paint): readonly string[] {
  const { model, consistency, operations, because, line, witness = [], isMinimal = true, anomalies } = verdict;
  const lines = [
    `${verdictText(verdict.verdict, paint)}  ${path}: ${operations} ${isTransactionModel(model) ? 'transactions' : 'operations'} on the model ${model}${consistency ? `, ${consistency}` : ''}`,
  ];
  if (anomalies)
    return [
      ...lines,
      ...anomalies.slice(0, MOST_ANOMALIES).flatMap(anomalyLines),
      ...moreLines(anomalies.length, MOST_ANOMALIES, 'anomalies'),
    ];
  if (because !== undefined) lines.push(`  ${because}`);
  if (line === undefined) return lines;
  lines.push('', `  The first completion that cannot be is in line ${line}. What cannot be ordered:`);
  for (const operation of witness.slice(0, MOST_OPERATIONS)) lines.push(`  ${operationLine(operation)}`);
  lines.push(...moreLines(witness.length, MOST_OPERATIONS, 'operations'));
  if (!isMinimal) lines.push('  Fewer might do: looking for them took too long.');
  return lines;
}

function anomalyLines({ name, because, transactions }: HistoryAnomaly): readonly string[] {
  return ['', `  ${name}: ${because}`, ...transactions.map((each) => `  ${operationLine(each)}`)];
}

function moreLines(count: number, shown: number, what: string): readonly string[] {
  return count > shown ? [`  and ${count - shown} more ${what}, which --json tells`] : [];
}

function operationLine({ process, operation, key, input, output, invokedAt, completedAt }: WitnessOperation): string {
  const asked = [key, input].filter((each) => each !== undefined && each !== null).map((each) => lineOf(each, 60));
  // A write completes with what was written, mostly, which tells nothing.
  const isEcho = JSON.stringify(output) === JSON.stringify(input) && output !== null;
  const returned = output === undefined || isEcho ? '' : ` → ${lineOf(output, 60)}`;
  return `lines ${invokedAt} to ${completedAt ?? 'the end'}  process ${process}  ${operation}(${asked.join(', ')})${returned}`;
}
