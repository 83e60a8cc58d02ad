import { HANDLED_STEP } from '../bundle-names.ts';
import { ambientOf, type Running, type RunningSelf } from './ambient.ts';
import { guardCollections, tellGuard } from './collections.ts';
import { simulatedDate } from './date.ts';
import { Freezer, type Unfrozen } from './freezer.ts';
import { Guard, type Site } from './guard.ts';
import { INTRINSICS } from './intrinsics-list.ts';
import { allowOverridingIntrinsics, freezeIntrinsic, intrinsicsOf, listedSymbol, pruneIntrinsics } from './intrinsics.ts';
import { speakOneLanguage } from './language.ts';
import { bundleLine, hideProbes, tellPlacesAlone } from './stacks.ts';
import { power } from './power.ts';
import type { LineColumns, LineLook, SeenLine } from '../protocol.ts';
import { Trail } from './trail.ts';
import { Unveiled } from './unveiled.ts';

/**
 * Runs inside the sandbox before the user's code, and replaces what would leak the real world, or
 * one run into another. Nothing but texts and the user's own values comes in from outside.
 */

const trail = new Trail();
/** Names the handler or property that runs. */
let whoRuns = (): string => '';
let guard = new Guard([], trail, whoRuns);
let sites: readonly Site[] = [];
let assigned: readonly string[] = [];
let libraryLines: readonly (readonly [number, number])[] = [];
/** What packages draw from while they are loaded. */
let drawn = 1;
/** `globalThis` as the bundle sees it. */
let world: Readonly<Record<string, unknown>> = {};
/** The language's own objects, which are frozen before the first bundle is evaluated. */
let intrinsics: ReadonlySet<object> = new Set();
/** What the bundle imports from Backstep, which is frozen before it is evaluated too. */
let imported: ReadonlySet<object> | undefined;
const proxies = new WeakSet<object>();
/** Objects whose prototype does not tell what they are. */
const disguised = new WeakSet<object>();

/** Makes the realm one in which everything depends on the seed. `missing` names the globals to remove, as JSON; `who` names what runs. */
export function replaceWorld(running: Running, missing: string, who: () => string): void {
  whoRuns = who;
  for (const name of JSON.parse(missing) as string[]) Reflect.deleteProperty(globalThis, name);
  trail.running = running;
  trail.proxies = proxies;
  const list = new Map(Object.entries(INTRINSICS).map(([path, keys]) => [path, keys.split(' ')]));
  pruneIntrinsics(globalThis, list);
  const ambient = ambientOf(running, packageWorld);
  Math.random = () => ambient.self('Math.random').random();
  Math.pow = function pow(base, exponent) {
    return power(+base, +exponent);
  };
  Object.assign(globalThis, {
    ...ambient.globals,
    Date: simulatedDate(ambient),
    Symbol: listedSymbol(list),
    ...tellGuard(() => guard, { proxies, disguised }),
  });
  guardCollections();
  speakOneLanguage();
  tellPlacesAlone();
}

/**
 * Packages read the clock or draw a number while they are loaded, of which nobody can ask them to
 * refrain: they get the same ones each time. The user's own files are refused.
 */
function packageWorld(): RunningSelf | undefined {
  const line = guard.loading ? bundleLine() : undefined;
  if (line === undefined || !libraryLines.some(([first, last]) => first <= line && line <= last)) return undefined;
  return {
    now: () => 0,
    monotonic: () => 0,
    random: () => {
      drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0;
      return drawn / 0x1_0000_0000;
    },
    log: () => undefined,
  };
}

/**
 * Gets ready to load a bundle: its sites, the names that it assigns to and the lines of packages, as JSON. Nothing that it does
 * can change the language's own objects, which are the simulator's too: they are frozen first.
 */
export function expectBundle(ofSites: string, names: string, lines: string): void {
  libraryLines = JSON.parse(lines) as [number, number][];
  sites = JSON.parse(ofSites) as Site[];
  assigned = JSON.parse(names) as string[];
  allowOverridingIntrinsics();
  intrinsics = intrinsicsOf(globalThis);
  for (const object of intrinsics) freezeIntrinsic(object);
}

/** Lets nobody see the probes of a bundle: neither the text of a function nor the columns of a stack have them. */
export function veil(code: string, from: string, to: string): void {
  hideProbes(new Unveiled(code, from, to));
}

/** Begins to remember on which lines handlers are. */
export function followLines(): void {
  trail.follow();
}

/** A handler begins that handles the event of a step; one that begins again takes the place of what it was. */
export function handlerBegins(step: number): void {
  trail.begins(step);
}

/** The lines of all handlers so far, by step. */
export function lines(steps: number): LineColumns {
  return trail.packed(steps);
}

/** From now on keeps what can be seen at some lines: a `LineLook`, as JSON. */
export function lookAtLines(look: string): void {
  trail.look(JSON.parse(look) as LineLook);
}

/** What was seen since. */
export function seenAtLines(): readonly SeenLine[] {
  return trail.takeSeen();
}

/** The names of the globals that the bundle gets as parameters, with commas; `globalThis` among them has these and no more. */
export function parameters(): string {
  return globalNames().join(',');
}

function globalNames(): readonly string[] {
  const isOther = /^(?:undefined|eval|arguments)$/;
  return Object.getOwnPropertyNames(globalThis).filter((name) => name !== HANDLED_STEP && !isOther.test(name));
}

type Bundle = (guard: Guard, authoring: object, ...globals: readonly unknown[]) => unknown;

/**
 * Evaluates the bundle, the first time or anew, and freezes what it holds. `fresh`: libraries may change
 * what they hold. Says what could not be frozen.
 */
export function evaluate(
  bundle: Bundle,
  authoring: object,
  fresh: boolean,
): { exported: unknown; unfrozen: readonly Unfrozen[]; anew: () => unknown } {
  imported ??= frozenImport(authoring);
  const given = beginLoading(fresh);
  const exported = bundle(given, authoring, ...globalNames().map((name) => world[name]));
  const unfrozen = endLoading(exported);
  return { exported, unfrozen, anew: () => evaluate(bundle, authoring, fresh).exported };
}

function beginLoading(fresh: boolean): Guard {
  // Until the bundle has been evaluated it may put something there, as packages do that want to be found.
  const own: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (name !== HANDLED_STEP) own[name] = (globalThis as Record<string, unknown>)[name];
  }
  own.globalThis = own;
  world = own;
  guard = new Guard(sites, trail, whoRuns);
  drawn = 1;
  guard.loading = true;
  guard.fresh = fresh;
  return guard;
}

function frozenImport(authoring: object): ReadonlySet<object> {
  const freezer = new Freezer([intrinsics], { fields: [], overridden: assigned, proxies, disguised });
  // Its members stand behind getters, of which no walk knows what they return.
  freezer.freeze([authoring, ...Object.values(authoring)].map((value) => ({ site: -1, read: (): unknown => value })));
  return freezer.seen;
}

/** The bundle has been evaluated: what it holds is frozen. Returns what cannot be. */
function endLoading(result: unknown): readonly Unfrozen[] {
  guard.loading = false;
  const { held, fieldsOfClasses, fresh } = guard;
  guard.held = [];
  const isLibrary = (site: number): boolean => site >= 0 && sites[site]!.library;
  const frozen = [intrinsics, imported!];
  const told = { fields: fieldsOfClasses, overridden: assigned, proxies, disguised };
  const passing = new Freezer(frozen, told);
  // In a file that starts anew for each run, libraries may do as they like with what is theirs.
  if (fresh) passing.pass(held.filter(({ site }) => isLibrary(site)));
  const freezer = new Freezer([...frozen, passing.seen], told);
  freezer.freeze(held.filter(({ site }) => !isLibrary(site)));
  if (!fresh) freezer.freeze(held.filter(({ site }) => isLibrary(site)));
  freezer.freeze([result, world].map((value) => ({ site: -1, read: () => value })));
  guard.frozen = [...frozen, freezer.seen];
  return freezer.unfrozen;
}

/** The first promise that was made since this was asked last. */
export function takePromise(): { message: string; cure: string; stack: string | undefined } | undefined {
  const { promised } = guard;
  guard.promised = undefined;
  return promised && { message: promised.message, cure: promised.cure, stack: promised.stack };
}
