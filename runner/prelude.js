// Runs inside the sandbox before anything else, and replaces what would leak the real world. It is
// plain JavaScript because it must be evaluated there as it stands. `running` is sim-core's.
(function prelude(running, forbidden) {
  'use strict';
  const outside = (what) =>
    new Error(`${what} was used outside of a handler, where there is no node whose clock or randomness it could be.`);
  const self = (what) => {
    if (!running.self) throw outside(what);
    return running.self;
  };

  const RealDate = Date;
  /** A Date that reads the clock of the node that runs, and lives in UTC. */
  function SimulatedDate(...args) {
    if (!new.target) return new RealDate(Math.floor(self('Date').now())).toUTCString();
    const date =
      args.length === 0 ? new RealDate(Math.floor(self('Date').now()))
      : args.length === 1 ? new RealDate(args[0])
      : new RealDate(RealDate.UTC(...args));
    Object.setPrototypeOf(date, new.target.prototype);
    return date;
  }
  SimulatedDate.prototype = RealDate.prototype;
  SimulatedDate.prototype.constructor = SimulatedDate;
  SimulatedDate.now = () => Math.floor(self('Date.now').now());
  SimulatedDate.parse = RealDate.parse;
  SimulatedDate.UTC = RealDate.UTC;

  Math.random = () => self('Math.random').random();

  const performance = Object.freeze({ now: () => self('performance.now').monotonic(), timeOrigin: 0 });

  const randomByte = () => Math.floor(self('crypto').random() * 256);
  const crypto = Object.freeze({
    getRandomValues(array) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let index = 0; index < bytes.length; index++) bytes[index] = randomByte();
      return array;
    },
    randomUUID() {
      const bytes = Array.from({ length: 16 }, randomByte);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  });

  // A remark of the running node in the trace; elsewhere there is nobody to make it.
  const remark = (...parts) => {
    if (running.self) running.self.log(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  };
  const console = Object.freeze({ log: remark, info: remark, warn: remark, error: remark, debug: remark, trace: remark });

  // Texts that depend on the machine's language would differ from machine to machine.
  for (const [type, name, plain] of [
    [Number, 'toLocaleString', 'toString'],
    [RealDate, 'toLocaleString', 'toISOString'],
    [RealDate, 'toLocaleDateString', 'toISOString'],
    [RealDate, 'toLocaleTimeString', 'toISOString'],
    [RealDate, 'toString', 'toUTCString'],
    [String, 'toLocaleLowerCase', 'toLowerCase'],
    [String, 'toLocaleUpperCase', 'toUpperCase'],
  ]) {
    const method = type.prototype[plain];
    Object.defineProperty(type.prototype, name, { value: function () { return method.call(this); }, writable: true, configurable: true });
  }
  String.prototype.localeCompare = function (other) { return this < other ? -1 : this > other ? 1 : 0; };

  // The machine's time zone is the real world too: local time is UTC.
  for (const unit of ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds']) {
    for (const access of ['get', 'set']) {
      const utc = RealDate.prototype[`${access}UTC${unit}`];
      if (utc) RealDate.prototype[`${access}${unit}`] = function (...args) { return utc.apply(this, args); };
    }
  }
  RealDate.prototype.getTimezoneOffset = () => 0;

  // They are simply not there, so that a library which asks whether they are gets an honest answer.
  for (const name of forbidden) delete globalThis[name];
  delete globalThis.Intl;
  Object.assign(globalThis, { Date: SimulatedDate, performance, crypto, console });
})
