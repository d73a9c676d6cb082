import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/engine/random.ts';
import { rootsOfUnity, transform } from '../../sim/studies/overrun.ts';

describe('the Fourier transform', () => {
  it('has roots of unity that are those of the engine to the last digits', () => {
    const { cos, sin } = rootsOfUnity(8192);
    for (let j = 0; j < 8192; j++) {
      const angle = (2 * Math.PI * j) / 8192;
      expect(Math.abs(cos[j] - Math.cos(angle))).toBeLessThan(5e-15);
      expect(Math.abs(sin[j] - Math.sin(angle))).toBeLessThan(5e-15);
    }
  });

  it('is the sum that defines it', () => {
    const stream = new RandomStream('fourier', 0, 'values');
    const length = 64;
    const x = Array.from({ length }, () => [stream.uniform() - 0.5, stream.uniform() - 0.5]);
    const re = Float64Array.from(x, ([a]) => a);
    const im = Float64Array.from(x, ([, b]) => b);
    transform(re, im, rootsOfUnity(length));
    for (let k = 0; k < length; k++) {
      let sumRe = 0;
      let sumIm = 0;
      x.forEach(([a, b], j) => {
        const angle = (-2 * Math.PI * j * k) / length;
        sumRe += a * Math.cos(angle) - b * Math.sin(angle);
        sumIm += a * Math.sin(angle) + b * Math.cos(angle);
      });
      expect(re[k]).toBeCloseTo(sumRe, 12);
      expect(im[k]).toBeCloseTo(sumIm, 12);
    }
  });

  it('of a pulse is a wave', () => {
    const re = new Float64Array(16);
    const im = new Float64Array(16);
    re[1] = 1;
    transform(re, im, rootsOfUnity(16));
    expect([re[4], im[4], re[8], im[8]]).toEqual([0, -1, -1, 0]);
  });
});
