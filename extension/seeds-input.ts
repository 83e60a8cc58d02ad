import { parseSeeds, parseStrategicSeed, UsageError } from '../runner/seeds.ts';

/** What is wrong with a text that should be a seed, or undefined: the form of VS Code's input boxes. */
export function seedComplaint(text: string): string | undefined {
  return complaint(() => parseStrategicSeed(text));
}

/** The same for a number of seeds or a range of them. */
export function seedsComplaint(text: string): string | undefined {
  return complaint(() => parseSeeds(text.trim()));
}

function complaint(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
