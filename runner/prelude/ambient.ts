/** Of sim-core's `running`, what stands for the world around a handler. */
export interface Running {
  readonly self: RunningSelf | undefined;
  readonly run: { readonly log: { readonly steps: number } } | undefined;
}

export interface RunningSelf {
  now(): number;
  monotonic(): number;
  random(): number;
  log(text: string): void;
}

export interface Ambient {
  /** The node that runs. @throws Error when there is none, naming what was asked for. */
  self(what: string): RunningSelf;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Time, randomness and remarks, which are those of the node that runs. */
export function ambientOf(running: Running, whileLoading: () => RunningSelf | undefined): Ambient {
  const self = (what: string): RunningSelf => {
    const node = running.self ?? whileLoading();
    if (node) return node;
    throw new Error(`${what} was used outside of a handler, where there is no node whose clock or randomness it could be.`);
  };
  const performance = Object.freeze({ now: () => self('performance.now').monotonic(), timeOrigin: 0 });

  const randomByte = (): number => Math.floor(self('crypto').random() * 256);
  const crypto = Object.freeze({
    getRandomValues<Values extends ArrayBufferView>(array: Values): Values {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let index = 0; index < bytes.length; index++) bytes[index] = randomByte();
      return array;
    },
    randomUUID() {
      const bytes = Array.from({ length: 16 }, randomByte);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  });

  // A remark of the running node in the trace; elsewhere there is nobody to make it.
  const remark = (...parts: unknown[]): void => {
    running.self?.log(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  };
  const console = Object.freeze({ log: remark, info: remark, warn: remark, error: remark, debug: remark, trace: remark });
  return { self, globals: { performance, crypto, console } };
}
