/** Puts a text of the interface into the language of the editor; `{0}` stands for the first of what follows. */
export type Translate = (text: string, ...parts: (string | number)[]) => string;

const asWritten: Translate = (text, ...parts) =>
  text.replace(/\{(\d+)\}/g, (whole, number: string) => String(parts[Number(number)] ?? whole));

/** The language of an editor is ambient and never changes while it runs, so that it is not handed through everything that says something. */
let translate = asWritten;

/** A text of the interface. All of them are in `l10n/bundle.l10n.json`, which a test checks. */
export const t: Translate = (text, ...parts) => translate(text, ...parts);

/** From now on texts are in the language of the editor; without one, as before anybody has said, they are as they are written. */
export function speakAs(language = asWritten): void {
  translate = language;
}
