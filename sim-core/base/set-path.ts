import { pathStep } from './changed-paths.ts';
import { copyPlain } from './plain.ts';

/**
 * Gives the value at a path of `changedPaths`, such as `log.3.term`, another one, of which it takes a copy. False where nothing
 * stands at the path. A key may hold dots, so that the longest that fits is taken.
 */
export function setPath(target: unknown, path: string, value: unknown): boolean {
  if (typeof target !== 'object' || target === null || target instanceof Set) return false;
  for (const [step, key] of stepsOf(target)) {
    if (step === path) {
      if (target instanceof Map) target.set(key, copyPlain(value));
      else (target as Record<string, unknown>)[key as string] = copyPlain(value);
      return true;
    }
    if (!path.startsWith(`${step}.`)) continue;
    const inner: unknown = target instanceof Map ? target.get(key) : (target as Record<string, unknown>)[key as string];
    if (setPath(inner, path.slice(step.length + 1), value)) return true;
  }
  return false;
}

/** How paths name what an object holds, the longest first. */
export function stepsOf(target: object): readonly (readonly [step: string, key: unknown])[] {
  const keys: unknown[] = target instanceof Map ? [...target.keys()] : Object.keys(target);
  return keys.map((key) => [pathStep(key), key] as const).sort(([one], [other]) => other.length - one.length);
}
