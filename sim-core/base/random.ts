/// <reference path="./alea.d.ts" />
import alea from 'seedrandom/lib/alea.js';

/** The state of a stream, as plain data. */
export interface StreamState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

/**
 * One named stream of random numbers. Each concern and entity has its own, so that switching one
 * fault off does not reshuffle the others.
 */
export class RandomStream {
  #generator: ReturnType<typeof alea>;

  constructor(seed: number, name: string) {
    // The fixed-width form keeps seeds apart that would otherwise share a prefix.
    this.#generator = alea(`${seed.toString(16).padStart(16, '0')}/${name}`, { state: true });
  }

  /** At least 0 and less than 1. */
  next(): number {
    return this.#generator();
  }

  /** An integer, at least 0 and less than `bound`. */
  below(bound: number): number {
    return Math.floor(this.#generator() * bound);
  }

  /** An integer, at least `from` and at most `to`. */
  between(from: number, to: number): number {
    const count = to - from + 1;
    // One draw has 32 bits; only a wider range is worth a second one.
    if (count <= 0x1_0000_0000) return from + Math.floor(this.#generator() * count);
    return from + Math.floor(this.#generator.double() * count);
  }

  chance(probability: number): boolean {
    return this.#generator() < probability;
  }

  /** A positive number, exponentially distributed around `mean`. */
  exponential(mean: number): number {
    return -mean * naturalLogarithm(1 - this.#generator());
  }

  save(): StreamState {
    const { c, s0, s1, s2 } = this.#generator.state() as StreamState;
    return { c, s0, s1, s2 };
  }

  load(state: StreamState): void {
    if (![state.c, state.s0, state.s1, state.s2].every(Number.isFinite)) {
      throw new RangeError('A random stream was restored from a state that is not one.');
    }
    this.#generator = alea('', { state: { ...state } });
  }
}

/** The streams of a run, each made when it is first asked for. */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, RandomStream>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  stream(name: string): RandomStream {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = new RandomStream(this.#seed, name);
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** In order of name, so that the same streams make the same data whichever was used first. */
  save(): readonly (readonly [string, StreamState])[] {
    return [...this.#streams]
      .map(([name, stream]) => [name, stream.save()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Whoever holds a stream from before must ask for it again. */
  load(saved: readonly (readonly [string, StreamState])[]): void {
    this.#streams.clear();
    for (const [name, state] of saved) this.stream(name).load(state);
  }
}

const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * The natural logarithm of a number in (0, 1], by exactly rounded operations alone: `Math.log` may
 * differ in its last digit between JavaScript engines, and a run must not. After fdlibm's
 * `__ieee754_log` (Sun Microsystems 1993).
 */
export function naturalLogarithm(value: number): number {
  let exponent = 0;
  let mantissa = value;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940941908 + w * (0.222221984321497839 + w * 0.1531383769920937332));
  const odd = z * (0.6666666666666735130 + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f);
}
