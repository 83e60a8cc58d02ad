import './panel.css';
import { fromPanelWire } from '../extension/panel-messages.ts';
import { EditorHost } from './host.ts';
import { Panel } from './panel.ts';

const host = new EditorHost();
const panel = new Panel(host, document.body);

// Only the extension can post here: a webview has an origin of its own.
window.addEventListener('message', ({ data }: MessageEvent<Parameters<typeof fromPanelWire>[0]>) => panel.receive(fromPanelWire(data)));
host.postMessage({ type: 'ready' });
