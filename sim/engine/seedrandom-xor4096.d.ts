/** The part of seedrandom that we use: Brent's xor4096 by itself. */
declare module 'seedrandom/lib/xor4096.js' {
  interface Generator {
    (): number;
    /** 53 bits in [0, 1). */
    double(): number;
    int32(): number;
  }
  export default function xor4096(seed: string): Generator;
}
