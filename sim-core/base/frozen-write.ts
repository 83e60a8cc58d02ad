/**
 * The engine's messages for a write to what is frozen, and the sandbox's own for what the engine
 * cannot freeze: variables, private fields, what a Map or a Date holds.
 */
const FROZEN = [
  /^Cannot assign to read only property '.*' of /s,
  /^Cannot add property .*, object is not extensible$/s,
  /^Cannot delete property '.*' of /s,
  /^Cannot define property .*, object is not extensible$/s,
  /^Cannot redefine property: /s,
  /^(?:#<.*>|\[object .*\]) is not extensible$/s,
  /^Immutable prototype object '.*' cannot have (?:their|its) prototype set$/s,
  /^Cannot change .*: it was made while the file was loaded$/s,
];

/** Whether an error says that something was written to that is frozen, because nodes and runs share it. */
export function frozenWrite(error: unknown): boolean {
  return error instanceof TypeError && FROZEN.some((message) => message.test(error.message));
}
