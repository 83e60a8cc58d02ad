import { betweenOf, exponentialOf, type StreamState } from '../base/random.ts';
import type { Stream } from './choices.ts';

/** A stream that says how it comes by its next draw, and draws everything else of that. */
export abstract class Drawing implements Stream {
  abstract next(): number;
  abstract at(position: number): number;
  abstract readonly drawn: number;
  abstract save(): StreamState;
  abstract load(state: StreamState): void;
  abstract rewind(drawn: number): void;

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(from: number, to: number): number {
    return betweenOf(() => this.next(), from, to);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  exponential(mean: number): number {
    return exponentialOf(this.next(), mean);
  }
}
