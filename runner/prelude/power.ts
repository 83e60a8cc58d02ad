/**
 * `Math.pow` and `**` by exactly rounded operations alone: engines differ in its last digit, and a
 * run must not. After fdlibm's `__ieee754_pow` (Sun Microsystems 1993, 2004), whose names it keeps.
 */
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
/** Which of the two words of a number is the one with its exponent. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

function high(value: number): number {
  float[0] = value;
  return words[HIGH]!;
}

/** The value with the lower half of its digits cut off. */
function truncated(value: number): number {
  float[0] = value;
  words[LOW] = 0;
  return float[0];
}

function withHigh(value: number, word: number): number {
  float[0] = value;
  words[HIGH] = word;
  return float[0];
}

const BP = [1, 1.5] as const;
const DP_H = [0, 5.84962487220764160156e-1] as const;
const DP_L = [0, 1.35003920212974897128e-8] as const;
const TWO53 = 9007199254740992;
const [L1, L2, L3] = [5.99999999999994648725e-1, 4.28571428578550184252e-1, 3.33333329818377432918e-1];
const [L4, L5, L6] = [2.72728123808534006489e-1, 2.30660745775561754067e-1, 2.06975017800338417784e-1];
const [P1, P2, P3] = [1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5];
const [P4, P5] = [-1.6533902205465251539e-6, 4.13813679705723846039e-8];
const [LG2, LG2_H, LG2_L] = [6.93147180559945286227e-1, 6.93147182464599609375e-1, -1.90465429995776804525e-9];
/** -(1024 - log2(the greatest number + half of its last digit)). */
const OVT = 8.0085662595372944372e-17;
const [CP, CP_H, CP_L] = [9.61796693925975554329e-1, 9.61796700954437255859e-1, -7.02846165095275826516e-9];

const ODD = 1;
const EVEN = 2;

/** Whether an exponent is no integer (0), an odd or an even one. */
function parity(iy: number, ly: number): number {
  if (iy >= 0x43400000) return EVEN;
  if (iy < 0x3ff00000) return 0;
  const k = (iy >> 20) - 0x3ff;
  if (k > 20) {
    const j = ly >>> (52 - k);
    return j << (52 - k) === (ly | 0) ? EVEN - (j & 1) : 0;
  }
  if (ly !== 0) return 0;
  const j = iy >> (20 - k);
  return j << (20 - k) === iy ? EVEN - (j & 1) : 0;
}

export function power(x: number, y: number): number {
  float[0] = y;
  const hy = words[HIGH]!;
  const ly = words[LOW]! >>> 0;
  const iy = hy & 0x7fffffff;
  if ((iy | ly) === 0) return 1;
  if (x !== x || y !== y) return NaN;
  float[0] = x;
  const hx = words[HIGH]!;
  const lx = words[LOW]! >>> 0;
  const ix = hx & 0x7fffffff;
  const whole = hx < 0 ? parity(iy, ly) : 0;

  // Special exponents.
  if (ly === 0) {
    if (iy === 0x7ff00000) {
      // JavaScript answers NaN for a base of 1 or -1, where C answers 1.
      if (ix === 0x3ff00000 && lx === 0) return NaN;
      if (ix >= 0x3ff00000) return hy >= 0 ? y : 0;
      return hy < 0 ? -y : 0;
    }
    if (iy === 0x3ff00000) return hy < 0 ? 1 / x : x;
    if (hy === 0x40000000) return x * x;
    if (hy === 0x3fe00000 && hx >= 0) return Math.sqrt(x);
  }

  const ax = Math.abs(x);
  // Special bases: 0, 1 and infinity, either sign.
  if (lx === 0 && (ix === 0x7ff00000 || ix === 0 || ix === 0x3ff00000)) {
    let z = hy < 0 ? 1 / ax : ax;
    if (hx < 0) {
      if (ix === 0x3ff00000 && whole === 0) z = NaN;
      else if (whole === ODD) z = -z;
    }
    return z;
  }
  if (hx < 0 && whole === 0) return NaN;
  const sign = hx < 0 && whole === ODD ? -1 : 1;

  if (iy > 0x41e00000) {
    // The exponent is greater than 2**31: only a base next to 1 neither overflows nor vanishes.
    if (iy > 0x43f00000) {
      if (ix <= 0x3fefffff) return hy < 0 ? Infinity : 0;
      if (ix >= 0x3ff00000) return hy > 0 ? Infinity : 0;
    }
    if (ix < 0x3fefffff) return hy < 0 ? sign * Infinity : sign * 0;
    if (ix > 0x3ff00000) return hy > 0 ? sign * Infinity : sign * 0;
  }
  // fdlibm has a shorter series here for great exponents, which is 400 units of the last digit off at its worst.
  const t1 = logarithm(ax, ix);
  const t2 = logarithmTail;
  const y1 = truncated(y);
  const pl = (y - y1) * t1 + y * t2;
  const ph = y1 * t1;
  const z = pl + ph;
  float[0] = z;
  const j = words[HIGH]!;
  const i = words[LOW]!;
  if (j >= 0x40900000) {
    if (((j - 0x40900000) | i) !== 0 || pl + OVT > z - ph) return sign * Infinity;
  } else if ((j & 0x7fffffff) >= 0x4090cc00) {
    if (((j - (0xc090cc00 | 0)) | i) !== 0 || pl <= z - ph) return sign * 0;
  }
  return sign * exponential(j, ph, pl);
}

/** What `logarithm` could not put into its result; a pair would be an object for each call. */
let logarithmTail = 0;

/** The high part of the logarithm of a positive number to base 2; the low part is `logarithmTail`. */
function logarithm(ax: number, word: number): number {
  let ix = word;
  let value = ax;
  let n = 0;
  if (ix < 0x00100000) {
    value *= TWO53;
    n -= 53;
    ix = high(value);
  }
  n += (ix >> 20) - 0x3ff;
  const j = ix & 0x000fffff;
  ix = j | 0x3ff00000;
  let k: 0 | 1 = 0;
  if (j <= 0x3988e) k = 0;
  else if (j < 0xbb67a) k = 1;
  else {
    n += 1;
    ix -= 0x00100000;
  }
  value = withHigh(value, ix);
  let u = value - BP[k];
  let v = 1 / (value + BP[k]);
  const ss = u * v;
  const sH = truncated(ss);
  let tH = withHigh(0, ((ix >> 1) | 0x20000000) + 0x00080000 + (k << 18));
  let tL = value - (tH - BP[k]);
  const sL = v * (u - sH * tH - sH * tL);
  let s2 = ss * ss;
  let r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
  r += sL * (sH + ss);
  s2 = sH * sH;
  tH = truncated(3 + s2 + r);
  tL = r - (tH - 3 - s2);
  u = sH * tH;
  v = sL * tH + tL * ss;
  const pH = truncated(u + v);
  const pL = v - (pH - u);
  const zH = CP_H * pH;
  const zL = CP_L * pH + pL * CP + DP_L[k];
  const t1 = truncated(zH + zL + DP_H[k] + n);
  logarithmTail = zL - (t1 - n - DP_H[k] - zH);
  return t1;
}

/** 2 to the power of `ph + pl`, whose sum has the high word `word`. */
function exponential(word: number, ph: number, pl: number): number {
  let high1 = ph;
  const i = word & 0x7fffffff;
  let k = (i >> 20) - 0x3ff;
  let n = 0;
  if (i > 0x3fe00000) {
    n = word + (0x00100000 >> (k + 1));
    k = ((n & 0x7fffffff) >> 20) - 0x3ff;
    const t = withHigh(0, n & ~(0x000fffff >> k));
    n = ((n & 0x000fffff) | 0x00100000) >> (20 - k);
    if (word < 0) n = -n;
    high1 -= t;
  }
  let t = truncated(pl + high1);
  const u = t * LG2_H;
  const v = (pl - (t - high1)) * LG2 + t * LG2_L;
  let z = u + v;
  const w = v - (z - u);
  t = z * z;
  const t1 = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const r = (z * t1) / (t1 - 2) - (w + z * w);
  z = 1 - (r - z);
  const j = high(z) + (n << 20);
  return j >> 20 <= 0 ? scaled(z, n) : withHigh(z, j);
}

/** `z * 2**n` for a result below the normal numbers, which is rounded once. */
function scaled(z: number, n: number): number {
  const k = ((high(z) & 0x7ff00000) >> 20) + n;
  if (k <= -54) return 0;
  return withHigh(z, (high(z) & (0x800fffff | 0)) | ((k + 54) << 20)) * 5.55111512312578270212e-17;
}

/** `**` as the compiler writes it: for numbers, and for big integers. */
export function powerOf(base: unknown, exponent: unknown): number | bigint {
  const [x, y] = [numeric(base), numeric(exponent)];
  if (typeof x === 'number' && typeof y === 'number') return power(x, y);
  // The engine's own message for a mixture of both.
  return (x as bigint) ** (y as bigint);
}

function numeric(value: unknown): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const primitive: unknown = typeof value === 'object' && value !== null ? toPrimitive(value) : value;
  return typeof primitive === 'bigint' ? primitive : Number(primitive);
}

/** What an object is worth as an operand: `BigInt` objects are not numbers. */
function toPrimitive(value: object): unknown {
  const own: unknown = value.valueOf();
  return typeof own === 'object' && own !== null ? Number(value) : own;
}
