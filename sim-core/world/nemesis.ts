import { durationText, microseconds } from '../base/duration.ts';
import type { DurationRange, Fault, Nemesis, Strike } from '../author/scenario.ts';
import { RandomStream } from '../base/random.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { indexOf, probability } from './timeline.ts';

/** Every kind that a nemesis can draw, in the order in which they are drawn. */
const KINDS = ['crash', 'pause', 'stall', 'partition', 'clog', 'loss', 'duplicate', 'reorder', 'delay', 'clock'] as const;
type Kind = (typeof KINDS)[number];

/** The kinds that a nemesis may use, so that one which was never drawn is still accounted for. */
export function kindsOf(nemesis: Nemesis): readonly Kind[] {
  return KINDS.filter((kind) => nemesis[kind] !== undefined);
}

/** @throws ScenarioError for anything that types cannot catch. */
export function checkNemesis(nemesis: Nemesis, names: readonly string[]): void {
  for (const key of Object.keys(nemesis)) {
    if (!(KINDS as readonly string[]).includes(key)) {
      throw new ScenarioError(`The nemesis has \`${key}\`, which is not a fault it can draw.`, `It can draw ${KINDS.join(', ')}.`);
    }
  }
  for (const kind of kindsOf(nemesis)) {
    const strike = nemesis[kind]!;
    const where = `nemesis.${kind}`;
    if (microseconds(strike.every, `The \`every\` of ${where}`) === 0) {
      throw new ScenarioError(`The \`every\` of ${where} is zero.`, 'Give the mean time between two strikes.');
    }
    if ('for' in strike) range(strike.for, `The \`for\` of ${where}`);
    if ('by' in strike) range(strike.by, `The \`by\` of ${where}`);
    if ('probability' in strike) probability(strike.probability, `The \`probability\` of ${where}`);
    if (strike.nodes?.length === 0) throw new ScenarioError(`The \`nodes\` of ${where} are empty.`, 'Leave it out for all nodes.');
    for (const name of strike.nodes ?? []) indexOf(name, names, where);
  }
}

/**
 * The faults that a nemesis draws with a seed, in order of time, as data that could have been
 * written into `faults`: pasted there, it gives the same run.
 */
export function drawFaults(nemesis: Nemesis, names: readonly string[], seed: number, until: number): readonly Fault[] {
  const drawn = kindsOf(nemesis).flatMap((kind) => strikes(nemesis, kind, names, new RandomStream(seed, `nemesis/${kind}`), until));
  return drawn.sort((a, b) => a.at - b.at).map(({ fault }) => fault);
}

function strikes(
  nemesis: Nemesis,
  kind: Kind,
  names: readonly string[],
  random: RandomStream,
  until: number,
): { at: number; fault: Fault }[] {
  const strike = nemesis[kind]!;
  const every = microseconds(strike.every, 'every');
  const found: { at: number; fault: Fault }[] = [];
  for (let at = 0; ; ) {
    // At least a microsecond apart, so that a tiny mean cannot draw for ever.
    at += Math.max(1, Math.round(random.exponential(every)));
    if (at >= until) return found;
    const fault = one(nemesis, kind, strike.nodes ?? names, names, random);
    if (fault) found.push({ at, fault: { at: durationText(at), ...fault } as Fault });
  }
}

function one(nemesis: Nemesis, kind: Kind, nodes: readonly string[], names: readonly string[], random: RandomStream): object | undefined {
  const pick = (): string => nodes[random.below(nodes.length)]!;
  const lasts = (strike: Strike<string>): { for: string } => ({ for: draw(strike.for, random) });
  switch (kind) {
    case 'crash':
      return { crash: pick(), ...lasts(nemesis.crash!) };
    case 'pause':
      return { pause: pick(), ...lasts(nemesis.pause!) };
    case 'stall':
      return { stall: pick(), ...lasts(nemesis.stall!), call: 1 + random.below(nemesis.stall!.within ?? 4) };
    case 'partition': {
      const partition = drawPartition(nemesis.partition!.shape, nodes, names, random);
      return partition && { partition, ...lasts(nemesis.partition!) };
    }
    case 'clog': {
      const node = pick();
      const clog = random.chance(0.5) ? { from: [node] } : { to: [node] };
      return { clog, ...lasts(nemesis.clog!) };
    }
    case 'loss':
    case 'duplicate':
    case 'reorder': {
      const strike = nemesis[kind]!;
      return { [kind]: strike.probability, ...lasts(strike), ...onLinks(strike) };
    }
    case 'delay':
      return { delay: draw(nemesis.delay!.by, random), ...lasts(nemesis.delay!), ...onLinks(nemesis.delay!) };
    case 'clock':
      return { clock: pick(), [random.chance(0.5) ? 'forward' : 'backward']: draw(nemesis.clock!.by, random) };
  }
}

/** A strike that names nodes disturbs what they send. */
function onLinks(strike: Strike<string>): { links?: { from: readonly string[] } } {
  return strike.nodes ? { links: { from: strike.nodes } } : {};
}

function drawPartition(
  shape: 'halves' | 'isolate' | 'one-way' | undefined,
  nodes: readonly string[],
  names: readonly string[],
  random: RandomStream,
): readonly (readonly string[])[] | { from: readonly string[]; to: readonly string[] } | undefined {
  const chosen = shape ?? (['halves', 'isolate', 'one-way'] as const)[random.below(3)]!;
  const shuffled = [...nodes];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  const side = shuffled.slice(0, chosen === 'halves' ? Math.floor(shuffled.length / 2) : 1);
  const rest = names.filter((name) => !side.includes(name));
  if (side.length === 0 || rest.length === 0) return undefined;
  if (chosen === 'one-way') return random.chance(0.5) ? { from: side, to: rest } : { from: rest, to: side };
  return [side, rest];
}

function range(value: DurationRange, what: string): readonly [number, number] {
  const [from, to] = typeof value === 'object' ? [value[0], value[1]] : [value, value];
  const bounds = [microseconds(from, what), microseconds(to, what)] as const;
  if (bounds[0] > bounds[1]) throw new ScenarioError(`${what} goes from ${from} down to ${to}.`, 'Write the smaller one first.');
  return bounds;
}

function draw(value: DurationRange, random: RandomStream): string {
  const [from, to] = range(value, 'a range');
  return String(durationText(random.between(from, to)));
}
