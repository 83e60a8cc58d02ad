/**
 * What the compiler writes into a bundle and the sandbox has to find there again. Apart from both, so
 * that a worker need not load the compiler to know it.
 */

/** Where the bundle leaves what the file exports. */
export const EXPORTS_NAME = '__backstepScenario';
/** Where the bundle finds what it imports from 'backstep'. */
export const AUTHORING_NAME = '__backstepAuthoring';
/** Where the bundle finds the guard of what it holds. */
export const GUARD = '$backstep';
/** The name under which the bundle appears in stacks, for `SourceMap` to find. */
export const SCENARIO_SCRIPT = 'backstep-scenario.js';
/** A global of the sandbox that holds the step that is being handled, where a handler is debugged with an engine's own debugger. */
export const HANDLED_STEP = '__backstepHandledStep';
