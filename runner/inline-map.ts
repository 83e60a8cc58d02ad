import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompiledScenario } from './compile.ts';

/** The same bundle with its source map in it, for debuggers: with addresses of files, because a script without a place leads to none. */
export function withInlineMap(compiled: CompiledScenario): CompiledScenario {
  const { code, map, file } = compiled;
  const parsed = JSON.parse(map) as { sources: string[] };
  const sources = parsed.sources.map((source) =>
    source.startsWith('backstep:') ? source : pathToFileURL(resolve(dirname(file), source)).href,
  );
  const json = JSON.stringify({ ...parsed, sources, sourceRoot: undefined });
  return { ...compiled, code: `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString('base64')}` };
}
