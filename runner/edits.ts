import { decodedMap, encodedMap, TraceMap } from '@jridgewell/trace-mapping';

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly text: string;
  /** Among edits of one place: what closes comes first, the inner before the outer; what opens, the outer before the inner. */
  readonly order: readonly [opens: number, key: number];
}

/** Changes to a script that leave its lines where they are, and take its source map along. */
export class Edits {
  readonly #edits: Edit[] = [];

  insert(at: number, text: string): void {
    this.#edits.push({ at, remove: 0, text, order: [1, -Infinity] });
  }

  /** Puts something before and something after a part of the script. */
  wrap({ start, end }: { readonly start: number; readonly end: number }, before: string, after: string): void {
    this.#edits.push({ at: start, remove: 0, text: before, order: [1, -end] });
    this.#edits.push({ at: end, remove: 0, text: after, order: [0, -start] });
  }

  replace({ start, end }: { readonly start: number; readonly end: number }, text: string): void {
    this.#edits.push({ at: start, remove: end - start, text, order: [1, 0] });
  }

  apply(code: string, map: string): { code: string; map: string } {
    const edits = this.#edits.sort((a, b) => a.at - b.at || a.order[0] - b.order[0] || compare(a.order[1], b.order[1]));
    const parts: string[] = [];
    let copied = 0;
    for (const { at, remove, text } of edits) {
      parts.push(code.slice(copied, at), text);
      copied = at + remove;
    }
    parts.push(code.slice(copied));
    return { code: parts.join(''), map: shifted(code, map, edits) };
  }
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Segment = [number] | [number, number, number, number] | [number, number, number, number, number];

/** The source map after the edits. What was put before a token belongs to that token. */
function shifted(code: string, map: string, edits: readonly Edit[]): string {
  const trace = new TraceMap(map);
  const decoded = decodedMap(trace);
  let [lineStart, next] = [0, 0];
  const mappings = decoded.mappings.map((segments) => {
    const end = code.indexOf('\n', lineStart);
    const lineEnd = end < 0 ? code.length : end;
    const own: Edit[] = [];
    while (next < edits.length && edits[next]!.at <= lineEnd) own.push(edits[next++]!);
    const moved = own.length === 0 ? segments : move(segments as Segment[], lineStart, own);
    lineStart = lineEnd + 1;
    return moved;
  });
  return JSON.stringify(encodedMap(new TraceMap({ ...decoded, mappings } as ConstructorParameters<typeof TraceMap>[0])));
}

function move(segments: readonly Segment[], lineStart: number, edits: readonly Edit[]): Segment[] {
  const moved: Segment[] = [];
  let [shift, next] = [0, 0];
  for (const segment of segments) {
    const column = segment[0];
    while (next < edits.length && edits[next]!.at - lineStart < column) shift += growth(edits[next++]!);
    const before = shift;
    while (next < edits.length && edits[next]!.at - lineStart === column) shift += growth(edits[next++]!);
    for (const by of shift === before ? [shift] : [before, shift]) {
      moved.push([column + by, ...segment.slice(1)] as Segment);
    }
  }
  return moved;
}

function growth({ text, remove }: Edit): number {
  return text.length - remove;
}
