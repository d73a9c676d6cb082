/**
 * The discrete Fourier transform of a power of two, equal to the last bit in every engine.
 *
 * Radix 2, decimation in time (Cooley and Tukey 1965). The roots of unity come from half-angle
 * formulas, which need square roots only: Math.sin and Math.cos are the engine's own choice. Error:
 * some 1e-15 of the largest value. Without unit. Left out: other lengths, speed for real values.
 */

/** cos and sin of 2 pi j / length, for j from 0 to length - 1. */
export interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** The roots of unity for a length that is a power of two, 4 or more. */
export function rootsOfUnity(length: number): Roots {
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  cos[0] = 1;
  cos[length / 2] = -1;
  // Halve the angle: cos(a / 2) = sqrt((1 + cos a) / 2), sin(a / 2) = sin a / (2 cos(a / 2)).
  let c = 0;
  let s = 1;
  for (let step = length / 4; step >= 1; step /= 2) {
    cos[step] = c;
    sin[step] = s;
    c = Math.sqrt((1 + c) / 2);
    s /= 2 * c;
  }
  // The rest by adding angles, each from its highest bit and what remains below.
  for (let high = 1; high < length; high *= 2) {
    for (let j = 1; j < high; j++) {
      cos[high + j] = cos[high] * cos[j] - sin[high] * sin[j];
      sin[high + j] = sin[high] * cos[j] + cos[high] * sin[j];
    }
  }
  return { cos, sin };
}

/** Replaces x by its transform X_k = sum_j x_j exp(-2 pi i j k / length), in place. */
export function transform(re: Float64Array, im: Float64Array, roots: Roots): void {
  const length = re.length;
  reverseBits(re);
  reverseBits(im);
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const stride = length / size;
    for (let start = 0; start < length; start += size) {
      for (let j = 0; j < half; j++) {
        const c = roots.cos[j * stride];
        const s = roots.sin[j * stride];
        const a = start + j;
        const b = a + half;
        const x = re[b] * c + im[b] * s;
        const y = im[b] * c - re[b] * s;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

/** Swaps each value with the one whose index has the bits in reverse. */
function reverseBits(values: Float64Array): void {
  const length = values.length;
  let mirror = 0;
  for (let i = 1; i < length; i++) {
    let bit = length >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror |= bit;
    if (i < mirror) {
      const value = values[i];
      values[i] = values[mirror];
      values[mirror] = value;
    }
  }
}
