import type { Network } from '../author/scenario.ts';
import { bytesOf } from '../base/data-size.ts';
import { requireKnownKeys } from '../base/known-keys.ts';
import { inPart } from '../base/scenario-error.ts';

/** How many bytes messages have by their type; those of other types have `other`. */
export interface MessageSizes {
  readonly byType: ReadonlyMap<string, number>;
  readonly other: number;
}

const USUAL = 1_000;

/** @throws ScenarioError for a size that is none, or of a type that no node has a handler for. */
export function messageSizes(size: Network<string>['size'], types: readonly string[]): MessageSizes {
  if (typeof size !== 'object' || size === null)
    return { byType: new Map(), other: size === undefined ? USUAL : inPart('size', () => bytesOf(size, '`network.size`')) };
  inPart('size', () => requireKnownKeys(size, types, 'network.size'));
  const written = Object.entries(size).filter(([, bytes]) => bytes !== undefined);
  return {
    byType: new Map(
      written.map(([type, bytes]) => [type, inPart('size', () => inPart(type, () => bytesOf(bytes, `network.size.${type}`)))]),
    ),
    other: USUAL,
  };
}

export function sizeOf({ byType, other }: MessageSizes, type: string): number {
  return byType.get(type) ?? other;
}

/** Of all messages that there may be. */
export function largestOf({ byType, other }: MessageSizes): number {
  return Math.max(other, ...byType.values());
}
