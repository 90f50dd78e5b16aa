/**
 * Moves the user's drawings with the pointer.
 *
 * 1. A pointer that goes down on a line grabs it. On a range it grabs the nearer edge, and with Shift the whole range.
 * 2. Until the pointer goes up, only the picture changes, so that an alert does not fire on the way.
 * 3. Escape ends the drag without a change. A drawing that is removed during the drag stays removed.
 */
import { gripAt, movedTo, type Grip } from './drawing-grips.ts';
import type { DrawingPlace } from './drawing-tools.ts';
import type { PricedDrawing } from './drawings.ts';

/** Distance below which the pointer clicks and does not drag. */
const START_PX = 3;

/** The chart to which the pointer belongs. */
export interface Draggable {
  readonly element: HTMLElement;
  /** Price at a place in the window. Null: the place is not on the candles. */
  readonly priceAt: (place: Place) => number | null;
  /** Place of a price, in pixels from the top of the window. */
  readonly clientYOf: (price: number) => number;
}

type Place = Pick<PointerEvent, 'clientX' | 'clientY'>;

interface Options {
  /** Drawings on screen. Empty: they cannot be moved. */
  readonly drawings: () => readonly PricedDrawing[];
  readonly place: () => DrawingPlace;
  /** Called when the picture has changed. */
  readonly onMove: () => void;
  readonly onMoved: (before: PricedDrawing, after: PricedDrawing) => void;
}

interface Drag {
  readonly grip: Grip;
  readonly pointerId: number;
  readonly startY: number;
  /** The drawing at its new place. Null: it has not moved yet. */
  readonly moved: PricedDrawing | null;
}

export class DrawingDrag {
  readonly #chart: Draggable;
  readonly #options: Options;
  readonly #ending = new AbortController();
  #drag: Drag | null = null;

  constructor(chart: Draggable, options: Options) {
    this.#chart = chart;
    this.#options = options;
    const { element } = chart;
    // These listeners run before those of the library, which would scroll the chart.
    const early = { capture: true, signal: this.#ending.signal };
    element.addEventListener('pointerdown', (event) => this.#begin(event), early);
    element.addEventListener('touchstart', (event) => this.#keepTouch(event), { ...early, passive: false });
    element.addEventListener('pointermove', (event) => this.#move(event), early);
    element.addEventListener('pointerup', (event) => this.#drop(event), early);
    for (const type of ['pointercancel', 'lostpointercapture'] as const)
      element.addEventListener(type, ({ pointerId }) => this.#isDragging(pointerId) && this.#cancel(), early);
    addEventListener('keydown', (event) => this.#key(event), early);
  }

  /** The drawings as they appear while one of them moves. */
  shown(drawings: readonly PricedDrawing[]): readonly PricedDrawing[] {
    if (this.#drag === null || this.#drag.moved === null) return drawings;
    const { grip, moved } = this.#drag;
    return drawings.map((one) => (one === grip.drawing ? moved : one));
  }

  end(): void {
    this.#ending.abort();
  }

  #gripAt(event: PointerEvent): Grip | undefined {
    const { priceAt, clientYOf } = this.#chart;
    const drawings = this.#options.drawings();
    // Reading the chart's position may cause a layout of the page.
    if (drawings.length === 0 || priceAt(event) === null) return undefined;
    return gripAt(drawings, event.clientY, clientYOf);
  }

  #begin(event: PointerEvent): void {
    const grip = event.button === 0 && this.#drag === null ? this.#gripAt(event) : undefined;
    if (grip === undefined) return;
    const { pointerId, clientY } = event;
    this.#drag = { grip, pointerId, startY: clientY, moved: null };
    this.#chart.element.setPointerCapture(pointerId);
    // After this, the browser sends no mouse events, which the library reads.
    event.preventDefault();
    event.stopPropagation();
  }

  #keepTouch(event: TouchEvent): void {
    if (this.#drag === null) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(event: PointerEvent): void {
    if (this.#drag === null) this.#showGrip(this.#gripAt(event) !== undefined);
    else if (this.#isDragging(event.pointerId)) this.#follow(this.#drag, event);
  }

  #isDragging(pointerId: number): boolean {
    return this.#drag?.pointerId === pointerId;
  }

  #follow(drag: Drag, event: PointerEvent): void {
    if (drag.moved === null && Math.abs(event.clientY - drag.startY) < START_PX) return;
    const price = this.#chart.priceAt(event);
    if (price === null) return;
    const moved = movedTo(drag.grip, price, this.#options.place(), event.shiftKey);
    this.#drag = { ...drag, moved };
    this.#options.onMove();
  }

  #drop({ pointerId }: PointerEvent): void {
    if (this.#drag === null || !this.#isDragging(pointerId)) return;
    const { grip, moved } = this.#drag;
    this.#drag = null;
    if (moved !== null) this.#options.onMoved(grip.drawing, moved);
  }

  #cancel(): void {
    if (this.#drag === null) return;
    this.#drag = null;
    this.#showGrip(false);
    this.#options.onMove();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.#drag === null) return;
    this.#cancel();
    event.stopPropagation();
  }

  /** Shows a grip as the pointer (chart-panel.css). */
  #showGrip(isOver: boolean): void {
    this.#chart.element.toggleAttribute('data-grip', isOver);
  }
}
