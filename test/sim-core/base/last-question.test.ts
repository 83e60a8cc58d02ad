import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LastQuestion } from '../../../sim-core/base/last-question.ts';

function asking(): { readonly asked: number[]; readonly questions: LastQuestion<number> } {
  const asked: number[] = [];
  return { asked, questions: new LastQuestion((question) => asked.push(question)) };
}

describe('the last question', () => {
  it('is asked at once when nothing is under way', () => {
    const { asked, questions } = asking();
    questions.want(1);
    assert.deepEqual(asked, [1]);
  });

  it('waits for the answer under way, and is all that waits', () => {
    const { asked, questions } = asking();
    for (const step of [1, 2, 3, 4]) questions.want(step);
    assert.deepEqual(asked, [1]);
    questions.answered();
    assert.deepEqual(asked, [1, 4]);
    questions.answered();
    assert.deepEqual(asked, [1, 4]);
    questions.want(5);
    assert.deepEqual(asked, [1, 4, 5]);
  });

  it('may be the same again, or undefined', () => {
    const asked: (number | undefined)[] = [];
    const questions = new LastQuestion<number | undefined>((question) => asked.push(question));
    questions.want(1);
    questions.want(undefined);
    questions.answered();
    questions.want(undefined);
    questions.answered();
    assert.deepEqual(asked, [1, undefined, undefined]);
  });

  it('is forgotten with all that was wanted', () => {
    const { asked, questions } = asking();
    questions.want(1);
    questions.want(2);
    questions.forget();
    questions.want(3);
    assert.deepEqual(asked, [1, 3]);
    questions.answered();
    assert.deepEqual(asked, [1, 3]);
  });

  it('may be answered within the asking', () => {
    const asked: number[] = [];
    const questions: LastQuestion<number> = new LastQuestion((question) => {
      asked.push(question);
      questions.answered();
    });
    questions.want(1);
    questions.want(2);
    assert.deepEqual(asked, [1, 2]);
  });
});
