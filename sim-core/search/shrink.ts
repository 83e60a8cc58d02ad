import { durationText, microseconds, type Duration } from '../base/duration.ts';

/** A fault as it is written into `faults`; what it says besides its time and length is its kind's business. */
export type ShrinkableFault = { readonly at: Duration } & Readonly<Record<string, unknown>>;

export type Faults = readonly ShrinkableFault[];

/** Asks for one execution with these faults, and hears whether the same property was violated in the same way. */
type Shrinking<Result> = Generator<Faults, Result, boolean>;

/**
 * Looks for fewer and smaller faults that still bring about a violation. Each value that it yields is to be
 * executed and answered; the last one that was answered with yes is the best so far, so that whoever asks may
 * stop at any time. What it returns is 1-minimal: without any single one of its faults, or any single node in one
 * of their lists, the violation does not happen. Lengths are halved as long as that works, which finds no least one.
 *
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), `ddmin`.
 */
export function* shrinkFaults(faults: Faults): Shrinking<Faults> {
  const asked = new Map<string, boolean>();
  let best = faults;
  for (;;) {
    const before = best;
    best = yield* fewer(best, asked);
    for (let index = 0; index < best.length; index++) best = yield* smaller(best, index, asked);
    // A fault that got smaller may have made another one unnecessary.
    if (best === before) return best;
  }
}

/** Leaves out ever smaller parts of the faults, until no single one can be left out. */
function* fewer(faults: Faults, asked: Map<string, boolean>): Shrinking<Faults> {
  if (faults.length === 0) return faults;
  // Some violations need no fault at all.
  if (yield* holds([], asked)) return [];
  let best = faults;
  for (let size = Math.ceil(best.length / 2); ; size = Math.ceil(size / 2)) {
    for (let removed = true; removed;) {
      removed = false;
      for (let from = 0; from < best.length;) {
        const rest = [...best.slice(0, from), ...best.slice(from + size)];
        if (yield* holds(rest, asked)) {
          best = rest;
          removed = true;
        } else from += size;
      }
    }
    if (size <= 1) return best;
  }
}

/** Makes one fault as small as it can be: fewer nodes in its lists, and a shorter time. */
function* smaller(faults: Faults, index: number, asked: Map<string, boolean>): Shrinking<Faults> {
  let best = faults;
  for (let found = true; found;) {
    found = false;
    for (const fault of smallerForms(best[index]!)) {
      const changed = replaced(best, index, fault);
      if (!(yield* holds(changed, asked))) continue;
      best = changed;
      found = true;
      break;
    }
  }
  return best;
}

/** Executes what has not been executed before. */
function* holds(faults: Faults, asked: Map<string, boolean>): Shrinking<boolean> {
  const key = JSON.stringify(faults);
  const known = asked.get(key);
  if (known !== undefined) return known;
  const answer = yield faults;
  asked.set(key, answer);
  return answer;
}

function smallerForms(fault: ShrinkableFault): readonly ShrinkableFault[] {
  const { at } = fault;
  return [
    ...Object.entries(fault).flatMap(([key, value]) => withoutOneName(value).map((fewerNames) => ({ ...fault, at, [key]: fewerNames }))),
    ...shorterLengths(fault['for']).map((length) => ({ ...fault, at, for: length })),
  ];
}

/** The value with one name less in one of its lists of names; no list becomes empty. */
function withoutOneName(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    if (list.every((item) => typeof item === 'string'))
      return list.length < 2 ? [] : list.map((_, left) => list.filter((_name, index) => index !== left));
    return list.flatMap((item, index) => withoutOneName(item).map((fewerNames) => replaced(list, index, fewerNames)));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => withoutOneName(item).map((fewerNames) => ({ ...value, [key]: fewerNames })));
}

function replaced<Item>(list: readonly Item[], at: number, item: Item): readonly Item[] {
  return list.map((old, index) => (index === at ? item : old));
}

/** Half of the length, and three quarters, as numbers that are read easily. What lasts for ever has no half. */
function shorterLengths(length: unknown): readonly Duration[] {
  if (length === undefined || length === 'ever') return [];
  const now = microseconds(length as Duration, 'The `for` of a fault');
  return [now / 2, (now * 3) / 4]
    .map(rounded)
    .filter((shorter) => shorter > 0 && shorter < now)
    .map(durationText);
}

/** Two significant digits. */
function rounded(length: number): number {
  let unit = 1;
  while (length / unit >= 100) unit *= 10;
  return Math.round(length / unit) * unit;
}
