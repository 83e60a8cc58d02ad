import mermaid from 'mermaid';
import type { DrawMermaid } from './mermaid-script.ts';

/** A script of its own, which the panel loads when somebody asks for a preview: with Mermaid in it, it is longer than all the rest. */

/** Leaves of the theme alone take variables of CSS; from others Mermaid computes colours, and cannot with these. */
const THEME = {
  actorBkg: 'var(--surface)',
  actorBorder: 'var(--muted)',
  actorTextColor: 'var(--text)',
  actorLineColor: 'var(--lane)',
  signalColor: 'var(--message)',
  signalTextColor: 'var(--text)',
  noteBkgColor: 'var(--band)',
  noteBorderColor: 'var(--lane)',
  noteTextColor: 'var(--text)',
  labelBoxBkgColor: 'var(--surface)',
  labelBoxBorderColor: 'var(--muted)',
  labelTextColor: 'var(--text)',
  loopTextColor: 'var(--text)',
  titleColor: 'var(--text)',
  textColor: 'var(--text)',
};

mermaid.initialize({
  startOnLoad: false,
  securityLevel: 'strict',
  // A picture of an error tells nothing: what went wrong is said in words.
  suppressErrorRendering: true,
  theme: 'base',
  themeVariables: THEME,
  fontFamily: 'var(--vscode-font-family)',
  // As large as the panel's own text.
  fontSize: 12,
  sequence: {
    useMaxWidth: false,
    mirrorActors: false,
    // Closer together than Mermaid draws by itself: this is looked at beside the diagram.
    width: 100,
    height: 30,
    actorMargin: 24,
    noteMargin: 5,
    boxMargin: 8,
    messageMargin: 22,
    diagramMarginY: 6,
  },
});

const draw: DrawMermaid = async (id, text) => (await mermaid.render(id, text)).svg;

Object.assign(globalThis, { backstepMermaid: draw });
