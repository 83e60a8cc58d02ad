import './saved.css';
import { Panel } from './panel.ts';
import { readSaved, SavedHost, stepInAddress } from './saved-host.ts';

/** A page that was saved: the run stands in it, and so does everything that shows it. */
async function open(): Promise<void> {
  if (matchMedia('(prefers-contrast: more)').matches) document.body.classList.add('vscode-high-contrast');
  const { run, columns, spans } = await readSaved(document);
  const host = new SavedHost(run, (message) => panel.receive(message));
  const panel = new Panel(host, document.body);
  const { content } = run;
  const cursor = stepInAddress(location.hash) ?? content.cursor;
  panel.receive({ type: 'run', content: { ...content, cursor, run: { ...content.run, columns, spans } } });
  window.addEventListener('hashchange', () => {
    const step = stepInAddress(location.hash);
    if (step !== undefined) panel.receive({ type: 'goTo', step });
  });
}

open().catch((error: unknown) => {
  document.body.textContent = `This page cannot be read: ${error instanceof Error ? error.message : String(error)}. It may have been cut short or altered; ask for it again.`;
});
