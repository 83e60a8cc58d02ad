import type { ExamplePair } from '../examples.ts';
import type { Paint } from './paint.ts';
import { commandFor } from './words.ts';

/** The examples by topic, each with its sentence, and how one is had. */
export function exampleLines(pairs: readonly ExamplePair[], paint: Paint): string[] {
  const width = Math.max(...pairs.map(({ name }) => name.length));
  const topics = [...new Set(pairs.map(({ topic }) => topic))];
  const lines = topics.flatMap((topic) => [
    paint('bold', topic),
    ...pairs.filter((pair) => pair.topic === topic).map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
  ]);
  return [...lines, `Copy one of them, what breaks and what holds, with: ${commandFor('examples', pairs[0]?.name ?? 'NAME')}`];
}
