import { setPath } from '../../sim-core/base/set-path.ts';
import { plainFromJson } from '../../sim-core/base/plain-json.ts';
import { copyPlain } from '../../sim-core/base/plain.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import { UsageError } from '../seeds.ts';
import type { WhatIf } from '../what-ifs.ts';

/**
 * What it means that somebody gives a variable another value after a step: the state of a node is another from there on, or the
 * message of the step is.
 * @param path the expression of the variable, such as `nodes.storage.accepted[0].token` or `message.token`
 * @throws UsageError for what is neither, and has happened.
 */
export function editAt(trace: Trace, step: number, path: string | undefined, value: unknown): WhatIf {
  const [root, ...steps] = path === undefined ? [] : stepsIn(path);
  if (root === 'nodes' && steps.length > 1) {
    const [node = '', ...inner] = steps;
    return { do: 'memory', node, path: inner.join('.'), value };
  }
  const { value: message } = eventAt(trace, step);
  if (root === 'message' && steps.length > 0 && typeof message === 'object' && message !== null) {
    const changed = copyPlain(message) as Readonly<Record<string, unknown>>;
    if (setPath(changed, steps.join('.'), value)) return { do: 'rewrite', value: changed };
  }
  throw new UsageError(
    'What has happened stays as it is, and only fields of a state or of the message can be otherwise from here on, in a fork: change those, or the scenario.',
  );
}

/** What somebody types as a value: JSON, which may hold arrays and objects, or else an expression over the run. */
export async function valueOf(text: string, evaluate: (text: string) => Promise<unknown>): Promise<unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return evaluate(text);
  }
  return plainFromJson(json);
}

const STEP = /\.get\(("(?:[^"\\]|\\.)*"|-?[\d.]+)\)|\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(\d+|"(?:[^"\\]|\\.)*")\]/gu;

/** The names in an expression that names a value: `nodes["a b"].log[3].get("k")`. */
function stepsIn(path: string): readonly string[] {
  const [root = ''] = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(path) ?? [];
  const steps = Array.from(path.slice(root.length).matchAll(STEP), ([, key, name, index]) => {
    const text = name ?? key ?? index ?? '';
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  });
  return [root, ...steps];
}
