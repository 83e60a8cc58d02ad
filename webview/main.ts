import './panel.css';
import type { ToPanel } from '../extension/panel-messages.ts';
import { Panel } from './panel.ts';

const host = acquireVsCodeApi();
const panel = new Panel(host, document.body);

// Only the extension can post here: a webview has an origin of its own.
window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => panel.receive(data));
host.postMessage({ type: 'ready' });
