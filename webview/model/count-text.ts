const WHOLE = new Intl.NumberFormat('en-US');

/** A whole number with its thousands set apart: `12,345`. */
export function countText(count: number): string {
  return WHOLE.format(count);
}
