/**
 * Freezes an object that authors get hold of, with its methods and accessors. Functions are objects too:
 * what somebody puts on `self.send` would be there for the next node, and in the next run.
 */
export function freezeMethods<Value extends object>(object: Value): Value {
  for (const { value, get, set } of Object.values(Object.getOwnPropertyDescriptors(object)))
    for (const part of [value, get, set]) if (typeof part === 'function') Object.freeze(part);
  return Object.freeze(object);
}
