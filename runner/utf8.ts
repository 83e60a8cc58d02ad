import * as zlib from 'node:zlib';
import type { TextCodec } from '../sim-core/trace/codec.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The texts of trace files as bytes: sim-core has no encoder of its own, because the language has none. */
export const utf8: TextCodec = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
  // Node.js has it since 20.15 and 22.2.
  crc32: (zlib as Partial<typeof zlib>).crc32,
};
