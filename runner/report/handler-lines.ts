import { visible } from '../../sim-core/base/plain-text.ts';
import type { HandlerTimes } from '../protocol.ts';
import { counted } from './words.ts';

/** More are counted and not named. */
const MOST = 5;

/** Names the handlers that no seed of a sweep has run, which it has therefore not tried; nothing where there are none. */
export function handlerLines(handlers: readonly HandlerTimes[]): string[] {
  const idle = handlers.filter(({ times }) => times === 0);
  if (idle.length === 0) return [];
  const told = idle.slice(0, MOST).map(({ handler, nodes }) => `${visible(handler)} of ${nodesText(nodes)}`);
  return [`  No seed ran ${told.join('; ')}${idle.length > MOST ? `; nor ${idle.length - MOST} more handlers` : ''}.`];
}

function nodesText([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? visible(first) : `${visible(first)} and ${counted(others.length, 'other')}`;
}
