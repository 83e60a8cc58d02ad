/**
 * Chromium cannot make an element higher than 33.5 million physical pixels, and on a display with
 * large pixels that is a third in ours. Higher contents are scaled: the scroll bar shows the place,
 * the wheel still moves by what it says.
 */
const HIGHEST = 8_000_000;

/** Vertical and sideways scrolling over a content that is never there as a whole. */
export class VirtualScroll {
  readonly element: HTMLElement;
  /** The content's first visible pixel. */
  top = 0;
  readonly #spacer: HTMLElement;
  readonly #changed: () => void;
  #contentHeight = 0;
  /** What we last wrote into `scrollTop`, to tell our own scrolling from the user's. */
  #written = 0;

  constructor(element: HTMLElement, spacer: HTMLElement, changed: () => void) {
    this.element = element;
    this.#spacer = spacer;
    this.#changed = changed;
    element.addEventListener('scroll', () => {
      if (Math.abs(element.scrollTop - this.#written) >= 1) {
        this.#written = element.scrollTop;
        this.top = this.#limited(element.scrollTop * this.#scale);
      }
      changed();
    });
    element.addEventListener(
      'wheel',
      (event) => {
        if (this.#scale === 1 || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
        event.preventDefault();
        this.scrollTo(this.top + (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 40));
      },
      { passive: false },
    );
  }

  get height(): number {
    return this.element.clientHeight;
  }

  get left(): number {
    return this.element.scrollLeft;
  }

  setContent(height: number, overflow: number): void {
    this.#contentHeight = height;
    this.#spacer.style.height = `${Math.min(height, HIGHEST)}px`;
    this.#spacer.style.width = `calc(100% + ${overflow}px)`;
    this.scrollTo(this.top);
  }

  scrollTo(top: number): void {
    this.top = this.#limited(top);
    this.element.scrollTop = this.top / this.#scale;
    this.#written = this.element.scrollTop;
    this.#changed();
  }

  /** Scrolls as little as needed to bring a stretch into view, with some context around it; from afar, into the middle. */
  reveal(top: number, bottom: number, context: number): void {
    if (bottom < this.top - context || top > this.top + this.height + context) {
      this.scrollTo((top + bottom - this.height) / 2);
      return;
    }
    const room = Math.min(context, Math.max(0, (this.height - (bottom - top)) / 2));
    if (top - room < this.top) this.scrollTo(top - room);
    else if (bottom + room > this.top + this.height) this.scrollTo(bottom + room - this.height);
  }

  /** Brings a stretch of what lies in a frame of this width into view. */
  revealSideways(left: number, right: number, width: number): void {
    const { scrollLeft } = this.element;
    if (left < scrollLeft) this.element.scrollLeft = left;
    else if (right > scrollLeft + width) this.element.scrollLeft = right - width;
  }

  #limited(top: number): number {
    return Math.max(0, Math.min(this.#contentHeight - this.height, top));
  }

  /** How many pixels of the content one pixel of the scroll bar stands for. */
  get #scale(): number {
    const shown = Math.min(this.#contentHeight, HIGHEST) - this.height;
    return this.#contentHeight > HIGHEST ? (this.#contentHeight - this.height) / shown : 1;
  }
}
