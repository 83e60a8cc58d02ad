import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Puts colour on a text where the terminal shows colours, and leaves it as it is elsewhere. */
export type Paint = (style: Style, text: string) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY && (process.env.NO_COLOR ?? '') === '';
  return (style, text) => (colours ? styleText(style, text) : text);
}
