import { t } from './texts.ts';

/** What a saved diagram is of. */
export interface MermaidSubject {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: string;
  /** Of the trace. */
  readonly hash: string;
  readonly from: number;
  /** The last step. */
  readonly to: number;
  /** How it is run again. */
  readonly command: string;
}

/** A Markdown file with the diagrams, which many viewers draw, and how to see the same again. */
export function mermaidDocument(subject: MermaidSubject, parts: readonly string[]): string {
  const { scenario, seed, verdict, hash, from, to, command } = subject;
  return [
    t('# {0}, seed {1}: {2}', inText(scenario), seed, verdict),
    '',
    t('Steps {0} to {1} of the trace with hash `{2}`.', from, to, hash),
    '',
    t('Run it again:'),
    '',
    ...fenced('sh', command),
    '',
    ...parts.flatMap((part) => [...fenced('mermaid', part.trimEnd()), '']),
  ].join('\n');
}

/** No text can end the fence around it: it is longer than any in the text. */
function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

/** A text of the user's in one line, in which no sign means anything to Markdown or HTML. */
function inText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|&~-]/g, (sign) => `\\${sign}`);
}

/** The names of files for so many diagrams: that which was chosen, or numbered ones of it. */
export function partNames(chosen: string, parts: number): readonly string[] {
  if (parts === 1) return [chosen];
  const dot = chosen.lastIndexOf('.') > chosen.lastIndexOf('/') ? chosen.lastIndexOf('.') : chosen.length;
  const width = String(parts).length;
  return Array.from(
    { length: parts },
    (_, index) => `${chosen.slice(0, dot)}-${String(index + 1).padStart(width, '0')}${chosen.slice(dot)}`,
  );
}
