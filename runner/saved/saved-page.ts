import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { plainToJson } from '../../sim-core/base/plain-json.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { LocatedProperty, PanelRun, SourceLocation } from '../protocol.ts';
import type { RemoteCalls } from '../worker-calls.ts';
import { gatheredBands } from '../gathered-bands.ts';
import { PARTS, type SavedRun } from './saved-run.ts';

const pack = promisify(gzip);

/** Each band beside a lane is told in so many pieces at most: of one that changes more often, those that are next to each other are one. */
const MOST_PIECES = 20_000;

/** So many events have the texts of what they carry with them, around the cursor. */
const MOST_DETAILS = 200_000;

export interface PageToSave {
  readonly content: PanelRun;
  /** Of the worker that holds the recording of the run. */
  readonly calls: Pick<RemoteCalls, 'details' | 'statesAround' | 'gatherBands' | 'bands'>;
  /** The folder from which paths are told, so that nobody reads in a report where somebody's files lie. */
  readonly base: string;
  /** Where the build has put the page's script and style. */
  readonly assets: string;
}

/**
 * One HTML document with a run and the diagram that shows it, which needs no editor, no other file and no network. What
 * comes from the scenario goes in packed and in base64, so that none of it is ever read as markup or code.
 */
export async function savedPage({ content, calls, base, assets }: PageToSave): Promise<string> {
  const { columns, spans, ...run } = content.run;
  const from = Math.max(0, Math.min(content.cursor - MOST_DETAILS / 2, run.length - MOST_DETAILS));
  const texts = await calls.details(from, Math.min(run.length, from + MOST_DETAILS));
  const states = await calls.statesAround(content.cursor);
  // What a function of the author's cannot tell is missing in the page, which says so.
  const bands = await gatheredBands({ calls, from: 0, to: run.length, pieces: MOST_PIECES });
  const saved: SavedRun = {
    content: {
      ...withoutFolders(content, base),
      run: { ...run, outcome: { ...run.outcome, properties: run.outcome.properties.map((property) => placed(property, base)) } },
      saved: { states: [states.from, states.from + states.steps.length] },
    },
    details: { from, texts },
    states,
    bands: bands!,
  };
  const [script, style] = await Promise.all(['saved.js', 'saved.css'].map((name) => readFile(join(assets, name), 'utf8')));
  const parts = await Promise.all(
    Object.entries({ run: Buffer.from(JSON.stringify(plainToJson(saved))), columns: Buffer.from(columns), spans: Buffer.from(spans) }).map(
      async ([name, bytes]) => dataBlock(PARTS[name as keyof typeof PARTS], await pack(bytes)),
    ),
  );
  return documentOf({ title: `${content.run.outcome.scenario}, seed ${content.run.outcome.seed}`, script: script!, style: style!, parts });
}

function dataBlock(id: string, packed: Buffer): string {
  return `<script type="application/gzip" id="${id}">${packed.toString('base64')}</script>`;
}

interface Document {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  readonly parts: readonly string[];
}

/** The policy lets this one script run and nothing be fetched, whatever else might stand in the page. */
function documentOf({ title, script, style, parts }: Document): string {
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
    throw new Error('The script or style of a saved page would end early in it.');
  const hash = createHash('sha256').update(script, 'utf8').digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Backstep">
<title>${escaped(visible(title))}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page draws a recorded run with a script of its own: let it run scripts. It fetches nothing.</noscript>
${parts.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function withoutFolders({ file, fresh, ...content }: PanelRun, base: string): PanelRun {
  return {
    ...content,
    file: toldPath(file, base),
    ...(fresh ? { fresh: { ...fresh, ...(fresh.location ? { location: toldPlace(fresh.location, base) } : {}) } } : {}),
  };
}

function placed({ location, stack, ...property }: LocatedProperty, base: string): LocatedProperty {
  return {
    ...property,
    ...(location ? { location: toldPlace(location, base) } : {}),
    ...(stack ? { stack: stack.map((place) => toldPlace(place, base)) } : {}),
  };
}

function toldPlace(place: SourceLocation, base: string): SourceLocation {
  return { ...place, file: toldPath(place.file, base) };
}

/** A path as seen from the folder, and of what lies outside of it only the name. */
function toldPath(file: string, base: string): string {
  const path = relative(base, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? basename(file) : path.replaceAll('\\', '/');
}
