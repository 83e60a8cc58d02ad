import type { Switch, SwitchPort } from '../author/capacity.ts';
import { bitsPerSecondOf, bytesOf } from '../base/data-size.ts';
import { keysOf, requireKnownOptions, requireNamed } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { indexOfNode } from '../faults/links.ts';
import type { PortModel } from '../world/port.ts';

/** A port of a switch by the name that properties call it: `'a>core'` into the switch, `'core>a'` out of it, `'a>b'` for a circuit. */
export interface SwitchPortModel extends PortModel {
  readonly name: string;
}

/** Which ports what one node sends another leaves through, by their places among all; undefined where nothing waits. */
export interface SwitchPath {
  readonly switch: string;
  readonly line: number | undefined;
  readonly port: number | undefined;
}

export interface SwitchModels {
  readonly ports: readonly SwitchPortModel[];
  /** By the link, `from * nodes + to`. */
  readonly paths: ReadonlyMap<number, SwitchPath>;
}

const SWITCH = keysOf<Switch<string>>({ every: true, ports: true, circuits: true });
const PORT = keysOf<SwitchPort>({ input: true, output: true, buffer: true });

/** The switches of a scenario. @throws ScenarioError with the path of what is wrong */
export function switchModels(
  switches: Readonly<Record<string, Switch<string> | undefined>>,
  names: readonly string[],
  largest: number,
): SwitchModels {
  requireNamed(switches, 'network.switches', 'switches: { core: { ports: { … } } }');
  const made: { ports: SwitchPortModel[]; paths: Map<number, SwitchPath> } = { ports: [], paths: new Map() };
  for (const [name, definition] of Object.entries(switches)) {
    if (definition !== undefined) inPart(name, () => new SwitchReader(name, definition, names, largest).addTo(made));
  }
  return made;
}

class SwitchReader {
  readonly #name: string;
  readonly #where: string;
  readonly #definition: Switch<string>;
  readonly #names: readonly string[];
  readonly #largest: number;

  constructor(name: string, definition: Switch<string>, names: readonly string[], largest: number) {
    this.#name = name;
    this.#where = `network.switches.${name}`;
    this.#definition = definition;
    this.#names = names;
    this.#largest = largest;
    if (name === '' || name.includes('>') || names.includes(name))
      throw new ScenarioError(
        `The switch '${name}' has a name that ${names.includes(name) ? 'a node has' : 'cannot be one'}.`,
        "Choose another, without a '>': its ports are called 'node>switch' and 'switch>node'.",
      );
    requireKnownOptions(definition, SWITCH, this.#where);
    if (typeof definition.ports !== 'object' || definition.ports === null)
      throw new ScenarioError(`${this.#where} has no \`ports\`.`, 'List its nodes, as in `ports: { a: {}, b: {} }`.');
  }

  addTo({ ports, paths }: { ports: SwitchPortModel[]; paths: Map<number, SwitchPath> }): void {
    const add = (port: SwitchPortModel | undefined): number | undefined => (port ? ports.push(port) - 1 : undefined);
    const circuits = inPart('circuits', () => this.#circuits());
    const members = this.#members();
    const lines = new Map(members.map(({ node, input }) => [node, add(input)]));
    const outputs = new Map(members.map(({ node, output }) => [node, add(this.#withoutCircuits(node, output, circuits))]));
    for (const { node: from } of members) {
      for (const { node: to, output } of members) {
        if (from === to) continue;
        const link = from * this.#names.length + to;
        const other = paths.get(link);
        if (other)
          throw new ScenarioError(
            `Between '${this.#names[from]!}' and '${this.#names[to]!}' there are two switches, ${other.switch} and ${this.#name}.`,
            'Leave one of the nodes out of the `ports` of one: a message passes one switch.',
          );
        const rate = circuits.get(link);
        const port = rate === undefined ? outputs.get(to) : add(this.#circuit(link, rate, output));
        paths.set(link, { switch: this.#name, line: lines.get(from), port });
      }
    }
  }

  #members(): readonly { node: number; input: SwitchPortModel | undefined; output: SwitchPortModel | undefined }[] {
    const { every = {}, ports } = this.#definition;
    inPart('every', () => requireKnownOptions(every, PORT, `${this.#where}.every`));
    const members = Object.entries(ports).filter(([, port]) => port !== undefined);
    if (members.length < 2)
      throw new ScenarioError(`${this.#where} has fewer than two ports.`, 'List its nodes, as in `ports: { a: {}, b: {} }`.');
    return members.map(([name, port]) =>
      inPart('ports', () =>
        inPart(name, () => {
          const where = `${this.#where}.ports.${name}`;
          const node = indexOfNode(name, this.#names, `${this.#where}.ports`);
          requireKnownOptions(port, PORT, where);
          const own = { ...every, ...port };
          return { node, input: this.#input(name, own, where), output: this.#output(name, own, where) };
        }),
      ),
    );
  }

  #input(name: string, { input }: SwitchPort, where: string): SwitchPortModel | undefined {
    if (input === undefined) return undefined;
    // What waits there is still with its sender.
    return {
      name: `${name}>${this.#name}`,
      rate: inPart('input', () => bitsPerSecondOf(input, `The \`input\` of ${where}`)),
      buffer: Infinity,
    };
  }

  #output(name: string, { output, buffer }: SwitchPort, where: string): SwitchPortModel | undefined {
    if (output === undefined && buffer === undefined) return undefined;
    if (output === undefined)
      throw new ScenarioError(`${where} has a \`buffer\` and no \`output\`, so that nothing waits in it.`, "Write `output: '10Gbit/s'`.");
    return {
      name: `${this.#name}>${name}`,
      rate: inPart('output', () => bitsPerSecondOf(output, `The \`output\` of ${where}`)),
      buffer: bufferOf(buffer, this.#largest, { where }),
    };
  }

  /** The rates that are reserved, by link. */
  #circuits(): ReadonlyMap<number, number> {
    const { circuits = {}, ports } = this.#definition;
    requireNamed(circuits, `${this.#where}.circuits`, "circuits: { 'a>b': '10Mbit/s' }");
    const written = Object.entries(circuits).filter(([, rate]) => rate !== undefined);
    return new Map(
      written.map(([path, rate]) => {
        const where = `${this.#where}.circuits`;
        const [from, to, more] = path.split('>');
        if (from === undefined || to === undefined || more !== undefined || from === to)
          throw new ScenarioError(`${where} has '${path}', which is not a link.`, "Write 'from>to'.", { path: [path] });
        const link = indexOfNode(from, this.#names, where) * this.#names.length + indexOfNode(to, this.#names, where);
        for (const end of [from, to])
          if (ports[end] === undefined)
            throw new ScenarioError(`${where} has '${path}', and '${end}' has no port.`, `Add it to ${this.#where}.ports.`, {
              path: [path],
            });
        return [link, inPart(path, () => bitsPerSecondOf(rate, `${where}['${path}']`))] as const;
      }),
    );
  }

  /** What the circuits to a node leave for packets. */
  #withoutCircuits(node: number, output: SwitchPortModel | undefined, circuits: ReadonlyMap<number, number>): SwitchPortModel | undefined {
    const reserved = [...circuits].reduce((sum, [link, rate]) => (link % this.#names.length === node ? sum + rate : sum), 0);
    if (reserved === 0) return output;
    const name = this.#names[node]!;
    if (output === undefined)
      throw new ScenarioError(
        `${this.#where}.circuits reserves something of the output of '${name}', which has none.`,
        `Write an \`output\` for ${this.#where}.ports.${name}.`,
      );
    if (reserved > output.rate)
      throw new ScenarioError(
        `${this.#where}.circuits reserves ${reserved} bit/s to '${name}', more than its \`output\` of ${output.rate} bit/s.`,
        'Reserve less, or give it more.',
      );
    // Where nothing is left, no packet ever leaves, so that none is taken in.
    return reserved === output.rate ? { ...output, buffer: 0 } : { ...output, rate: output.rate - reserved };
  }

  #circuit(link: number, rate: number, output: SwitchPortModel | undefined): SwitchPortModel {
    const [from, to] = [Math.floor(link / this.#names.length), link % this.#names.length];
    return { name: `${this.#names[from]!}>${this.#names[to]!}`, rate, buffer: output?.buffer ?? Infinity };
  }
}

/** @throws ScenarioError for one in which the largest message has no place. */
export function bufferOf(buffer: unknown, largest: number, { where, option = 'buffer' }: { where: string; option?: string }): number {
  if (buffer === undefined) return Infinity;
  const bytes = inPart(option, () => bytesOf(buffer, `The \`${option}\` of ${where}`));
  if (bytes >= largest) return bytes;
  throw new ScenarioError(
    `The \`${option}\` of ${where} has ${bytes} bytes, and a message of ${largest} never finds a place in it.`,
    'Write a larger one, or a smaller `network.size`.',
    { path: [option] },
  );
}
