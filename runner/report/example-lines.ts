import type { Examples } from '../examples.ts';
import type { Paint } from './paint.ts';
import { commandFor } from './words.ts';

/** The examples by topic, each with its sentence, and how one is had. */
export function exampleLines({ topics, pairs }: Examples, paint: Paint): string[] {
  const width = Math.max(...pairs.map(({ name }) => name.length));
  const lines = topics.flatMap((one) => [
    paint('bold', one.topic),
    ...one.pairs.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
  ]);
  return [...lines, `Copy one of them, what breaks and what holds, with: ${commandFor('examples', pairs[0]?.name ?? 'NAME')}`];
}
