/** A debugger for tests: speaks an inspector's protocol over a socket, because Node.js 20 has no WebSocket. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { SourceMap } from '../../runner/source-map.ts';
import type { SourceLocation } from '../../runner/protocol.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Frame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
  readonly scopeChain: readonly { readonly object: { readonly objectId: string } }[];
}

/** Where the program stands. */
export interface Stop {
  readonly within: string;
  /** In the author's source, by the map of the script. */
  readonly location: SourceLocation | undefined;
  /** The variables of the innermost scope, as the protocol describes them. */
  readonly locals: Readonly<Record<string, unknown>>;
  /** What an expression is there. */
  evaluate(expression: string): Promise<unknown>;
}

export class Inspector {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #maps = new Map<string, string>();
  readonly #stops: Frame[][] = [];
  #stopped: (() => void) | undefined;
  #received = Buffer.alloc(0);
  #nextId = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // A program that is ended takes the connection with it.
    socket.on('error', () => undefined);
  }

  /** Attaches, and lets the program go on that has waited for it. */
  static async attach(url: string): Promise<Inspector> {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': 13,
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const socket = await new Promise<Socket>((resolve, reject) => {
      const asking = request(url.replace(/^ws:/, 'http:'), { headers });
      asking.on('upgrade', (_response, upgraded: Socket) => resolve(upgraded));
      asking.on('error', reject);
      asking.end();
    });
    const inspector = new Inspector(socket);
    await inspector.send('Debugger.enable');
    await inspector.send('Runtime.runIfWaitingForDebugger');
    return inspector;
  }

  /** The next stop, which may have come already. */
  async stop(): Promise<Stop> {
    while (this.#stops.length === 0) await new Promise<void>((resolve) => (this.#stopped = resolve));
    const [frame] = this.#stops.shift()!;
    const { scriptId, lineNumber, columnNumber } = frame!.location;
    const { result } = (await this.send('Runtime.getProperties', { objectId: frame!.scopeChain[0]!.object.objectId })) as {
      result: { name: string; value?: { value?: unknown; description?: string } }[];
    };
    const { callFrameId } = frame!;
    return {
      within: frame!.functionName,
      location: this.#original(scriptId, lineNumber + 1, columnNumber),
      locals: Object.fromEntries(result.map(({ name, value }) => [name, value?.value ?? value?.description])),
      evaluate: async (expression) => {
        const given = await this.send('Debugger.evaluateOnCallFrame', { callFrameId, expression, returnByValue: true });
        return (given as { result: { value: unknown } }).result.value;
      },
    };
  }

  get stopsLeft(): number {
    return this.#stops.length;
  }

  send(method: string, params: object = {}): Promise<unknown> {
    const id = this.#nextId++;
    this.#write(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, result }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #original(scriptId: string, line: number, column: number): SourceLocation | undefined {
    const [, base64] = /^data:application\/json;base64,(.*)$/.exec(this.#maps.get(scriptId) ?? '') ?? [];
    if (base64 === undefined) return undefined;
    const map = JSON.parse(Buffer.from(base64, 'base64').toString()) as { sources: string[] };
    // As a debugger does that finds addresses of files in it.
    const sources = map.sources.map((source) => source.replace(/^file:\/\//, ''));
    return new SourceMap(JSON.stringify({ ...map, sources }), '/').original(line, column);
  }

  #hear(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    } else if (message.method === 'Debugger.scriptParsed') {
      const { scriptId, sourceMapURL } = message.params as { scriptId: string; sourceMapURL: string };
      this.#maps.set(scriptId, sourceMapURL);
    } else if (message.method === 'Debugger.paused') {
      this.#stops.push((message.params as { callFrames: Frame[] }).callFrames);
      this.#stopped?.();
    }
  }

  /** One text as one frame, masked as a client has to. */
  #write(text: string): void {
    const payload = Buffer.from(text);
    const mask = randomBytes(4);
    const header =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length])
        : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
    this.#socket.write(Buffer.concat([header, mask, payload.map((byte, index) => byte ^ mask[index % 4]!)]));
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let frame = frameIn(this.#received); frame; frame = frameIn(this.#received)) {
      this.#received = this.#received.subarray(frame.end);
      if (frame.isText) this.#hear(JSON.parse(frame.payload.toString()) as Message);
    }
  }
}

/** The frame that a buffer begins with, once all of it is there. A server sends whole texts, unmasked. */
function frameIn(buffer: Buffer): { readonly end: number; readonly payload: Buffer; readonly isText: boolean } | undefined {
  if (buffer.length < 2) return undefined;
  const short = buffer[1]! & 0x7f;
  const begin = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (buffer.length < begin) return undefined;
  const length = short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
  const end = begin + length;
  return buffer.length < end ? undefined : { end, payload: buffer.subarray(begin, end), isText: (buffer[0]! & 0x0f) === 1 };
}
