/** Whether the engine refused to change what is frozen: V8's words, which have been the same since strict mode came. */
export function frozenWrite(error: unknown): boolean {
  return error instanceof TypeError && /read only property|not extensible|Cannot delete property|Cannot redefine property|Cannot define property/.test(error.message);
}
