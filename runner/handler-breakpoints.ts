import type { Session } from 'node:inspector';
import { HANDLED_STEP } from './bundle-names.ts';
import { evaluateFor } from './function-locations.ts';

/**
 * Stops whatever debugger is attached where one of these functions begins, while a step is being handled and not otherwise.
 * The session has to stay open for as long as that is wanted.
 */
export function breakAt(session: Session, functions: readonly unknown[], step: number): void {
  session.post('Debugger.enable');
  const shelf = globalThis as { __backstepFunctions?: readonly unknown[] };
  shelf.__backstepFunctions = functions;
  // Where nothing is being handled yet there is no such global.
  const condition = `typeof ${HANDLED_STEP} === 'number' && ${HANDLED_STEP} === ${step}`;
  functions.forEach((_, index) => {
    const objectId = evaluateFor(session, `globalThis.__backstepFunctions[${index}]`);
    if (objectId !== undefined) session.post('Debugger.setBreakpointOnFunctionCall', { objectId, condition });
  });
  delete shelf.__backstepFunctions;
}
