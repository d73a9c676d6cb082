/**
 * Logarithm, exponential and the normal quantile, equal to the last bit in every engine.
 *
 * The language leaves the precision of Math.log and Math.exp to the engine; + - * / and sqrt are
 * exact everywhere (IEEE 754). These are built from those and from the bits of a float64 alone.
 * Relative error: ln and exp below 1e-15 (test/engine/elementary.test.ts).
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const float = new Float64Array(1);
const word = new Uint32Array(float.buffer);
float[0] = 1;
/** Which half of a float64 holds sign and exponent on this machine. */
const HIGH = word[1] === 0x3ff00000 ? 1 : 0;

/** 2^k for k from -1022 to 1023, at k + 1022. */
const POWERS = new Float64Array(2046);
POWERS[1022] = 1;
for (let k = 1; k <= 1023; k++) POWERS[1022 + k] = POWERS[1021 + k] * 2;
for (let k = -1; k >= -1022; k--) POWERS[1022 + k] = POWERS[1023 + k] / 2;

/** Natural logarithm. NaN below 0, -Infinity at 0. */
export function ln(x: number): number {
  if (!(x >= 2 ** -1022 && x <= Number.MAX_VALUE)) return lnOutside(x);
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s) with s = (m - 1) / (m + 1).
  float[0] = x;
  let k = (word[HIGH] >>> 20) - 1023;
  let m = x * (k === 1023 ? 2 ** -1022 / 2 : POWERS[1022 - k]);
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  // The series of atanh(s) / s - 1: z / 3 + z^2 / 5 + ...; s^2 is at most 0.0295. Odd and even
  // terms apart, so that the processor can work on both at once.
  const odd = z * (1 / 3 + w * (1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19 + w * (1 / 23))))));
  const even = w * (1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21)))));
  // ln m = f - s (f - 2 series): the leading term f is exact.
  return k * LN2_HIGH - (s * (f - 2 * (odd + even)) - k * LN2_LOW - f);
}

/** The rest of the arguments: subnormal, zero, negative, infinite, NaN. */
function lnOutside(x: number): number {
  if (x > 0) return x === Number.POSITIVE_INFINITY ? x : ln(x * 2 ** 54) - 54 * Math.LN2;
  return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/** e to the x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  // x = k ln 2 + r with |r| at most 0.347; e^r by its series, odd and even terms apart.
  const k = Math.round(x * (1 / Math.LN2));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const w = r * r;
  const even =
    1 / 2 +
    w *
      (1 / 24 +
        w *
          (1 / 720 +
            w * (1 / 40320 + w * (1 / 3628800 + w * (1 / 479001600 + w * (1 / 87178291200))))));
  const odd =
    1 / 6 +
    w * (1 / 120 + w * (1 / 5040 + w * (1 / 362880 + w * (1 / 39916800 + w * (1 / 6227020800)))));
  const value = 1 + (r + w * (even + r * odd));
  if (k >= -1022 && k <= 1023) return value * POWERS[1022 + k];
  return value * POWERS[1022 + (k >> 1)] * POWERS[1022 + k - (k >> 1)];
}

// The rational approximations of the normal quantile: near the middle, in the tail, and far out in it.
const MIDDLE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const MIDDLE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const TAIL_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const TAIL_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];

/** A polynomial of degree 7, written out: a loop over the coefficients is slower. */
function polynomial(c: readonly number[], x: number): number {
  const upper = c[4] + x * (c[5] + x * (c[6] + x * c[7]));
  return c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * upper)));
}

/**
 * Quantile of the standard normal distribution; p in (0, 1). Relative error about 1e-15. Source:
 * Wichura 1988, algorithm AS 241 (PPND16), Applied Statistics 37, 477-484.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(MIDDLE_TOP, r)) / polynomial(MIDDLE_BOTTOM, r);
  }
  // Beyond 0.925: by the square root of minus the logarithm of the tail.
  const root = Math.sqrt(-ln(q < 0 ? p : 1 - p));
  const value =
    root <= 5
      ? polynomial(TAIL_TOP, root - 1.6) / polynomial(TAIL_BOTTOM, root - 1.6)
      : polynomial(FAR_TOP, root - 5) / polynomial(FAR_BOTTOM, root - 5);
  return q < 0 ? -value : value;
}
