import { guardOf } from './guard.ts';
import type { Ambient } from './ambient.ts';

/** A time with hours and no zone, in the language's own format, which the standard reads as local time. */
const WITHOUT_ZONE = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/;
/** A date alone, which the standard reads as UTC. */
const DATE_ALONE = /^[+-]?\d{4,6}(?:-\d\d(?:-\d\d)?)?$/;
const ZONE = /(?<![a-z])(?:z|ut|utc|gmt|[ecmp][sd]t)(?![a-z])|\d\s*:\s*\d.*[+-]\s*\d/i;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const UNITS = ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'];

/** `Date` as the nodes have it: it reads the clock of the node that runs, and lives in UTC. */
export function simulatedDate(ambient: Ambient): DateConstructor {
  const RealDate = Date;
  const now = (what: string): number => Math.floor(ambient.self(what).now());

  const parse = (text: string): number => {
    const trimmed = text.trim();
    if (DATE_ALONE.test(trimmed)) return RealDate.parse(text);
    if (WITHOUT_ZONE.test(trimmed)) return RealDate.parse(`${trimmed}Z`);
    const plain = trimmed.replace(/\([^()]*\)/g, ' ');
    return ZONE.test(plain) ? RealDate.parse(text) : RealDate.parse(`${plain} UTC`);
  };

  const valueOf = RealDate.prototype.getTime;
  const timeOf = (value: unknown): number => {
    if (value instanceof RealDate) return valueOf.call(value);
    const primitive = primitiveOf(value);
    return typeof primitive === 'string' ? parse(primitive) : Number(primitive);
  };

  function SimulatedDate(...args: unknown[]): string | Date {
    if (!new.target) return new RealDate(now('Date')).toString();
    const time =
      args.length === 0
        ? now('Date')
        : args.length === 1
          ? timeOf(args[0])
          : RealDate.UTC(...(args.map(Number) as Parameters<typeof RealDate.UTC>));
    return Reflect.construct(RealDate, [time], new.target) as Date;
  }
  Object.defineProperty(SimulatedDate, 'name', { value: 'Date', configurable: true });
  Object.defineProperty(SimulatedDate, 'length', { value: 7, configurable: true });
  Object.defineProperty(SimulatedDate, 'prototype', { value: RealDate.prototype, writable: false });
  define(SimulatedDate, {
    now: () => now('Date.now'),
    parse: (text: unknown) => parse(String(text)),
    UTC: RealDate.UTC,
  });
  define(RealDate.prototype, { constructor: SimulatedDate });
  liveInUtc(RealDate.prototype);
  return SimulatedDate as unknown as DateConstructor;
}

/** The machine's time zone and language are the real world too: local time is UTC, and texts are those of English. */
function liveInUtc(prototype: Date): void {
  type Access = (this: Date, ...args: number[]) => number;
  const methods = prototype as unknown as Record<string, Access>;
  for (const unit of UNITS) {
    const get = methods[`getUTC${unit}`]!;
    define(prototype, {
      [`get${unit}`](this: Date) {
        return get.call(this);
      },
    });
    const set = methods[`setUTC${unit}`];
    if (!set) continue;
    for (const name of [`set${unit}`, `setUTC${unit}`]) {
      define(
        prototype,
        {
          [name](this: Date, ...args: number[]) {
            guardOf(this, 'a Date');
            return set.apply(this, args);
          },
        },
        set.length,
      );
    }
  }
  const { setTime, toISOString, getUTCFullYear, getTime } = prototype;
  define(prototype, {
    setTime(this: Date, time: number) {
      guardOf(this, 'a Date');
      return setTime.call(this, time);
    },
  });

  const two = (value: number): string => String(value).padStart(2, '0');
  const orInvalid = (date: Date, text: () => string): string => (Number.isNaN(getTime.call(date)) ? 'Invalid Date' : text());
  const day = (date: Date): string => {
    const year = getUTCFullYear.call(date);
    const digits = String(Math.abs(year)).padStart(year < 0 ? 6 : 4, '0');
    return `${DAYS[date.getUTCDay()]!} ${MONTHS[date.getUTCMonth()]!} ${two(date.getUTCDate())} ${year < 0 ? '-' : ''}${digits}`;
  };
  const time = (date: Date): string =>
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT+0000 (Coordinated Universal Time)`;
  const iso = (date: Date): string => orInvalid(date, () => toISOString.call(date));
  define(prototype, {
    getTimezoneOffset(this: Date) {
      return Number.isNaN(getTime.call(this)) ? NaN : 0;
    },
    getYear(this: Date) {
      return getUTCFullYear.call(this) - 1900;
    },
    setYear(this: Date, year: number) {
      return this.setFullYear(year >= 0 && year <= 99 ? 1900 + Math.trunc(year) : year);
    },
    toString(this: Date) {
      return orInvalid(this, () => `${day(this)} ${time(this)}`);
    },
    toDateString(this: Date) {
      return orInvalid(this, () => day(this));
    },
    toTimeString(this: Date) {
      return orInvalid(this, () => time(this));
    },
    toLocaleString(this: Date) {
      return iso(this);
    },
    toLocaleDateString(this: Date) {
      return orInvalid(this, () => toISOString.call(this).slice(0, -14));
    },
    toLocaleTimeString(this: Date) {
      return orInvalid(this, () => toISOString.call(this).slice(-13));
    },
  });
}

function primitiveOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const convert = (value as { [Symbol.toPrimitive]?: (hint: string) => unknown })[Symbol.toPrimitive];
  if (convert) return convert.call(value, 'default');
  const own: unknown = value.valueOf();
  return typeof own === 'object' && own !== null ? String(value) : own;
}

/** Methods as the language defines its own: not enumerable, and no constructors. */
export function define(target: object, methods: Readonly<Record<string, unknown>>, length?: number): void {
  for (const [name, value] of Object.entries(methods)) {
    if (length !== undefined) Object.defineProperty(value as object, 'length', { value: length, configurable: true });
    Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
  }
}
