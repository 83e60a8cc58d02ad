import type { KnownModel } from '../model.ts';
import { counter } from './counter.ts';
import { keyValue } from './key-value.ts';
import { mutex } from './mutex.ts';
import { queue } from './queue.ts';
import { casRegister, register } from './register.ts';
import { set } from './set.ts';

/** The models that come with Backstep, by name. A new one has its file and its line here. */
export const MODELS = {
  register,
  'cas-register': casRegister,
  'key-value': keyValue,
  queue,
  set,
  mutex,
  counter,
} as const satisfies Readonly<Record<string, (initial?: unknown) => KnownModel<unknown>>>;

export type ModelName = keyof typeof MODELS;

export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name);
}
