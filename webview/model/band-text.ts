import { visible } from '../../sim-core/base/plain-text.ts';
import type { Band, BandPiece } from '../../sim-core/trace/bands.ts';
import type { BandAt } from './band-cache.ts';
import { countText } from './count-text.ts';
import { roughLengthText } from './length-text.ts';
import type { RunModel } from './run-model.ts';

/** What a band says at a piece of it, as short as it can be written beside a lane. */
export function bandLabel({ kind, name }: Band, { value }: Pick<BandPiece, 'value'>): string {
  if (kind === 'clock') return errorText(Number(value));
  if (kind === 'queue') return `${visible(name)} ${bytesText(Number(value))}`;
  const text = visible(String(value));
  // A number says nothing by itself.
  return /^-?\d/.test(text) ? `${visible(name)} ${text}` : text;
}

/** The same as a name and what it says, for lists. */
export function bandEntry({ band: { kind, name, limit }, piece: { value, changes } }: BandAt): readonly [name: string, text: string] {
  const most = changes === undefined ? '' : 'up to ';
  if (kind === 'clock') return ['clock', `${most}${roughLengthText(Math.abs(Number(value)))} ${Number(value) > 0 ? 'ahead' : 'behind'}`];
  if (kind === 'queue')
    return [`queue ${visible(name)}`, `${most}${bytesText(Number(value))} waiting${limit === undefined ? '' : ` of ${bytesText(limit)}`}`];
  return [visible(name), `${visible(String(value))}${changes === undefined ? '' : ` and ${countText(changes - 1)} other changes`}`];
}

/** The same for those who hear of it. */
export function spokenBand(at: BandAt): string {
  const [name, text] = bandEntry(at);
  return name === text ? name : `${name} ${text}`;
}

/** The same with whose it is, and from where to where. */
export function bandTitle(run: RunModel, at: BandAt): string {
  const { from, to } = at.piece;
  const [name, text] = bandEntry(at);
  const last = at.band.kind === 'clock' ? 'at most ' : '';
  const end = to >= run.steps ? 'to the end of the run' : `to step ${countText(to)}`;
  return `${visible(run.nodes[at.band.node] ?? '')}, ${name}: ${last}${text}\nfrom step ${countText(from)} ${end}`;
}

function errorText(microseconds: number): string {
  return `clock ${microseconds > 0 ? '+' : '−'}${roughLengthText(Math.abs(microseconds))}`;
}

/** A number of bytes in the unit that suits it. */
function bytesText(bytes: number): string {
  const [unit, factor] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : bytes >= 1e3 ? ['kB', 1e3] : ['B', 1];
  return `${Number((bytes / (factor as number)).toPrecision(3))} ${unit}`;
}
