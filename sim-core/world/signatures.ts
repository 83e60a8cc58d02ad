import { hashPlain } from '../base/hash.ts';
import { RandomStream } from '../base/random.ts';

/**
 * The signatures of one run: a text that follows from who signs, what is signed, and the seed, which no node knows. So
 * nobody can make another's, and a Byzantine node can sign whatever it says in its own name
 * (Lamport, Shostak and Pease 1982, "signed messages").
 */
export class Signatures {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** What `signer` signs a body with; a signature that the body has already does not count. */
  of(signer: string, body: object): string {
    const { signature: _signature, ...content } = body as Readonly<Record<string, unknown>>;
    const drawn = new RandomStream(this.#seed, `signature/${signer}/${hashPlain(content)}`).next();
    return `${signer}:${Math.floor(drawn * TWO_TO_48)
      .toString(16)
      .padStart(12, '0')}`;
  }

  isBy(signer: string, body: unknown): boolean {
    return typeof body === 'object' && body !== null && 'signature' in body && body.signature === this.of(signer, body);
  }

  /** What a liar alters of a message it signs again where it had signed it; what others signed stays as it was, and is void if altered. */
  again(liar: string, honest: unknown, altered: unknown): unknown {
    if (altered === honest || typeof altered !== 'object' || altered === null || typeof honest !== 'object' || honest === null)
      return altered;
    if (altered instanceof Uint8Array || altered instanceof Map || altered instanceof Set) return altered;
    if (Array.isArray(altered)) return altered.map((item, index) => this.again(liar, (honest as readonly unknown[])[index], item));
    const before = honest as Readonly<Record<string, unknown>>;
    const inside = Object.fromEntries(Object.entries(altered).map(([key, item]) => [key, this.again(liar, before[key], item)]));
    return this.isBy(liar, honest) ? { ...inside, signature: this.of(liar, inside) } : inside;
  }
}

const TWO_TO_48 = 0x1_0000_0000_0000;
