import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { indexesOfNodes } from './links.ts';

/**
 * What a system is made to stand, as its papers state it. Backstep tells how many nodes that takes, 2f + 1 for crashes and 3f + 1 for
 * Byzantine nodes, when a run goes beyond it, and which violations come after that. It changes no run.
 */
export interface Tolerates<Name extends string> {
  /**
   * How many nodes may be down, or frozen for good, at one time, besides those that may be Byzantine and may be down as well: a whole
   * number; 0, if absent.
   */
  readonly crash?: number;
  /**
   * How many different nodes may be Byzantine in one run: a whole number; 0, if absent. It is whoever lies, and whoever does other than its
   * code would have it: whose memory was overwritten, one of whose messages was replaced, or whose disk lost or altered what was on it without
   * saying so, unless the scenario bounds bad disks itself, by `disk.bad`.
   */
  readonly byzantine?: number;
  /** Of which nodes this is said: name the replicas where there are clients too. All, if absent. */
  readonly nodes?: readonly Name[];
}

/** The same, checked, with the arithmetic. */
export interface Tolerance {
  readonly crash: number;
  readonly byzantine: number;
  /** By number. */
  readonly nodes: readonly number[];
  /** How many nodes agreement takes. */
  readonly needs: number;
  /** All of it in a sentence. */
  readonly text: string;
}

const WHERE = 'tolerates';
const TOLERATES = keysOf<Tolerates<string>>({ crash: true, byzantine: true, nodes: true });

/** @throws ScenarioError with the path of what is wrong. */
export function toleranceOf(written: unknown, names: readonly string[]): Tolerance | undefined {
  if (written === undefined) return undefined;
  if (typeof written !== 'object' || written === null)
    throw new ScenarioError(`${WHERE} is ${writtenText(written)}.`, 'Write `tolerates: { crash: 1, byzantine: 0 }`.');
  requireKnownOptions(written, TOLERATES, WHERE);
  const { crash, byzantine, nodes: listed } = written as Tolerates<string>;
  if (crash === undefined && byzantine === undefined)
    throw new ScenarioError(`${WHERE} says nothing of nodes that crash or lie.`, 'Write `crash: 1` or `byzantine: 1`.');
  const nodes = inPart('nodes', () => nodesOf(listed, names));
  const [crashes, liars] = [countOf(crash, 'crash', nodes.length), countOf(byzantine, 'byzantine', nodes.length)];
  const needs = 2 * crashes + 3 * liars + 1;
  return { crash: crashes, byzantine: liars, nodes, needs, text: textOf(crashes, liars, nodes.length) };
}

function nodesOf(listed: unknown, names: readonly string[]): readonly number[] {
  if (listed === undefined) return names.map((_, index) => index);
  if (!Array.isArray(listed) || listed.length === 0)
    throw new ScenarioError(`${WHERE}.nodes is ${writtenText(listed)}.`, 'Name at least one node, or leave it out for all.');
  const nodes = indexesOfNodes(listed, names, `${WHERE}.nodes`);
  const twice = nodes.find((node, place) => nodes.indexOf(node) !== place);
  if (twice !== undefined) throw new ScenarioError(`${WHERE}.nodes has '${names[twice]!}' twice.`, 'Name each node once.');
  return nodes;
}

function countOf(count: unknown, key: string, nodes: number): number {
  if (count === undefined) return 0;
  if (Number.isSafeInteger(count) && (count as number) >= 0 && (count as number) <= nodes) return count as number;
  throw new ScenarioError(`${WHERE}.${key} is ${writtenText(count)}.`, `Write a whole number from 0 to ${nodes}, of as many nodes.`, {
    path: [key],
  });
}

/**
 * Crashes alone take 2f + 1 nodes, Byzantine nodes 3f + 1 (Lamport, Shostak and Pease 1982), and both together 2c + 3b + 1, which is
 * the least of Clement et al., "UpRight Cluster Services", SOSP 2009, for c that may stop and b that may lie.
 */
function textOf(crash: number, byzantine: number, nodes: number): string {
  const stated = [...(crash > 0 || byzantine === 0 ? [`${crash} down`] : []), ...(byzantine > 0 ? [`${byzantine} Byzantine`] : [])].join(
    ' and ',
  );
  const rule = byzantine === 0 ? '2f + 1' : crash === 0 ? '3f + 1' : '2c + 3b + 1';
  const needs = 2 * crash + 3 * byzantine + 1;
  const verdict = nodes >= needs ? `takes ${rule} = ${needs}` : `takes ${rule} = ${needs}, more than there are`;
  return `${stated} of ${nodes} nodes, which ${verdict}`;
}
