import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { transformSync } from 'esbuild';
import { instrument } from '../../runner/instrument.ts';

/** Instruments a source as the only module of a bundle. */
function instrumented(source: string): { code: string; map: string } {
  const { code, map } = transformSync(`(() => {\n${source}\n})();`, { sourcemap: 'external', sourcefile: 'own.js', target: 'es2022' });
  return instrument(code, map, { locate: () => ({ library: false }) });
}

describe('a bundle that tells what it holds', () => {
  it('keeps its lines', () => {
    const source = 'const make = (k) => () => ++k;\nclass C {\n  #n = 0;\n  next() {\n    return ++this.#n;\n  }\n}\nmake(1); new C();';
    const { code } = transformSync(`(() => {\n${source}\n})();`);
    assert.equal(instrumented(source).code.split('\n').length, code.split('\n').length);
  });

  it('keeps its way back to the source', () => {
    const source =
      'const make = (k) => () => ++k;\nlet total = 0;\nfunction add(x) { [1].forEach((y) => { total += y; }); return oops(x, total); }\nadd(make(1));';
    const { code, map } = instrumented(source);
    const line = code.split('\n').findIndex((text) => text.includes('oops'));
    const column = code.split('\n')[line]!.indexOf('oops');
    const found = originalPositionFor(new TraceMap(map), { line: line + 1, column });
    assert.deepEqual([found.line, found.column], [4, source.split('\n')[2]!.indexOf('oops')]);
  });

  it('asks before a function writes to a variable of another', () => {
    const { code } = instrumented('function f() { let n = 0; n = 1; return () => { n++; }; }\nf();');
    assert.match(code, /\$loading0&&\$backstep\.write\(\d+\),n\+\+/);
    assert.doesNotMatch(code, /write\(\d+\),n = 1/);
  });

  it('asks also where the function stands among the parameters', () => {
    const write = /\(\(\$loading0\) ?=> ?\(.*\$loading0&&\$backstep\.write\(\d+\),a\+\+.*\)\)\(\$backstep\.loading\)/;
    assert.match(instrumented('function f(a, b = () => a++) { return b; }\nf();').code, write);
    assert.match(instrumented('const f = (a, { c: [b = () => a++] }) => b;\nf(1, { c: [] });').code, write);
    assert.match(instrumented('function f(a, { [(() => a++)()]: b }) { return b; }\nf(1, {});').code, write);
  });

  it('leaves functions that capture nothing as they are', () => {
    const { code } = instrumented('function f(a) { let b = a; b += 1; return b; }\nf(1);');
    assert.doesNotMatch(code, /function f\(a\) \{\$/);
  });
});
