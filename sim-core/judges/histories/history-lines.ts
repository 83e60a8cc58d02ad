import { canonicalText } from '../../base/canonical-text.ts';
import { didYouMean } from '../../base/nearest.ts';
import { lineOf } from '../../base/plain-text.ts';
import { ScenarioError } from '../../base/scenario-error.ts';

/** An operation as the lines of a file tell it. */
export interface LineOperation {
  readonly process: string | number;
  readonly operation: string;
  readonly key: unknown;
  readonly input: unknown;
  readonly output: unknown;
  /** The line of its invocation, and of its completion when it is known to have happened, from 1. */
  readonly invokedAt: number;
  readonly completedAt: number | undefined;
  /** It is known not to have happened. */
  readonly hasFailed: boolean;
}

const TYPES: Readonly<Record<string, 'invoke' | 'ok' | 'fail' | 'info'>> = {
  invoke: 'invoke',
  ok: 'ok',
  fail: 'fail',
  info: 'info',
  complete: 'ok',
  failed: 'fail',
};

type MutableOperation = { -readonly [Key in keyof LineOperation]: LineOperation[Key] };

/**
 * Reads a history: one JSON object a line, `{"process": 0, "type": "invoke", "f": "write", "value": 1}`, as Jepsen has
 * it. What failed has not happened; what ended with `info`, or not at all, may have happened. Lines of
 * Jepsen's nemesis tell of no operation. Empty lines are allowed.
 *
 * @throws ScenarioError with the line, for what is no history
 */
export function readHistory(text: string): readonly LineOperation[] {
  const pending = new Map<string | number, MutableOperation>();
  const operations: MutableOperation[] = [];
  // Some systems begin a text file with a mark of its encoding.
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.trim() === '') return;
      const at = index + 1;
      const { process, type, f, key, value } = entryOf(line, at);
      if (process === 'nemesis' || process === ':nemesis') return;
      const begun = pending.get(process);
      if (type === 'invoke') {
        if (begun)
          throw new ScenarioError(
            `Line ${at}: process ${process} invokes '${f}', but its '${begun.operation}' of line ${begun.invokedAt} has not ended.`,
            'A process has one operation under way: end that one first with "ok", "fail" or "info", or give this one another process.',
          );
        const operation = {
          process,
          operation: f,
          key,
          input: value,
          output: undefined,
          invokedAt: at,
          completedAt: undefined,
          hasFailed: false,
        };
        pending.set(process, operation);
        operations.push(operation);
        return;
      }
      if (!begun)
        throw new ScenarioError(
          `Line ${at}: process ${process} ends '${f}' with "${type}", which it never invoked.`,
          'Write the line of its invocation, with "type": "invoke", before it.',
        );
      if (f !== begun.operation)
        throw new ScenarioError(
          `Line ${at}: process ${process} ends '${f}', but what it invoked in line ${begun.invokedAt} is '${begun.operation}'.`,
          'Give both lines of an operation the same "f".',
        );
      if (isGiven(key) && isGiven(begun.key) && canonicalText(key) !== canonicalText(begun.key))
        throw new ScenarioError(
          `Line ${at}: process ${process} ends '${f}' on the key ${lineOf(key, 60)}, but in line ${begun.invokedAt} it was on ${lineOf(begun.key, 60)}.`,
          'Give both lines of an operation the same "key", or leave it out in the second.',
        );
      pending.delete(process);
      if (type === 'fail') begun.hasFailed = true;
      if (type !== 'ok') return;
      begun.completedAt = at;
      begun.output = value;
      begun.key ??= key;
    });
  return operations;
}

function isGiven(key: unknown): boolean {
  return key !== undefined && key !== null;
}

interface Entry {
  readonly process: string | number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly key: unknown;
  readonly value: unknown;
}

const EXAMPLE = 'Write one object a line, as in {"process": 0, "type": "invoke", "f": "write", "value": 1}.';

function entryOf(line: string, at: number): Entry {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    throw new ScenarioError(`Line ${at} is no JSON: ${lineOf(line, 60)}.`, EXAMPLE);
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new ScenarioError(`Line ${at} is no object: ${lineOf(entry, 60)}.`, EXAMPLE);
  const { process, type, f, key, value } = entry as Readonly<Record<string, unknown>>;
  if (typeof process !== 'number' && typeof process !== 'string')
    throw new ScenarioError(`Line ${at} has ${told('process', process)}.`, 'Name who asks with a number or a text, as in "process": 0.');
  if (typeof f !== 'string' || f === '')
    throw new ScenarioError(`Line ${at} has ${told('f', f)}.`, 'Name the operation, as in "f": "read".');
  const word = typeof type === 'string' && type.startsWith(':') ? type.slice(1) : type;
  if (typeof word !== 'string' || !Object.hasOwn(TYPES, word))
    throw new ScenarioError(`Line ${at} has ${told('type', type)}.`, didYouMean(word, ['invoke', 'ok', 'fail', 'info']));
  return { process, type: TYPES[word]!, f, key, value };
}

function told(field: string, value: unknown): string {
  return value === undefined ? `no "${field}"` : `the "${field}" ${lineOf(value, 60)}`;
}
