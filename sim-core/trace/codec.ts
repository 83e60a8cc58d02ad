import { plainFromJson, plainToJson } from '../base/plain-json.ts';
import type { Trace } from './trace.ts';
import { BYTES_PER_EVENT, columnsOver, packColumns } from './columns.ts';
import { wrongHeader, wrongPointer } from './trace-fields.ts';
import { WrittenValues, type Values } from './values.ts';

/** What a trace file says of itself besides its events. */
export interface TraceHeader extends Omit<Trace, 'values' | 'columns' | 'spans'> {
  /** The version of Backstep that made it. */
  readonly backstep: string;
  /** What the scenario is chosen by in its file; absent in what older versions made, which knew only the default one. */
  readonly id?: string;
  /** Of a scenario of a family. */
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>>;
  /** The source file, as a path relative to where the trace was made, and a hash of all that went into it. */
  readonly file: string;
  readonly sourceHash: string;
  readonly spans: readonly number[];
  readonly length: number;
}

/** A file that is not a whole trace of this version; its message is one sentence for the user. */
export class TraceFormatError extends Error {}

export const TRACE_VERSION = 2;
/** The oldest format that is still read. */
const OLDEST_VERSION = 2;
/** "BACKSTEP" in ASCII, so that the file is recognised by its first bytes. */
const MAGIC = [0x42, 0x41, 0x43, 0x4b, 0x53, 0x54, 0x45, 0x50];
/** Magic, version, lengths of header and values, number of events. */
export const PREAMBLE = 8 + 4 * 4;
const CHECKSUM = 4;

/** How texts become bytes and back; the host has it, the language has not. */
export interface TextCodec {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
  /** CRC-32 (ISO 3309), where the host has one that is faster than the language. */
  readonly crc32?: ((bytes: Uint8Array) => number) | undefined;
}

/** What a trace file is put together from. */
export interface TraceParts {
  /** The header and the values, as JSON. */
  readonly header: string;
  readonly values: string;
  readonly columns: ArrayBuffer;
  /** How many events the columns hold. */
  readonly length: number;
}

type Source = Pick<TraceHeader, 'backstep' | 'file' | 'id' | 'parameters' | 'sourceHash'>;

/** A trace as texts and columns, which the sandbox can hand out. */
export function tracePartsOf(trace: Trace, source: Source): TraceParts {
  const { values, columns, spans, ...rest } = trace;
  const header: TraceHeader = { ...source, ...rest, spans: Array.from(spans), length: columns.length };
  return {
    header: JSON.stringify(plainToJson(header)),
    values: JSON.stringify(values.slice().map(plainToJson)),
    columns: packColumns(columns),
    length: columns.length,
  };
}

/** A trace as the bytes of a file. */
export function encodeTrace(trace: Trace, source: Source, text: TextCodec): Uint8Array {
  return encodeParts(tracePartsOf(trace, source), text);
}

/** The bytes of a file: preamble, header, values, columns, and a checksum over all of it. */
export function encodeParts({ columns, length, ...texts }: TraceParts, text: TextCodec): Uint8Array {
  const [head, values, events] = [text.encode(texts.header), text.encode(texts.values), new Uint8Array(columns)];
  const file = new Uint8Array(PREAMBLE + head.length + values.length + events.length + CHECKSUM);
  const view = new DataView(file.buffer);
  const { crc32: sum = checksum } = text;
  file.set(MAGIC, 0);
  view.setUint32(8, TRACE_VERSION, true);
  view.setUint32(12, head.length, true);
  view.setUint32(16, values.length, true);
  view.setUint32(20, length, true);
  file.set(head, PREAMBLE);
  file.set(values, PREAMBLE + head.length);
  file.set(events, PREAMBLE + head.length + values.length);
  view.setUint32(file.length - CHECKSUM, sum(file.subarray(0, file.length - CHECKSUM)), true);
  return file;
}

/**
 * Reads what `encodeTrace` wrote.
 * @throws TraceFormatError when it is not a trace, of a newer version, cut short or altered.
 */
export function decodeTrace(file: Uint8Array, text: TextCodec): { header: TraceHeader; trace: Trace } {
  const { head, values, length, whole } = preambleOf(file);
  if (file.length < whole) throw new TraceFormatError(`It is cut short: it has ${file.length} of its ${whole} bytes.`);
  const body = file.subarray(0, whole - CHECKSUM);
  const { crc32: sum = checksum } = text;
  if (file.length > whole || viewOf(file).getUint32(whole - CHECKSUM, true) !== sum(body)) {
    throw new TraceFormatError('It has been altered: its checksum does not match its content.');
  }
  const start = PREAMBLE + head + values;
  const read = (bytes: Uint8Array): unknown => {
    try {
      return plainFromJson(JSON.parse(text.decode(bytes)));
    } catch {
      throw new TraceFormatError('It has been altered: what should be JSON is none.');
    }
  };
  const header = read(body.subarray(PREAMBLE, PREAMBLE + head)) as TraceHeader;
  const kept = valuesIn(body.subarray(PREAMBLE + head, start), text);
  const wrong = wrongHeader(header) ?? (header.length === length ? undefined : 'its length is another');
  if (wrong !== undefined) throw new TraceFormatError(`It has been altered: ${wrong}.`);
  // The columns need an aligned buffer of their own; `slice` of a Node.js Buffer would not copy.
  const buffer = Uint8Array.from(file.subarray(start, start + length * BYTES_PER_EVENT)).buffer;
  const {
    backstep: _backstep,
    file: _file,
    id: _id,
    parameters: _parameters,
    sourceHash: _sourceHash,
    length: _length,
    spans,
    ...rest
  } = header;
  const trace: Trace = {
    ...rest,
    spans: Uint32Array.from(spans),
    values: kept,
    columns: columnsOver(buffer, length, length),
  };
  const lost = wrongPointer(header, trace.columns, trace.values.length);
  if (lost !== undefined) throw new TraceFormatError(`It has been altered: ${lost} is out of range.`);
  return { header, trace };
}

function valuesIn(bytes: Uint8Array, text: TextCodec): Values {
  try {
    const values = WrittenValues.in(bytes, (piece) => text.decode(piece));
    if (values) return values;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new TraceFormatError('It has been altered: what should be a list of values is none.');
}

/** How many bytes the file has whose first ones these are, `PREAMBLE` at least. @throws TraceFormatError as `decodeTrace` does */
export function sizeOfTrace(start: Uint8Array): number {
  return preambleOf(start).whole;
}

/** What a file says of itself at its beginning. */
function preambleOf(file: Uint8Array): { head: number; values: number; length: number; whole: number } {
  if (!MAGIC.every((byte, index) => file[index] === byte)) throw new TraceFormatError('It is not a Backstep trace.');
  if (file.length < PREAMBLE) throw new TraceFormatError('It is cut short: not even its preamble is whole.');
  const view = viewOf(file);
  const version = view.getUint32(8, true);
  if (version > TRACE_VERSION) {
    throw new TraceFormatError(`It has the trace format ${version}, and this Backstep reads up to ${TRACE_VERSION}: use a newer Backstep.`);
  }
  if (version < 1) throw new TraceFormatError('It has been altered: there is no trace format 0.');
  if (version < OLDEST_VERSION) {
    throw new TraceFormatError(
      `It has the trace format ${version}, of an older Backstep, in which runs meant something else: record its seed again.`,
    );
  }
  const [head, values, length] = [view.getUint32(12, true), view.getUint32(16, true), view.getUint32(20, true)];
  return { head, values, length, whole: PREAMBLE + head + values + length * BYTES_PER_EVENT + CHECKSUM };
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}

/** CRC-32 (ISO 3309), which finds every change of up to 32 bits in a row. Four bytes are taken in one go (Kounavis and Berry 2005). */
function checksum(bytes: Uint8Array): number {
  const [zero, one, two, three] = CRC_TABLES;
  const { length } = bytes;
  let crc = 0xffffffff;
  let at = 0;
  for (const end = length - 3; at < end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = three![crc & 0xff]! ^ two![(crc >>> 8) & 0xff]! ^ one![(crc >>> 16) & 0xff]! ^ zero![crc >>> 24]!;
  }
  for (; at < length; at++) crc = zero![(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** What a byte does to the sum, when none to three bytes come after it. */
const CRC_TABLES: readonly Int32Array[] = crcTables();

function crcTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, index) => {
    let word = index;
    for (let bit = 0; bit < 8; bit++) word = word & 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
    return word;
  });
  const tables = [first];
  for (let table = 1; table < 4; table++) tables.push(tables[table - 1]!.map((word) => (word >>> 8) ^ first[word & 0xff]!));
  return tables;
}
