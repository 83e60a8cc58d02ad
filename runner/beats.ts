import type { running as Running } from '../sim-core/engine.ts';
import { CELL, MOST_TEXT, PLACE } from './watch.ts';

/**
 * Has the simulator show in the memory of a pulse that it lives, from inside the realm.
 * @param numberOf the number of a handler or property by its name
 * @param handlerBegins hears each handler, with the step that it handles
 * @returns what tells the node (or -1) and the number of the handler or property that began last
 */
export function showBeats(
  running: typeof Running,
  memory: SharedArrayBuffer,
  numberOf: (what: string) => number,
  handlerBegins: (step: number) => void,
): () => readonly [node: number, what: number] {
  const cells = new Int32Array(memory, 0, 8);
  const last = new Int32Array(memory, PLACE.handler, 2);
  const text = new Uint16Array(memory, PLACE.text, MOST_TEXT);
  const answer = (): void => {
    cells[CELL.asked] = 0;
    const told = running.run?.largest() ?? '';
    const length = Math.min(told.length, MOST_TEXT);
    for (let at = 0; at < length; at++) text[at] = told.charCodeAt(at);
    cells[CELL.answered] = length;
  };
  running.observe = (node, what, step) => {
    if (cells[CELL.asked] === 1) answer();
    const number = numberOf(what);
    cells[CELL.beats] = (cells[CELL.beats]! + 1) | 0;
    cells[CELL.node] = node;
    cells[CELL.what] = number;
    cells[CELL.inside] = 1;
    if (node < 0) return;
    last[0] = node + 1;
    last[1] = number;
    handlerBegins(step);
  };
  running.goesOn = () => {
    cells[CELL.broughtAbout] = (cells[CELL.broughtAbout]! + 1) | 0;
    if (cells[CELL.asked] === 1) answer();
  };
  running.rests = () => {
    cells[CELL.inside] = 0;
  };
  return () => [cells[CELL.node]!, cells[CELL.what]!];
}
