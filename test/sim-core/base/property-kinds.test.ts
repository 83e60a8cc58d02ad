import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { violationText } from '../../../sim-core/base/property-kinds.ts';

describe('what a violation is called', () => {
  const deadline = { promised: 0, due: 1_000, suspended: [] };

  it('names a deadline only where one has passed, and not where a loop closed in which a promise is never kept', () => {
    assert.equal(violationText({ kind: 'liveness', deadline }), 'Deadline missed');
    assert.equal(violationText({ kind: 'liveness' }), 'Never kept');
  });

  it('is the kind’s own otherwise', () => {
    assert.equal(violationText({ kind: 'safety' }), 'Safety violated');
    assert.equal(violationText({ kind: 'sometimes' }), 'Never reached');
  });
});
