/** Turns clicks on the chart into a drawing, with the selected tool. */
import { useUi } from '../ui/ui-store.ts';
import { placed, startDrawing, type DrawingPlace, type Tool } from './drawing-tools.ts';
import { addDrawing } from './drawings.ts';

export class DrawingPen {
  readonly #place: () => DrawingPlace;
  readonly #session: () => string;
  #tool: Tool | null = null;
  #prices: number[] = [];

  constructor(place: () => DrawingPlace, session: () => string) {
    this.#place = place;
    this.#session = session;
  }

  click(price: number): void {
    const { tool } = useUi.getState();
    if (tool !== this.#tool) this.#prices = [];
    this.#tool = tool;
    if (tool === null) return;
    this.#prices.push(price);
    const drawing = placed(tool, this.#prices, this.#place());
    if (drawing === undefined) return;
    addDrawing(this.#session(), drawing);
    this.#prices = [];
    startDrawing(null);
  }
}
