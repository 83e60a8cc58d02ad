/** A line over which something can be run. */
export interface LensPlace {
  /** From 0. */
  readonly line: number;
  readonly what: 'scenario' | 'property' | 'handler';
  /** Of a scenario that is exported by name or as the default: what `--scenario` takes. A family is swept as a whole. */
  readonly id?: string;
  /** Of a property the name of its method, where it stands in its line or the next; of a handler what it handles, where that is written as a name. */
  readonly name?: string;
}

const SCENARIO = /^export\s+(?:default\s+|(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]+)?=\s*)scenario(\.matrix)?\s*\(/u;
const PROPERTY = /^\s*@(?:safety|liveness|sometimes)\b/;
/** The name of a decorated method, in its own line or in that of its decorator. */
const METHOD = /\bstatic\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*\(/u;
/** A method of an object, as handlers are written: `write(state, { text }, self, from) {`, `init: (self) =>`. */
const HANDLER =
  /^\s+(?:(?!(?:if|for|while|switch)\b)\[?[\p{L}_$][\p{L}\p{N}_$.]*\]?\s*\(\s*_?state\s*[,):].*\{\s*$|init\s*\(.*\{\s*$|init\s*:\s*\(.*=>)/u;

const HANDLES = /^\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*[(:]/u;

/** Where a text has scenarios, properties and handlers, as far as its lines show; nothing is compiled for that. */
export function lensPlaces(text: string): readonly LensPlace[] {
  const lines = text.split('\n');
  return lines.flatMap((content, line): LensPlace[] => {
    const [isScenario, name] = SCENARIO.exec(content) ?? [];
    if (isScenario !== undefined) return [{ line, what: 'scenario', id: name ?? 'default' }];
    if (PROPERTY.test(content)) {
      const method = METHOD.exec(`${content} ${lines[line + 1] ?? ''}`)?.[1];
      return [{ line, what: 'property', ...(method === undefined ? {} : { name: method }) }];
    }
    if (!HANDLER.test(content)) return [];
    const handles = HANDLES.exec(content)?.[1];
    return [{ line, what: 'handler', ...(handles === undefined ? {} : { name: handles }) }];
  });
}
