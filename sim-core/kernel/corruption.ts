import type { PlainObject } from '../base/plain.ts';
import { KEEP, mapFields } from '../world/byzantine/map-fields.ts';

/**
 * A message in which one value was damaged on its way: a bit of a number, of a character or of a byte is another, a
 * boolean is its opposite. It stays a message of its type, so that what a handler gets is wrong and never something that
 * its types forbid.
 * @param part a number from 0 to 1, which decides which value and which bit
 * @returns the message itself when nothing in it can be damaged
 */
export function corrupted(message: PlainObject, part: number): PlainObject {
  const { type, ...fields } = message;
  const damaged = damagedValue(fields, part);
  return damaged === fields ? message : { type, ...(damaged as PlainObject) };
}

/** Plain data in which one value is damaged so; the same where there is none. */
export function damagedValue(value: unknown, part: number): unknown {
  let count = 0;
  mapFields(value, (item) => {
    if (isDamageable(item)) count += 1;
    return KEEP;
  });
  if (count === 0) return value;
  const place = Math.floor(part * count);
  const rest = part * count - place;
  let passed = 0;
  return mapFields(value, (item) => (isDamageable(item) && passed++ === place ? damage(item, rest) : KEEP));
}

type Damageable = number | bigint | boolean | string | Uint8Array;

function isDamageable(item: unknown): item is Damageable {
  if (typeof item === 'string' || item instanceof Uint8Array) return item.length > 0;
  return typeof item === 'number' || typeof item === 'bigint' || typeof item === 'boolean';
}

function damage(item: Damageable, part: number): Damageable {
  if (typeof item === 'boolean') return !item;
  if (typeof item === 'bigint') return item ^ (1n << BigInt(Math.floor(part * 16)));
  if (typeof item === 'number') return damagedNumber(item, Math.floor(part * 16));
  const place = Math.floor(part * item.length);
  const bit = 1 << Math.floor((part * item.length - place) * 3);
  if (item instanceof Uint8Array) return item.map((byte, index) => (index === place ? byte ^ bit : byte));
  // A character beyond ASCII may be half of one.
  const code = item.charCodeAt(place);
  return `${item.slice(0, place)}${code < 0x80 ? String.fromCharCode(code ^ bit) : '?'}${item.slice(place + 1)}`;
}

function damagedNumber(item: number, bit: number): number {
  if (Number.isInteger(item)) return Math.abs(item) < 0x8000_0000 ? item ^ (1 << bit) : item - (1 << bit);
  return Number.isFinite(item) ? -item : 0;
}
