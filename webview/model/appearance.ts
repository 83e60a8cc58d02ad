import { FLAG } from '../../sim-core/trace/event-flags.ts';
import { appearanceOf, type EventTone, type GlyphName } from '../../sim-core/trace/event-kinds.ts';
import { FAULT_GLYPHS, type FaultGlyph } from '../../sim-core/trace/fault-glyphs.ts';
import type { RunModel } from './run-model.ts';

/** Everything that has a shape. */
export type ShapeName = GlyphName | FaultGlyph;

/** The shape of a step and its mood: what a planned fault does has that of its kind, where this has one. */
export function appearanceAt(run: RunModel, step: number): { readonly glyph: ShapeName; readonly tone: EventTone } {
  const flags = run.columns.flags[step]!;
  const { glyph, tone } = appearanceOf(run.kindAt(step), flags);
  const own = (flags & FLAG.ends) === 0 ? run.spans.strikes.get(step)?.glyph : undefined;
  return { glyph: isKnown(own) ? own : glyph, tone };
}

/** A trace from a newer version may have shapes that nobody here can draw. */
function isKnown(glyph: string | undefined): glyph is FaultGlyph {
  return glyph !== undefined && Object.hasOwn(FAULT_GLYPHS, glyph);
}
