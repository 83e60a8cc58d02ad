import { bitsPerSecondOf } from '../base/data-size.ts';
import { burstModel, type Bursts } from '../base/bursts.ts';
import { keysOf, requireKnownOptions, requireNamed } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Latency, Link, Network } from '../author/scenario.ts';
import { checksumOf } from '../faults/corrupt.ts';
import { indexOfNode } from '../faults/links.ts';
import { probabilityOf } from '../faults/ranges.ts';
import { slowed } from '../world/latency.ts';
import type { LinkModel } from '../world/link.ts';
import type { PortModel } from '../world/port.ts';
import { latencyModel } from './latency-models.ts';
import { largestOf, type MessageSizes } from './message-sizes.ts';
import { bufferOf, switchModels, type SwitchPortModel } from './switch-models.ts';
import { writtenText } from '../base/written-text.ts';

const DEFAULT_LATENCY: Latency = { min: '1ms', max: '10ms' };

/** What can be said of a link. */
const LINK = keysOf<Link>({
  latency: true,
  slowFactor: true,
  loss: true,
  corrupt: true,
  checksum: true,
  duplicate: true,
  reorder: true,
  rate: true,
  buffer: true,
  transport: true,
  receiveBuffer: true,
});
const NETWORK = [...LINK, ...keysOf<Omit<Network<string>, keyof Link>>({ links: true, size: true, switches: true })];

export interface LinkModels {
  /** Directed links as `from * nodes + to`. */
  readonly links: readonly LinkModel[];
  /** The ports of all switches. */
  readonly ports: readonly SwitchPortModel[];
}

/** The links of a scenario, which take as long as `usual` where nothing is said. @throws ScenarioError with the path of what is wrong. */
export function linkModels(
  network: Network<string>,
  names: readonly string[],
  sizes: MessageSizes,
  usual: Latency = DEFAULT_LATENCY,
): LinkModels {
  requireKnownOptions(network, NETWORK, 'network');
  inPart('links', () => requireNamed(network.links, 'network.links', "links: { 'a>b': { loss: 0.1 } }"));
  const largest = largestOf(sizes);
  const { ports, paths } = inPart('switches', () => switchModels(network.switches ?? {}, names, largest));
  const base = { ...network, latency: network.latency ?? usual };
  const common = linkModel({}, base, { where: 'network', largest });
  const special = new Map<string, LinkModel>();
  const specialModel = (path: string, link: Link | undefined): LinkModel => {
    const [from, to, more] = path.split('>');
    if (from === undefined || to === undefined || more !== undefined) {
      throw new ScenarioError(`network.links has '${path}', which is not a link.`, "Write 'from>to'.");
    }
    const where = `network.links['${path}']`;
    const index = indexOfNode(from, names, 'network.links') * names.length + indexOfNode(to, names, 'network.links');
    requireKnownOptions(link, LINK, where);
    const passed = paths.get(index)?.switch;
    if (passed !== undefined && (link?.rate !== undefined || link?.buffer !== undefined))
      throw new ScenarioError(
        `${where} has a \`${link.rate === undefined ? 'buffer' : 'rate'}\`, and passes the switch '${passed}'.`,
        `Write it at the ports of network.switches.${passed}.`,
        { path: [link.rate === undefined ? 'buffer' : 'rate'] },
      );
    return linkModel(base, link ?? {}, { where, largest });
  };
  for (const [path, link] of Object.entries(network.links ?? {}))
    special.set(
      path,
      inPart('links', () => inPart(path, () => specialModel(path, link))),
    );
  const links = names.flatMap((from, source) =>
    names.map((to, target): LinkModel => {
      const model = special.get(`${from}>${to}`) ?? common;
      // A node's messages to itself never touch the network, so that nothing happens to them but time.
      if (from === to) return { ...model, loss: 0, bursts: undefined, corrupt: 0, duplicate: 0, capacity: undefined, stream: undefined };
      const path = paths.get(source * names.length + target);
      return path ? { ...model, capacity: undefined, line: path.line, port: path.port } : model;
    }),
  );
  return { links, ports };
}

function linkModel(base: Link, link: Link, { where, largest }: { where: string; largest: number }): LinkModel {
  const probability = (key: 'corrupt' | 'duplicate' | 'reorder', usual: number): number =>
    inPart(key, () => probabilityOf(link[key] ?? base[key] ?? usual, `The \`${key}\` of ${where}`));
  const latency = inPart('latency', () => latencyModel((link.latency ?? base.latency)!, `${where}.latency`));
  return {
    latency: slowed(
      latency,
      inPart('slowFactor', () => slowFactorOf(link.slowFactor ?? base.slowFactor ?? 1, where)),
    ),
    ...inPart('loss', () => lossOf(link.loss ?? base.loss ?? 0, where)),
    corrupt: probability('corrupt', 0),
    checksum: inPart('checksum', () => checksumOf(link.checksum ?? base.checksum, `The \`checksum\` of ${where}`)),
    duplicate: probability('duplicate', 0),
    reorder: probability('reorder', 1),
    capacity: capacityOf({ rate: link.rate ?? base.rate, buffer: link.buffer ?? base.buffer }, largest, where),
    line: undefined,
    port: undefined,
    ...receivingOf(
      { transport: link.transport ?? base.transport, receiveBuffer: link.receiveBuffer ?? base.receiveBuffer },
      largest,
      where,
    ),
  };
}

/** The queue of a link that has a rate. */
function capacityOf({ rate, buffer }: Pick<Link, 'rate' | 'buffer'>, largest: number, where: string): PortModel | undefined {
  if (rate !== undefined)
    return { rate: inPart('rate', () => bitsPerSecondOf(rate, `The \`rate\` of ${where}`)), buffer: bufferOf(buffer, largest, { where }) };
  if (buffer === undefined) return undefined;
  throw new ScenarioError(`${where} has a \`buffer\` and no \`rate\`, so that nothing waits in it.`, "Write `rate: '100Mbit/s'`.", {
    path: ['buffer'],
  });
}

/** What a receiver has room for, of datagrams or of a stream. */
function receivingOf(
  { transport = 'datagram', receiveBuffer }: Pick<Link, 'transport' | 'receiveBuffer'>,
  largest: number,
  where: string,
): Pick<LinkModel, 'stream' | 'receiveBuffer'> {
  const buffer = receiveBuffer === undefined ? undefined : bufferOf(receiveBuffer, largest, { where, option: 'receiveBuffer' });
  if (transport === 'datagram') return { stream: undefined, receiveBuffer: buffer };
  if (transport === 'stream') return { stream: buffer ?? Math.max(largest, USUAL_WINDOW), receiveBuffer: undefined };
  throw new ScenarioError(`The \`transport\` of ${where} is ${writtenText(transport)}.`, "Write 'datagram' or 'stream'.", {
    path: ['transport'],
  });
}

/** The largest window that a header of TCP has a place for by itself (RFC 9293, 3.1). */
const USUAL_WINDOW = 65_535;

function lossOf(loss: number | Bursts, where: string): Pick<LinkModel, 'loss' | 'bursts'> {
  if (typeof loss === 'object' && loss !== null) return { loss: 0, bursts: burstModel(loss, `${where}.loss`) };
  return { loss: inPart('loss', () => probabilityOf(loss, `The \`loss\` of ${where}`)), bursts: undefined };
}

function slowFactorOf(factor: unknown, where: string): number {
  if (typeof factor === 'number' && factor > 0 && Number.isFinite(factor)) return factor;
  throw new ScenarioError(`The \`slowFactor\` of ${where} is ${writtenText(factor)}.`, 'Write a number above 0, such as 10.', {
    path: ['slowFactor'],
  });
}
