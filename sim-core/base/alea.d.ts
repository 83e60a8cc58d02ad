/** The part of seedrandom that is used; its published types cover the package's main file only. */
declare module 'seedrandom/lib/alea.js' {
  interface Alea {
    /** 32 bits of randomness in [0, 1). */
    (): number;
    /** 53 bits of randomness in [0, 1). */
    double(): number;
    state(): { c: number; s0: number; s1: number; s2: number };
  }
  export default function alea(seed: string, options: { state: true | { c: number; s0: number; s1: number; s2: number } }): Alea;
}
