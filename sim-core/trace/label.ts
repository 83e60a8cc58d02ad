import { eventAt, type Trace } from './trace.ts';

const LONGEST = 160;

/** What an event carries, in one line: a message's fields, a key's value, an operation's result. */
export function labelOf(trace: Trace, step: number): string {
  const { kind, name, value } = eventAt(trace, step);
  switch (kind) {
    case 'send':
    case 'deliver':
      return joined(name, fields(value, 'type'));
    case 'drop':
      return joined(messageType(value), name);
    case 'write':
      return joined(name, value === undefined ? 'deleted' : brief((value as { value?: unknown }).value));
    case 'invoke':
      return joined(name, brief((value as { input?: unknown }).input));
    case 'complete': {
      const { status, output } = value as { status: string; output?: unknown };
      return joined(name, `${status} ${brief(output)}`.trim());
    }
    default:
      return name;
  }
}

function messageType(value: unknown): string {
  return String((value as { type?: unknown } | undefined)?.type ?? '');
}

function joined(name: string, rest: string): string {
  return clipped(rest === '' ? name : `${name} ${rest}`);
}

function fields(value: unknown, without: string): string {
  if (typeof value !== 'object' || value === null) return brief(value);
  return Object.entries(value)
    .filter(([key]) => key !== without)
    .map(([key, item]) => `${key}: ${brief(item)}`)
    .join(', ');
}

/** JSON without its quotes around keys; undefined is nothing. */
function brief(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(brief).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{${fields(value, '')}}`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
