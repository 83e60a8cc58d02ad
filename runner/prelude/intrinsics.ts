/** The language's own objects by path, such as `Array.prototype`, and the hidden ones that only syntax leads to. */
export interface Intrinsic {
  readonly path: string;
  readonly object: object;
}

/** What no engine's script may see, though all have it: what regular expressions matched last, anywhere. */
export function neverSeen(path: string, key: string): boolean {
  return path === 'RegExp' && /^(?:\$.|input|lastMatch|lastParen|leftContext|rightContext)$/.test(key);
}

/** How the key of a property is written in the list. */
export function keyText(key: string | symbol): string {
  return typeof key === 'string' ? key : `@@${String(key.description)}`;
}

/**
 * Walks over the language's own objects, each once. `enter` is called for each and says which of its
 * keys to follow.
 */
export function walkIntrinsics(globals: object, enter: (intrinsic: Intrinsic) => readonly (string | symbol)[]): void {
  // The hidden ones come first, so that they have the same path on an engine that also names them.
  const queue: Intrinsic[] = [...hidden(), { path: '', object: globals }];
  const met = new Set(queue.map(({ object }) => object));
  for (const intrinsic of queue) {
    const { path, object } = intrinsic;
    const follow = (how: string, key: string | symbol, value: unknown): void => {
      if (((typeof value !== 'object' || value === null) && typeof value !== 'function') || met.has(value)) return;
      met.add(value);
      queue.push({ path: `${path === '' ? '' : `${path}.`}${how}${keyText(key)}`, object: value });
    };
    for (const key of enter(intrinsic)) {
      const own = Object.getOwnPropertyDescriptor(object, key)!;
      if ('value' in own) follow('', key, own.value);
      else {
        follow('get ', key, own.get);
        follow('set ', key, own.set);
      }
    }
    follow('', '__proto__', Object.getPrototypeOf(object));
  }
}

/** In an order that no engine decides, so that what has two paths has the same one everywhere. */
export function sortedKeys(object: object): (string | symbol)[] {
  const symbols = new Map(Object.getOwnPropertySymbols(object).map((key) => [keyText(key), key]));
  // Texts alone are sorted by the engine itself, which takes a tenth of the time.
  const texts = [...Object.getOwnPropertyNames(object), ...symbols.keys()].sort();
  return symbols.size === 0 ? texts : texts.map((text) => symbols.get(text) ?? text);
}

function hidden(): Intrinsic[] {
  const prototypeOf = (value: unknown): object => Object.getPrototypeOf(value) as object;
  const arrayIterator = prototypeOf([][Symbol.iterator]());
  return Object.entries({
    '%Object.prototype%': Object.prototype,
    '%Function.prototype%': Function.prototype,
    '%IteratorPrototype%': prototypeOf(arrayIterator),
    '%ArrayIteratorPrototype%': arrayIterator,
    '%MapIteratorPrototype%': prototypeOf(new Map().entries()),
    '%SetIteratorPrototype%': prototypeOf(new Set().values()),
    '%StringIteratorPrototype%': prototypeOf(''[Symbol.iterator]()),
    '%RegExpStringIteratorPrototype%': prototypeOf(''.matchAll(/x/g)),
    '%GeneratorFunction%': prototypeOf(function* () {}),
    '%AsyncFunction%': prototypeOf(async function () {}),
    '%AsyncGeneratorFunction%': prototypeOf(async function* () {}),
    '%TypedArray%': prototypeOf(Uint8Array),
    '%ThrowTypeError%': Object.getOwnPropertyDescriptor(Function.prototype, 'caller')!.get!,
  }).map(([path, object]) => ({ path, object }));
}

/** A function without properties of its own beyond these need not stand in the list. */
export const PLAIN_FUNCTION = ['length', 'name'];

/** Removes what the list does not have, so that newer engines answer like the one it was made on. */
export function pruneIntrinsics(globals: object, list: ReadonlyMap<string, readonly string[]>): void {
  walkIntrinsics(globals, ({ path, object }) => {
    const allowed = new Set(list.get(path) ?? PLAIN_FUNCTION);
    return sortedKeys(object).filter((key) => {
      if (allowed.has(keyText(key))) return true;
      // What cannot be removed, such as the `prototype` of a function, is left where it is.
      return !Reflect.deleteProperty(object, key);
    });
  });
}

/** Inherited properties that programs set on objects of their own, which a frozen prototype would forbid. */
const OVERRIDDEN: readonly (readonly [() => object, readonly string[]])[] = [
  [
    () => Object.prototype,
    ['constructor', 'toString', 'toLocaleString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable'],
  ],
  [() => Function.prototype, ['constructor', 'toString', 'call', 'apply', 'bind']],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (type) => [() => type.prototype as object, ['constructor', 'name', 'message', 'toString']] as const,
  ),
  // Not its `constructor`, by which V8 knows whether it may take its fast ways through arrays.
  [() => Array.prototype, ['toString', 'toLocaleString']],
];

/**
 * `Symbol` with the keys of the list alone: the language does not let well-known symbols be removed,
 * and newer engines have more of them.
 */
export function listedSymbol(list: ReadonlyMap<string, readonly string[]>): SymbolConstructor {
  const RealSymbol = Symbol;
  function ListedSymbol(description?: string): symbol {
    if (new.target) throw new TypeError('Symbol is not a constructor');
    return RealSymbol(description);
  }
  for (const key of list.get('Symbol')!) {
    if (key !== 'prototype') Object.defineProperty(ListedSymbol, key, Object.getOwnPropertyDescriptor(RealSymbol, key)!);
  }
  ListedSymbol.prototype = RealSymbol.prototype;
  Object.defineProperty(RealSymbol.prototype, 'constructor', { value: ListedSymbol, writable: true, configurable: true });
  return ListedSymbol as unknown as SymbolConstructor;
}

/** All of the language's own objects as they are now, with what a file has put into them. */
export function intrinsicsOf(globals: object): Set<object> {
  const all = new Set<object>();
  const meet = (value: unknown): void => {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') all.add(value as object);
  };
  for (const { object } of hidden()) all.add(object);
  all.add(globals);
  // A set is walked in the order in which it grows. Nobody asks for a path here, so that none is made.
  for (const object of all) {
    for (const key of Reflect.ownKeys(object)) {
      const own = Object.getOwnPropertyDescriptor(object, key)!;
      if ('value' in own) meet(own.value);
      else {
        meet(own.get);
        meet(own.set);
      }
    }
    meet(Object.getPrototypeOf(object));
  }
  all.delete(globals);
  return all;
}

/** Prepares the language's own objects for being frozen. */
export function allowOverridingIntrinsics(): void {
  for (const [object, names] of OVERRIDDEN) allowOverriding(object(), names);
}

/**
 * Lets objects that inherit a property have their own by assignment, which the language forbids
 * where the inherited one is read-only.
 */
export function allowOverriding(home: object, names: Iterable<string>): void {
  for (const name of names) {
    const own = Object.getOwnPropertyDescriptor(home, name);
    if (!own || !('value' in own) || !own.configurable) continue;
    const { value, enumerable } = own as { value: unknown; enumerable: boolean };
    Object.defineProperty(home, name, {
      get: () => value,
      set(this: object, next: unknown) {
        if (this === home) throw new TypeError(`Cannot assign to read only property '${name}' of object '[object Object]'`);
        Object.defineProperty(this, name, { value: next, writable: true, enumerable: true, configurable: true });
      },
      enumerable,
      configurable: false,
    });
  }
}

/**
 * Freezes one of the language's own objects. `Object.freeze` marks also the elements of an object as frozen, though it has none,
 * and V8 then stores every element of whatever inherits from it by its slowest way, up to a hundred times as slow on a typed
 * array: what all objects and typed arrays inherit from is frozen property by property instead, which comes to the same. Not so
 * `Array.prototype`, for whose iterator V8 has a fast way only as long as nobody defines it anew.
 */
export function freezeIntrinsic(object: object): void {
  if (!INDEXED.has(object)) {
    Object.freeze(object);
    return;
  }
  for (const key of Reflect.ownKeys(object)) {
    const isData = 'value' in Object.getOwnPropertyDescriptor(object, key)!;
    Object.defineProperty(object, key, { configurable: false, ...(isData && { writable: false }) });
  }
  Object.preventExtensions(object);
}

/** What is inherited by objects that have elements, apart from `Array.prototype`. */
const INDEXED: ReadonlySet<object> = new Set([
  Object.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  ...[
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((type) => type.prototype),
]);
