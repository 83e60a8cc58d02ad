import { define } from './date.ts';
import { mapMethods, refuse, setMethods, type Guard } from './guard.ts';

/**
 * Lets Map and Set refuse to change one that was made while the file was loaded. It is done before
 * any file is loaded, which could otherwise put the engine's own methods by.
 */
export function guardCollections(): void {
  define(Map.prototype, { ...mapMethods() });
  define(Set.prototype, { ...setMethods() });
}

/** What is told to the guard while a file is loaded, because no walk over objects would come across it. */
export function tellGuard(
  guard: () => Guard,
  { proxies, disguised }: { readonly proxies: WeakSet<object>; readonly disguised: WeakSet<object> },
): { readonly Proxy: ProxyConstructor; readonly Promise: PromiseConstructor } {
  const { set, delete: deleteFromMap } = WeakMap.prototype;
  const { add, delete: deleteFromSet } = WeakSet.prototype;
  define(WeakMap.prototype, {
    set(this: WeakMap<object, unknown>, key: object, value: unknown) {
      guard().entry(this, key);
      guard().hold(value);
      return set.call(this, key, value);
    },
    delete(this: WeakMap<object, unknown>, key: object) {
      guard().entry(this, key);
      return deleteFromMap.call(this, key);
    },
  });
  define(WeakSet.prototype, {
    add(this: WeakSet<object>, key: object) {
      guard().entry(this, key);
      return add.call(this, key);
    },
    delete(this: WeakSet<object>, key: object) {
      guard().entry(this, key);
      return deleteFromSet.call(this, key);
    },
  });
  tellDisguises(guard, disguised);
  const { bind } = Function.prototype;
  define(
    Function.prototype,
    {
      bind(this: (...args: unknown[]) => unknown, thisArg: unknown, ...args: unknown[]) {
        guard().hold(this, thisArg, ...args);
        return Reflect.apply(bind, this, [thisArg, ...args]) as unknown;
      },
    },
    1,
  );
  return { Proxy: toldProxy(guard, proxies), Promise: toldPromise(guard) };
}

/** What has another prototype than it was made with looks as if it held nothing that cannot be frozen. */
function tellDisguises(guard: () => Guard, disguised: WeakSet<object>): void {
  const { add } = WeakSet.prototype;
  const { setPrototypeOf } = Object;
  const { setPrototypeOf: reflectSet, construct } = Reflect;
  const note = (object: unknown): void => {
    if (guard().loading && typeof object === 'object' && object !== null) add.call(disguised, object);
  };
  define(Object, {
    setPrototypeOf(object: object, prototype: object | null): unknown {
      note(object);
      return setPrototypeOf(object, prototype) as unknown;
    },
  });
  define(Reflect, {
    setPrototypeOf(object: object, prototype: object | null) {
      note(object);
      return reflectSet(object, prototype);
    },
  });
  define(
    Reflect,
    {
      construct(...args: Parameters<typeof Reflect.construct>): unknown {
        const made = construct(...args) as unknown;
        note(made);
        return made;
      },
    },
    construct.length,
  );
  const set = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__')!.set!;
  Object.defineProperty(Object.prototype, '__proto__', {
    set(this: unknown, prototype: unknown) {
      note(this);
      set.call(this, prototype);
    },
  });
}

function toldProxy(guard: () => Guard, proxies: WeakSet<object>): ProxyConstructor {
  const RealProxy = Proxy;
  const { add } = WeakSet.prototype;
  const told = (target: object, handler: ProxyHandler<object>, proxy: object): void => {
    add.call(proxies, proxy);
    if (guard().loading) guard().hold(target, handler);
  };
  function SimulatedProxy(target: object, handler: ProxyHandler<object>): object {
    if (!new.target) throw new TypeError("Constructor Proxy requires 'new'");
    const proxy = new RealProxy(target, handler);
    told(target, handler, proxy);
    return proxy;
  }
  Object.defineProperty(SimulatedProxy, 'name', { value: 'Proxy', configurable: true });
  define(SimulatedProxy, {
    revocable(target: object, handler: ProxyHandler<object>) {
      const { proxy, revoke } = RealProxy.revocable(target, handler);
      told(target, handler, proxy);
      const { loading } = guard();
      const mayRevoke = (): void => {
        if (loading && !guard().loading) refuse('a Proxy');
        revoke();
      };
      return { proxy, revoke: mayRevoke };
    },
  });
  return SimulatedProxy as unknown as ProxyConstructor;
}

/** Promises are refused where handlers run, because nothing of a run waits for them. */
function toldPromise(guard: () => Guard): PromiseConstructor {
  const RealPromise = Promise;
  function SimulatedPromise(executor: ConstructorParameters<PromiseConstructor>[0]): object {
    if (!new.target) throw new TypeError("Promise constructor cannot be invoked without 'new'");
    guard().wantPromise();
    return Reflect.construct(RealPromise, [executor], new.target) as object;
  }
  Object.defineProperty(SimulatedPromise, 'name', { value: 'Promise', configurable: true });
  for (const key of Reflect.ownKeys(RealPromise)) {
    if (key !== 'prototype' && key !== 'name' && key !== 'length')
      Object.defineProperty(SimulatedPromise, key, Object.getOwnPropertyDescriptor(RealPromise, key)!);
  }
  SimulatedPromise.prototype = RealPromise.prototype;
  define(RealPromise.prototype, { constructor: SimulatedPromise });
  return SimulatedPromise as unknown as PromiseConstructor;
}
