import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHistory } from '../../../sim-core/backstep.ts';
import { ScenarioError } from '../../../sim-core/base/scenario-error.ts';

/** `0 invoke write 1` as a line of a history, where a key may follow. */
function lines(...texts: readonly string[]): string {
  return texts
    .map((text) => {
      const [process, type, f, value = 'null', key] = text.split(' ');
      return JSON.stringify({ process: Number(process), type, f, value: JSON.parse(value) as unknown, ...(key ? { key } : {}) });
    })
    .join('\n');
}

const verdictOn = (model: string, ...texts: readonly string[]): string => checkHistory(lines(...texts), { model }).verdict;

describe('a history of another system', () => {
  it('is violated where a read returns what was overwritten before it began, with the operations that show it', () => {
    const verdict = checkHistory(
      lines(
        '0 invoke write 1',
        '0 ok write 1',
        '0 invoke write 2',
        '0 ok write 2',
        '1 invoke read',
        '1 ok read 1',
        '1 invoke read',
        '1 ok read 2',
      ),
      { model: 'register' },
    );
    assert.equal(verdict.verdict, 'violated');
    assert.equal(verdict.line, 6);
    assert.deepEqual(
      verdict.witness!.map(({ invokedAt }) => invokedAt),
      [1, 3, 5],
    );
  });

  it('holds where the write was still under way', () =>
    assert.equal(
      verdictOn('register', '0 invoke write 1', '0 ok write 1', '0 invoke write 2', '1 invoke read', '1 ok read 1', '0 ok write 2'),
      'held',
    ));

  it('is violated where one read returns the new value and a later one the old', () =>
    assert.equal(
      verdictOn('register', '0 invoke write 1', '1 invoke read', '1 ok read 1', '2 invoke read', '2 ok read null', '0 ok write 1'),
      'violated',
    ));

  it('counts what failed as not having happened', () =>
    assert.equal(verdictOn('register', '0 invoke write 1', '0 fail write 1', '1 invoke read', '1 ok read 1'), 'violated'));

  it('lets what ended with info happen any time later, or never', () => {
    const begin = ['0 invoke write 1', '0 info write', '1 invoke read', '1 ok read null', '1 invoke read'];
    assert.equal(verdictOn('register', ...begin, '1 ok read 1'), 'held');
    assert.equal(verdictOn('register', ...begin, '1 ok read null'), 'held');
  });

  it('lets what never ended happen any time later, or never', () =>
    assert.equal(verdictOn('register', '0 invoke write 1', '1 invoke read', '1 ok read 1', '1 invoke read', '1 ok read 1'), 'held'));

  it('is vacuous where it has no operation', () => assert.equal(checkHistory('\n', { model: 'register' }).verdict, 'vacuous'));

  it('is unknown where the budget does not suffice', () => {
    const texts = ['0 invoke write 1', '0 ok write 1', '0 invoke read', '0 ok read 1', '0 invoke write 1', '0 ok write 1'];
    assert.equal(checkHistory(lines(...texts), { model: 'register', steps: 1 }).verdict, 'unknown');
  });

  it('may begin with another value than null', () => {
    const history = lines('0 invoke read', '0 ok read 0');
    assert.equal(checkHistory(history, { model: 'register' }).verdict, 'violated');
    assert.equal(checkHistory(history, { model: 'register', initial: 0 }).verdict, 'held');
  });

  it('may begin with the mark of its encoding, and end its lines as Windows does', () =>
    assert.equal(
      checkHistory(`\uFEFF${lines('0 invoke write 1', '0 ok write 1').replace('\n', '\r\n')}`, { model: 'register' }).verdict,
      'held',
    ));

  it('may have transactions that write again what has failed', () => {
    const again = (type: string, value: string): string =>
      checkHistory(
        lines(
          '0 invoke txn [["w","x",1]]',
          `0 ${type} txn [["w","x",1]]`,
          '1 invoke txn [["w","x",1]]',
          '1 ok txn [["w","x",1]]',
          '2 invoke txn [["r","x",null]]',
          `2 ok txn [["r","x",${value}]]`,
        ),
        { model: 'rw-register' },
      ).verdict;
    assert.equal(again('fail', '1'), 'held');
    assert.equal(again('fail', 'null'), 'violated');
    assert.throws(() => again('ok', '1'), /writes 1 to "x", as process 0's transaction of line 2 does/);
  });

  for (const [model, key] of [
    ['cas-register', ''],
    ['key-value', ' x'],
  ] as const)
    it(`takes a compare-and-set that was told false for one that found another value: ${model}`, () => {
      const judged = (...texts: readonly string[]): string => verdictOn(model, ...texts.map((each) => each + key));
      const after = (...begin: readonly string[]): string =>
        judged(...begin, '1 invoke cas [1,2]', '1 ok cas false', '1 invoke read null', '1 ok read 3');
      const one = ['0 invoke write 1', '0 ok write 1'];
      assert.equal(after('0 invoke write 3', '0 ok write 3'), 'held');
      assert.equal(after(...one, '2 invoke write 3', '2 info write null'), 'held');
      assert.equal(after(...one, '2 invoke write 4', '2 info write null', '3 invoke cas [1,3]', '3 info cas null'), 'held');
      assert.equal(judged(...one, '1 invoke cas [1,2]', '1 ok cas false'), 'violated');
    });

  it('may have lines of the nemesis', () =>
    assert.equal(
      checkHistory(`{"process":"nemesis","type":"info","f":"start","value":null}\n${lines('0 invoke write 1')}`, { model: 'register' })
        .verdict,
      'held',
    ));

  const held: readonly (readonly [string, ...string[]])[] = [
    ['cas-register', '0 invoke write 1', '0 ok write 1', '0 invoke cas [1,2]', '0 ok cas [1,2]', '0 invoke read', '0 ok read 2'],
    ['key-value', '0 invoke put 1 x', '0 ok put 1 x', '0 invoke get null y', '0 ok get null y', '0 invoke get null x', '0 ok get 1 x'],
    ['key-value', '0 invoke write ["x",1]', '0 ok write ["x",1]', '0 invoke read ["x",null]', '0 ok read ["x",1]'],
    [
      'key-value',
      '0 invoke append "a" x',
      '0 ok append "a" x',
      '0 invoke append "b" x',
      '0 ok append null x',
      '0 invoke get null x',
      '0 ok get "ab" x',
    ],
    ['queue', '0 invoke enqueue 1', '0 ok enqueue 1', '0 invoke dequeue', '0 ok dequeue 1', '0 invoke dequeue', '0 ok dequeue null'],
    ['set', '0 invoke add 1', '0 ok add 1', '0 invoke add 2', '0 ok add 2', '0 invoke read', '0 ok read [2,1]'],
    ['mutex', '0 invoke acquire', '0 ok acquire', '0 invoke release', '1 invoke acquire', '1 ok acquire', '0 ok release'],
    ['counter', '0 invoke add 2', '0 ok add 2', '0 invoke decrement', '0 ok decrement', '0 invoke read', '0 ok read 1'],
  ];
  for (const [model, ...texts] of held)
    it(`holds on the model ${model}: ${texts[0]}`, () => assert.equal(verdictOn(model, ...texts), 'held'));

  it('may read the empty text from a key that holds it, or that holds nothing, whoever wrote it', () => {
    assert.equal(
      verdictOn('key-value', '0 invoke cas [null,""] x', '0 ok cas [null,""] x', '0 invoke read null x', '0 ok read "" x'),
      'held',
    );
    const begin = ['0 invoke write 1 x', '0 ok write 1 x', '1 invoke write null x', '1 info write', '0 invoke read null x'];
    assert.equal(verdictOn('key-value', ...begin, '0 ok read "" x'), 'held');
  });

  /** Four at once enqueue what others enqueue too, and then as many dequeue at once; the last of a round waits, and may wait too long. */
  const rounds = (count: number, isLate: boolean): string => {
    const texts: string[] = [];
    for (let round = 0; round < count; round++) {
      // Who began first is in the queue last, and completes last.
      const values = [0, 1, 2, 3].map((each) => ((round * each) % 3) + 1);
      texts.push(...values.map((value, process) => `${process} invoke enqueue ${value}`));
      texts.push(...[3, 2, 1, 0].map((process) => `${process} ok enqueue ${values[process]}`));
      texts.push(...[0, 1, 2, 3].map((process) => `${process} invoke dequeue`));
      texts.push(...[3, 2, 1, 0].map((process) => `${process} ok dequeue ${values[process]}`), '4 invoke dequeue', '4 ok dequeue null');
    }
    if (isLate) texts.push('0 invoke enqueue 1', '0 ok enqueue 1', '4 invoke dequeue', '4 ok dequeue null');
    return lines(...texts);
  };
  it('is judged without trying orders of a queue in which most items are equal', () => {
    const judged = (isLate: boolean): string => checkHistory(rounds(isLate ? 8 : 60, isLate), { model: 'queue', steps: 500 }).verdict;
    assert.equal(judged(false), 'held');
    assert.equal(judged(true), 'violated');
  });

  const violated: readonly (readonly [string, ...string[]])[] = [
    ['cas-register', '0 invoke write 1', '0 ok write 1', '0 invoke cas [3,2]', '0 ok cas [3,2]'],
    ['key-value', '0 invoke put 1 x', '0 ok put 1 x', '0 invoke get null x', '0 ok get null x'],
    ['queue', '0 invoke enqueue 1', '0 ok enqueue 1', '0 invoke enqueue 2', '0 ok enqueue 2', '0 invoke dequeue', '0 ok dequeue 2'],
    ['set', '0 invoke add 1', '0 ok add 1', '0 invoke read', '0 ok read []'],
    ['mutex', '0 invoke acquire', '0 ok acquire', '1 invoke acquire', '1 ok acquire'],
    ['counter', '0 invoke add 2', '0 ok add 2', '0 invoke read', '0 ok read 1'],
  ];
  for (const [model, ...texts] of violated)
    it(`is violated on the model ${model}: ${texts.at(-1)}`, () => assert.equal(verdictOn(model, ...texts), 'violated'));
});

describe('what is no history', () => {
  const refused: readonly (readonly [string, string, string, RegExp, RegExp])[] = [
    [
      'a completion that was never invoked',
      'register',
      lines('0 ok read 1'),
      /^Line 1: process 0 ends 'read' with "ok", which it never invoked/,
      /invocation/,
    ],
    [
      'two pending operations of one process',
      'register',
      lines('0 invoke read', '0 invoke read'),
      /^Line 2: process 0 invokes 'read', but its 'read' of line 1/,
      /end that one first/,
    ],
    ['an end of another operation', 'register', lines('0 invoke read', '0 ok write 1'), /^Line 2: .* is 'read'/, /same "f"/],
    ['a line that is no JSON', 'register', '{"process":0', /^Line 1 is no JSON/, /one object a line/],
    ['a line that is no object', 'register', '\n[1]', /^Line 2 is no object/, /one object a line/],
    ['a line without a process', 'register', '{"type":"ok","f":"read"}', /^Line 1 has no "process"/, /"process": 0/],
    [
      'a line with an unknown type',
      'register',
      '{"process":0,"type":"invok","f":"read"}',
      /^Line 1 has the "type" "?invok/,
      /Did you mean `invoke`/,
    ],
    ['a line without an operation', 'register', '{"process":0,"type":"ok"}', /^Line 1 has no "f"/, /"f": "read"/],
    [
      'an unknown operation',
      'register',
      lines('0 invoke raed'),
      /^Line 1: the model register has no operation 'raed'/,
      /Did you mean `read`/,
    ],
    ['a compare-and-set without a pair', 'cas-register', lines('0 invoke cas 1'), /^Line 1: the cas has the value 1/, /pair/],
    [
      'an end on another key',
      'key-value',
      lines('0 invoke write 1 x', '0 ok write 1 y'),
      /^Line 2: process 0 ends 'write' on the key "y", but in line 1 it was on "x"/,
      /same "key"/,
    ],
    ['an operation without a key', 'key-value', lines('0 invoke write 1'), /^Line 1: the write names no key/, /"key"/],
    ['an unknown model', 'regster', lines('0 invoke read'), /^There is no model 'regster'/, /Did you mean `register`/],
  ];
  for (const [what, model, history, message, cure] of refused)
    it(`is refused with its line and what to do: ${what}`, () =>
      assert.throws(
        () => checkHistory(history, { model }),
        (error) => {
          assert.ok(error instanceof ScenarioError);
          assert.match(error.message, message);
          assert.match(error.cure, cure);
          return true;
        },
      ));
});

describe('a history that promises sequential consistency alone', () => {
  const sequential = (...texts: readonly string[]): ReturnType<typeof checkHistory> =>
    checkHistory(lines(...texts), { model: 'key-value', consistency: 'sequential' });
  const stale = ['0 invoke write 1 x', '0 ok write 1 x', '1 invoke read null x', '1 ok read null x'];

  it('may read what is old by real time, as long as each process sees one order', () => {
    assert.equal(checkHistory(lines(...stale), { model: 'key-value' }).verdict, 'violated');
    assert.deepEqual(sequential(...stale), { model: 'key-value', consistency: 'sequential', operations: 2, verdict: 'held' });
  });

  it('is violated where a process goes back behind what it has written itself', () => {
    const { verdict, line, witness } = sequential('0 invoke write 1 x', '0 ok write 1 x', '0 invoke read null x', '0 ok read null x');
    assert.equal(verdict, 'violated');
    assert.equal(line, 4);
    assert.deepEqual(
      witness!.map(({ invokedAt }) => invokedAt),
      [1, 3],
    );
  });

  it('is violated by two keys together, of which each alone could be ordered', () => {
    const buffered = (x: string, y: string): readonly string[] => [
      '0 invoke write 1 x',
      '0 ok write 1 x',
      '1 invoke write 1 y',
      '1 ok write 1 y',
      '0 invoke read null y',
      `0 ok read ${y} y`,
      '1 invoke read null x',
      `1 ok read ${x} x`,
    ];
    assert.equal(sequential(...buffered('null', 'null')).verdict, 'violated', 'a store buffer (Lamport 1979)');
    assert.equal(sequential(...buffered('1', 'null')).verdict, 'held');
  });

  it('lets what ended with info happen any time, also before what its process did later', () => {
    assert.equal(sequential('0 invoke write 1 x', '0 info write', '1 invoke read null x', '1 ok read 1 x').verdict, 'held');
    assert.equal(sequential('0 invoke write 1 x', '0 fail write', '1 invoke read null x', '1 ok read 1 x').verdict, 'violated');
  });

  it('is refused where nobody knows what it promises', () =>
    assert.throws(
      () => checkHistory(lines(...stale), { model: 'key-value', consistency: 'sequentiel' }),
      (error) =>
        error instanceof ScenarioError && /no consistency 'sequentiel'/.test(error.message) && /Did you mean `sequential`/.test(error.cure),
    ));
});
