import { define } from './date.ts';

/** Texts that depend on the machine's language would differ from machine to machine: there is one language for all. */
export function speakOneLanguage(): void {
  const plain = <Value>(method: (this: Value) => string) =>
    function (this: Value): string {
      return method.call(this);
    };
  define(Number.prototype, { toLocaleString: plain(Number.prototype.toString) });
  define(BigInt.prototype, { toLocaleString: plain(BigInt.prototype.toString) });
  define(String.prototype, {
    toLocaleLowerCase: plain(String.prototype.toLowerCase),
    toLocaleUpperCase: plain(String.prototype.toUpperCase),
    localeCompare(this: string, other: unknown) {
      const [a, b] = [String(this), String(other)];
      return a < b ? -1 : a > b ? 1 : 0;
    },
  });
  // The engine's own would go on to the engine's numbers, whatever their prototypes say.
  const list = function (this: ArrayLike<unknown>): string {
    const parts = Array.from(this, (item) => (item === null || item === undefined ? '' : String((item as object).toLocaleString())));
    return parts.join(',');
  };
  define(Array.prototype, { toLocaleString: list });
  define(Object.getPrototypeOf(Uint8Array.prototype) as object, { toLocaleString: list });
}
