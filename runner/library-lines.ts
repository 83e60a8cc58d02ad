import type { Locate } from './instrument.ts';

/** The lines of a bundle, from 1, that are not the user's own: first and last of each stretch. */
export function libraryLines(code: string, locate: Locate): [number, number][] {
  const stretches: [number, number][] = [];
  let start = 0;
  code.split('\n').forEach((text, index) => {
    const line = index + 1;
    const last = stretches.at(-1);
    if (locate(start + text.search(/\S|$/)).library) {
      if (last && last[1] === line - 1) last[1] = line;
      else stretches.push([line, line]);
    }
    start += text.length + 1;
  });
  return stretches;
}
