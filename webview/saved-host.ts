import type { FromPanel, PanelState, ToPanel } from '../extension/panel-messages.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import { stepsThat } from '../sim-core/trace/columns.ts';
import { PARTS, type SavedRun } from '../runner/saved/saved-run.ts';
import { StatesReader } from '../runner/saved/saved-states.ts';
import type { Host } from './host.ts';

/** How the address of a saved page names a step, so that it can be passed on. */
const ADDRESS = /^#step-(\d+)$/;
/** After the cursor has rested this long the address names its step. */
const RESTED = 300;

/** Answers the panel from what a saved page holds. */
export class SavedHost implements Host {
  readonly #run: SavedRun;
  readonly #states: StatesReader;
  readonly #tell: (message: ToPanel) => void;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(run: SavedRun, tell: (message: ToPanel) => void) {
    this.#run = run;
    this.#states = new StatesReader(run.states);
    this.#tell = tell;
  }

  /** Answers come later, as those of an extension do. */
  postMessage(message: FromPanel): void {
    const { details } = this.#run;
    if (message.type === 'inspect') this.#tellSoon({ type: 'inspection', inspection: this.#states.at(message.step) });
    if (message.type === 'search') this.#tellSoon({ type: 'found', text: message.text, bits: this.#carrying(message.text) });
    if (message.type === 'needBands') this.#tellSoon({ type: 'bands', window: this.#run.bands });
    if (message.type === 'lastChange') {
      const { of } = message;
      const node = this.#run.content.run.nodes.indexOf(of.node);
      this.#tellSoon({ type: 'lastChange', of, change: this.#states.lastChange(of.step, node, of.path.join('.')) });
    }
    if (message.type !== 'needLabels') return;
    const { from, to } = message;
    const labels = Array.from({ length: to - from }, (_, index) => details.texts[from + index - details.from] ?? '');
    this.#tellSoon({ type: 'labels', from, labels });
  }

  setState({ cursor }: PanelState): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => history.replaceState(null, '', `#step-${cursor}`), RESTED);
  }

  #carrying(text: string): Uint8Array {
    const { content, details } = this.#run;
    return stepsThat(content.run.length, (step) => (details.texts[step - details.from] ?? '').toLowerCase().includes(text));
  }

  #tellSoon(message: ToPanel): void {
    setTimeout(() => this.#tell(message));
  }
}

/** The step that an address names. */
export function stepInAddress(hash: string): number | undefined {
  const [, step] = ADDRESS.exec(hash) ?? [];
  return step === undefined ? undefined : Number(step);
}

/** Unpacks the run that a page holds. */
export async function readSaved(page: Document): Promise<{ run: SavedRun; columns: ArrayBuffer; spans: ArrayBuffer }> {
  const [json, columns, spans] = await Promise.all([PARTS.run, PARTS.columns, PARTS.spans].map((id) => unpacked(page, id)));
  const run = plainFromJson(JSON.parse(new TextDecoder().decode(json))) as SavedRun;
  return { run, columns: columns!, spans: spans! };
}

function unpacked(page: Document, id: string): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(page.getElementById(id)?.textContent ?? ''), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
