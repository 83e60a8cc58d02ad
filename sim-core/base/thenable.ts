/** Whether what the author's code returned is a promise or the like; asking it may throw, and then it is none. */
export function isThenable(returned: unknown): boolean {
  if ((typeof returned !== 'object' && typeof returned !== 'function') || returned === null) return false;
  try {
    return typeof (returned as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
