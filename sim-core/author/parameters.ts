import { visible } from '../base/plain-text.ts';

/** What a scenario may be varied by: what can be written in one word, on a command line and in a table. */
export type ParameterValue = string | number | boolean | null;

/** The parameters of one scenario of a family, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A string that needs no quotes to be told from a number, from another word, and from what stands around it. */
const BARE = /^[\p{L}\p{N}_$.:%/+-]+$/u;
const TAKEN: ReadonlySet<string> = new Set(['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity']);

/** A value as names of scenarios show it: `3`, `5ms`, `true`, and `"a b"` or `"3"` where it would not be clear without quotes. */
export function parameterText(value: ParameterValue): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '-0' : String(value);
  return BARE.test(value) && !TAKEN.has(value) && Number.isNaN(Number(value)) ? value : visible(JSON.stringify(value));
}

/** What follows the name of a family in the name of one of its scenarios: `[replicas=3, writeBack=true]`. */
export function parametersText(parameters: Parameters): string {
  return `[${Object.entries(parameters)
    .map(([name, value]) => `${name}=${parameterText(value)}`)
    .join(', ')}]`;
}
