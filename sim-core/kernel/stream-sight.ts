import { sizeOf } from './message-sizes.ts';
import type { Model } from './model.ts';
import { unsentOf, type SentOnStream } from '../world/stream.ts';
import type { Backlog } from '../author/self.ts';
import type { Streams } from './streams.ts';

type SeenModel = Pick<Model, 'links' | 'names' | 'sizes'>;

/**
 * What the running handler of a node sees of the streams on which it sends: as they were when it began, with what it has sent since. So
 * it is the same when it is executed again.
 */
export class StreamSight {
  readonly #streams: Streams;
  readonly #source: number;
  readonly #model: SeenModel;
  /** What was so when the handler began; known from its first send or look on where nothing of it is under way before. */
  #began = new Map<number, SentOnStream>();
  #sent = new Map<number, number[]>();

  constructor(streams: Streams, source: number, model: SeenModel) {
    this.#streams = streams;
    this.#source = source;
    this.#model = model;
  }

  isStream(target: number): boolean {
    return this.#model.links[this.#source * this.#model.names.length + target]!.stream !== undefined;
  }

  /** A handler begins; one that is executed again, with what was so when it did. */
  begins(began: readonly SentOnStream[] | undefined): void {
    if (this.#began.size > 0) this.#began.clear();
    began?.forEach((sent, target) => this.#began.set(target, sent));
    if (this.#sent.size > 0) this.#sent.clear();
  }

  /** It is about to send a message of this type. */
  sends(target: number, type: string): void {
    if (!this.isStream(target)) return;
    const bytes = sizeOf(this.#model.sizes, type);
    this.#beganWith(target);
    const sent = this.#sent.get(target);
    if (sent) sent.push(bytes);
    else this.#sent.set(target, [bytes]);
  }

  look(target: number): Backlog {
    const began = this.#beganWith(target);
    const sent = this.#sent.get(target) ?? [];
    const all = began.unacknowledged + [...began.queue, ...sent].reduce((sum, bytes) => sum + bytes, 0);
    const unsent = unsentOf(began, sent);
    return { unsent, unacknowledged: all - unsent, resets: began.resets };
  }

  #beganWith(target: number): SentOnStream {
    const known = this.#began.get(target);
    if (known) return known;
    const sent = this.#streams.sent(this.#source, target);
    this.#began.set(target, sent);
    return sent;
  }
}
