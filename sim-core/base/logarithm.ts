const LN2_HIGH = 6.9314718036912381649e-1;
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
  const odd = z * (0.666666666666673513 + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f);
}
