import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Place } from './worlds.ts';
import { keyLine, lineOf } from '../../sim-core/base/plain-text.ts';

/** Something with a name in the Variables view. */
export interface Named {
  readonly name: string;
  /** Plain data, which is told and can be opened by itself. */
  readonly value?: unknown;
  /** What is told in place of the value. */
  readonly text?: string;
  /** The expression that gives it, where there is one. */
  readonly path?: string;
  /** What it holds, in place of what the value does. */
  readonly children?: () => Promise<readonly Named[]> | readonly Named[];
}

const LONGEST = 200;
/** So many items of an array, Map or Set are listed. */
const MOST_ITEMS = 500;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** Gives numbers to what can be opened, as the protocol wants it, until the debugger moves. */
export class Variables {
  readonly #open = new Map<number, () => Promise<readonly Named[]> | readonly Named[]>();
  readonly #places = new Map<number, Place>();
  #next = 1;

  forget(): void {
    this.#open.clear();
    this.#places.clear();
  }

  reference(children: NonNullable<Named['children']>): number {
    const reference = this.#next++;
    this.#open.set(reference, children);
    return reference;
  }

  /** Where something was opened; what it holds is there too. */
  placeOf(reference: number): Place | undefined {
    return this.#places.get(reference);
  }

  /** Says where what is opened is from now on. */
  at(reference: number, place: Place | undefined): number {
    if (place) this.#places.set(reference, place);
    return reference;
  }

  async list(reference: number): Promise<readonly Named[]> {
    return (await this.#open.get(reference)?.()) ?? [];
  }

  variable(named: Named): DebugProtocol.Variable {
    const { name, path } = named;
    return { name, ...this.shown(named), ...(path === undefined ? {} : { evaluateName: path }) };
  }

  /** How something is told in one line, and the number by which it is opened. */
  shown({ value, text, path, children }: Omit<Named, 'name'>): { readonly value: string; readonly variablesReference: number } {
    const opened = children ?? (holdsSomething(value) ? () => itemsOf(value, path) : undefined);
    return { value: text ?? lineOf(value, LONGEST), variablesReference: opened ? this.reference(opened) : 0 };
  }
}

function holdsSomething(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  return Object.keys(value).length > 0;
}

/** What plain data holds, each with the expression that gives it. */
export function itemsOf(value: object, path?: string): readonly Named[] {
  const below = (step: string): Pick<Named, 'path'> => (path === undefined ? {} : { path: `${path}${step}` });
  if (value instanceof Map) {
    return limited(
      Array.from(value, ([key, item]) => ({
        name: keyLine(key, LONGEST),
        value: item as unknown,
        ...(typeof key === 'string' || typeof key === 'number' ? below(`.get(${JSON.stringify(key)})`) : {}),
      })),
    );
  }
  if (value instanceof Set) return limited(Array.from(value, (item, index) => ({ name: String(index), value: item as unknown })));
  if (Array.isArray(value) || value instanceof Uint8Array)
    return limited(Array.from(value, (item, index) => ({ name: String(index), value: item as unknown, ...below(`[${index}]`) })));
  return Object.entries(value).map(([key, item]) => ({ name: key, value: item as unknown, ...below(memberPath(key)) }));
}

/** How a member is written: `.name`, or `["two words"]`. */
export function memberPath(key: string): string {
  return NAME.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function limited(items: readonly Named[]): readonly Named[] {
  if (items.length <= MOST_ITEMS) return items;
  return [...items.slice(0, MOST_ITEMS), { name: '…', text: `${items.length - MOST_ITEMS} more` }];
}
