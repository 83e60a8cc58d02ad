import { UsageError } from '../seeds.ts';

const OPERATORS: Readonly<Record<string, (count: number, number: number) => boolean>> = {
  '': (count, number) => count === number,
  '=': (count, number) => count === number,
  '==': (count, number) => count === number,
  '===': (count, number) => count === number,
  '>': (count, number) => count > number,
  '>=': (count, number) => count >= number,
  '<': (count, number) => count < number,
  '<=': (count, number) => count <= number,
  '%': (count, number) => number > 0 && count % number === 0,
};

/**
 * Which hits of a breakpoint are meant, counted from 1 at the start of the run: `5`, `>= 5`, `% 3`; all of them, if not said.
 * @throws UsageError for anything else.
 */
export function hitsWanted(text: string | undefined): (count: number) => boolean {
  if (text === undefined || text.trim() === '') return () => true;
  const [, operator = '', number = ''] = /^\s*(\D*?)\s*(\d+)\s*$/.exec(text) ?? [];
  const compares = OPERATORS[operator];
  if (!compares || number === '') throw new UsageError(`'${text}' is no number of hits: write 5, >= 5 or % 3.`);
  return (count) => compares(count, Number(number));
}
