import { everything, safety, violation, type NodeDefinition, type Self, type World } from 'backstep';

/**
 * What the three examples of a switch share: five sources that send files to one sink in bursts, the switch between them,
 * the weather, and what must hold. They differ in when a source may send, and in what the switch reserves.
 *
 * Each source could send 50 Gbit/s into the switch, and 10 leave it for the sink. On average that is enough three times over.
 */

export const SOURCES = ['source1', 'source2', 'source3', 'source4', 'source5'] as const;
export type SourceName = (typeof SOURCES)[number];

/** One of them has 1,500 bytes, and takes 1.2 µs at 10 Gbit/s. `n` counts those of a life of its source. */
export type Packet = { type: 'packet'; n: number; life: number };

/** How many packets a file has, and how long it is until the next one. */
export function nextFile(self: Self<Packet, 'file'>): number {
  self.setTimer('file', self.randomInteger(500, 3_000) / 1_000);
  return self.randomInteger(20, 200);
}

export const size = { packet: '1500B' } as const;

const port = {} as const;
/** A buffer of 342 packets in front of each output. */
export const core = {
  every: { input: '50Gbit/s', output: '10Gbit/s', buffer: '512kB' },
  ports: { source1: port, source2: port, source3: port, source4: port, source5: port, sink: port },
} as const;

export const latency = { min: '1us', max: '3us' } as const;

export const weather = { nemesis: everything({}), duration: '25ms', stabilisesAt: '15ms' } as const;

export interface Traffic {
  readonly [node: string]: NodeDefinition;
}

/** What a full buffer drops is lost without anything being broken: all of it is the sources' own doing. */
export function noPacketIsDropped<Of extends Traffic>({ queue }: World<Of>, lines: readonly string[]) {
  const full = lines.find((line) => queue(line).dropped > 0);
  return (
    full === undefined ||
    violation(`The buffer in front of ${full} was full when a packet came to the switch.`, { nodes: ['sink', ...SOURCES] })
  );
}

export class SwitchProperties {
  @safety
  static thePacketsFindRoomInTheSwitch(world: World<Traffic>) {
    return noPacketIsDropped(world, ['core>sink']);
  }
}
