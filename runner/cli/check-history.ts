import { Option } from 'commander';
import { ScenarioError } from '../../sim-core/base/scenario-error.ts';
import { checkHistory, KNOWN_CONSISTENCIES, KNOWN_MODELS } from '../../sim-core/judges/histories/check-history.ts';
import { historyLines } from '../report/history-report.ts';
import { painter } from '../report/paint.ts';
import { parseSteps, UsageError } from '../seeds.ts';
import { readBounded } from '../read-bounded.ts';
import { command } from './command.ts';
import { EXIT } from './exit.ts';
import { checked, option } from './options.ts';
import { print, printJson } from './output.ts';

interface CheckHistoryFlags {
  readonly model: string;
  readonly initial?: unknown;
  readonly consistency?: string;
  readonly steps?: number;
  readonly json?: boolean;
}

const DESCRIPTION = `judge whether a history that another system recorded is linearizable or sequentially consistent, or its transactions serializable

One JSON object a line, as Jepsen has it: {"process": 0, "type": "invoke", "f": "write", "value": 1}
and then the same with the type "ok" (it happened), "fail" (it did not), or "info" (it may have, or
may yet). What never ends is taken for "info". Operations by model, with their values:
  register       read, write (get, put)
  cas-register   read, write, cas [old, new] ("ok" with the value false: it found another value)
  key-value      read, write, cas, append, delete, with "key": "x", or ["x", value] as the value
  queue          enqueue, dequeue (null from an empty one)
  set            add, remove, read (all items as a list)
  mutex          acquire, release
  counter        add, increment, decrement, read
Transactions, {"f": "txn", "value": [["append", "x", 1], ["r", "y", [2]]]}, with each value written to a key once:
  list-append    append, r (the whole list; null or [] for an empty one)
  rw-register    w, r (null where nothing was written)
An anomaly is named as Adya and Elle do, with the transactions of its cycle.`;

/** Runs no code of the user's, so that it needs no worker. */
export const checkHistoryCommand = command<CheckHistoryFlags>({
  usage: 'check-history <file>',
  description: DESCRIPTION,
  options: [
    new Option('--model <name>', `what the history is compared with: ${KNOWN_MODELS.join(', ')}`).makeOptionMandatory(),
    new Option(
      '--initial <json>',
      'what a register, each key or the counter holds at first; null, or 0 for a counter, unless given',
    ).argParser(checked(parseJson)),
    new Option(
      '--consistency <name>',
      `what is promised, of operations linearizable (default) or sequential, of transactions strict-serializable (default) or less: ${KNOWN_CONSISTENCIES.join(', ')}`,
    ),
    new Option('--steps <n>', 'how often the model may be asked before the answer is unknown').argParser(checked(parseSteps)),
    option.json(),
  ],
  async execute(path, { model, initial, consistency, steps, json }) {
    const text = (await readBounded(path)).toString('utf8');
    try {
      const given = { ...(consistency === undefined ? {} : { consistency }), ...(steps === undefined ? {} : { steps }) };
      const verdict = checkHistory(text, { model, initial, ...given });
      if (json) printJson({ history: path, ...verdict });
      else print(...historyLines(path, verdict, painter(process.stdout)));
      return EXIT[verdict.verdict];
    } catch (error) {
      if (error instanceof ScenarioError) throw new UsageError(`${path}: ${error.message} ${error.cure}`);
      throw error;
    }
  },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`'${text}' is no JSON: write 0, null, or a text in double quotes.`);
  }
}
