/** Draws a diagram, as SVG; `id` is new in the document. */
export type DrawMermaid = (id: string, text: string) => Promise<string>;

declare global {
  var backstepMermaid: DrawMermaid | undefined;
}

/** The panel's own script, beside which Mermaid's lies. Only while a script begins does it know itself. */
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;

let loading: Promise<DrawMermaid> | undefined;

/** Mermaid, loaded when it is first wanted. The page's policy takes only scripts that have its nonce, which this one passes on. */
export function loadMermaid(): Promise<DrawMermaid> {
  loading ??= new Promise<DrawMermaid>((done, fail) => {
    const script = document.createElement('script');
    script.nonce = own?.nonce ?? '';
    script.src = new URL('mermaid.js', own?.src).href;
    const failed = (): void => fail(new Error('Mermaid could not be loaded. Close the panel and open it again.'));
    script.addEventListener('load', () => (globalThis.backstepMermaid ? done(globalThis.backstepMermaid) : failed()));
    script.addEventListener('error', failed);
    document.head.append(script);
  });
  // Whoever asks again tries again.
  loading.catch(() => (loading = undefined));
  return loading;
}
