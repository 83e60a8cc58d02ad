import { Session, type Profiler } from 'node:inspector';
import type { Costs } from './protocol.ts';

/** A function of the author's: the handler of a node, or a property, whose owner is none. */
export interface AuthorsFunction {
  readonly owner: string;
  readonly name: string;
}

/** How often the engine looks at what runs, in microseconds: often enough for a tenth of a second. */
const INTERVAL = 200;

/**
 * Where the time goes while something is done: in which of the author's functions, with all that they call,
 * and so in the engine too as far as it works for them. Measured by the engine's own sampling profiler, so
 * that nothing of it is felt by the runs; undefined where there is none.
 *
 * @param functions by where they begin, as `scriptId:line:column`
 */
export function costsOf(functions: ReadonlyMap<string, AuthorsFunction>, work: () => void): Costs | undefined {
  const profile = profileOf(work);
  return profile && sharesOf(profile, functions);
}

function profileOf(work: () => void): Profiler.Profile | undefined {
  const session = new Session();
  let profile: Profiler.Profile | undefined;
  try {
    session.connect();
    // Commands to one's own thread are answered before `post` returns.
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
    session.post('Profiler.start');
  } catch {
    return undefined;
  }
  try {
    work();
    session.post('Profiler.stop', (_error, stopped) => (profile = stopped?.profile));
  } finally {
    session.disconnect();
  }
  return profile;
}

/** The shares of a profile. The outermost of the author's functions on a stack has the time. */
export function sharesOf({ nodes, samples, timeDeltas }: Profiler.Profile, functions: ReadonlyMap<string, AuthorsFunction>): Costs {
  const own = new Map<number, number>();
  (samples ?? []).forEach((id, index) => own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas?.[index] ?? 0)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const properties = new Map<string, number>();
  let [all, handlers] = [0, 0];
  const walk = (id: number, inside: AuthorsFunction | undefined): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    const { scriptId, lineNumber, columnNumber } = callFrame;
    const here = inside ?? functions.get(`${scriptId}:${lineNumber}:${columnNumber}`);
    const time = own.get(id) ?? 0;
    all += time;
    if (here?.owner === '') properties.set(here.name, (properties.get(here.name) ?? 0) + time);
    else if (here) handlers += time;
    for (const child of children) walk(child, here);
  };
  if (nodes[0]) walk(nodes[0].id, undefined);
  const share = (time: number): number => (all === 0 ? 0 : time / all);
  return {
    handlers: share(handlers),
    properties: [...properties].map(([name, time]) => ({ name, share: share(time) })).sort((a, b) => b.share - a.share),
  };
}
