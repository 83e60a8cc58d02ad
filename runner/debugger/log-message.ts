import { UsageError } from '../seeds.ts';
import { parseExpression, type Expression, type Names } from './expression.ts';

/** A text with expressions in braces: `token {token} of {lease.owner}`. */
export interface LogMessage {
  readonly expressions: readonly Expression[];
  /** What it comes to; an expression that cannot be evaluated there says why in its place. */
  say(names: Names, show: (value: unknown) => string): string;
}

/** @throws UsageError when what stands in braces is no expression. */
export function parseLogMessage(text: string): LogMessage {
  const parts = text.split(/\{([^{}]*)\}/).map((part, index) => (index % 2 === 1 ? parseExpression(part) : part));
  return {
    expressions: parts.filter((part) => typeof part !== 'string'),
    say: (names, show) => parts.map((part) => (typeof part === 'string' ? part : shown(part, names, show))).join(''),
  };
}

function shown(expression: Expression, names: Names, show: (value: unknown) => string): string {
  try {
    const value = expression.evaluate(names);
    return typeof value === 'string' ? value : show(value);
  } catch (error) {
    if (error instanceof UsageError) return `(${error.message})`;
    throw error;
  }
}
