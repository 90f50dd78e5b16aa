import { beforeEach, describe, expect, test } from 'vitest';
import {
  DRAW_MS,
  LATE_MS,
  PaintTurns,
  SKIPPED_MAX,
  UNUSED_MS,
  WAIT_MS_MAX,
} from '../../src/renderer/feed/paint-turns.ts';
import { FakeEnvironment } from './fake-environment.ts';

describe('turns of the panels', () => {
  let environment: FakeEnvironment;
  let turns: PaintTurns;
  let drawn: string[];

  const panel = (name: string, ms: number) =>
    turns.subscribe(() => {
      drawn.push(name);
      environment.work(ms);
    }, name);
  /** @returns the panels that one frame drew. */
  const frame = (chartMs = 0, digestMs = 0) => {
    drawn = [];
    const startedAt = environment.clock();
    environment.work(chartMs);
    turns.draw(startedAt, digestMs);
    return drawn;
  };

  beforeEach(() => {
    environment = new FakeEnvironment();
    turns = new PaintTurns(environment);
  });

  test('all are drawn in one frame while there is time', () => {
    for (const name of ['ladder', 'tape', 'chart']) panel(name, DRAW_MS / 4);
    turns.addAll();
    expect(frame()).toEqual(['ladder', 'tape', 'chart']);
    expect(frame()).toEqual([]);
  });

  test('a remaining panel comes first in the next frame, before panels with new data', () => {
    for (const name of ['ladder', 'tape', 'chart']) panel(name, DRAW_MS * 0.4);
    turns.addAll();
    // The cost of a panel is unknown before its first turn.
    expect(frame()).toEqual(['ladder', 'tape', 'chart']);
    turns.addAll();
    expect(frame()).toEqual(['ladder', 'tape']);
    turns.addAll();
    expect(frame()).toEqual(['chart', 'ladder']);
  });

  test('a slow panel does not start late in a frame', () => {
    panel('ladder', DRAW_MS * 0.1);
    panel('accounts', DRAW_MS * 0.95);
    turns.addAll();
    expect(frame()).toEqual(['ladder', 'accounts']);
    turns.addAll();
    expect(frame()).toEqual(['ladder']);
    expect(frame()).toEqual(['accounts']);
  });

  test('a slow panel is drawn alone in a frame', () => {
    panel('accounts', DRAW_MS * 5);
    panel('ladder', 0);
    turns.addAll();
    expect(frame()).toEqual(['accounts']);
    expect(frame()).toEqual(['ladder']);
  });

  test('a panel that has waited too long is drawn alone at any cost', () => {
    for (const name of ['ladder', 'tape', 'chart']) panel(name, DRAW_MS);
    turns.addAll();
    expect(frame()).toEqual(['ladder']);
    environment.work(WAIT_MS_MAX);
    turns.addAll();
    expect(frame(DRAW_MS)).toEqual(['tape', 'chart']);
    expect(frame()).toEqual(['ladder']);
  });

  test('a frame that a chart has filled draws no panel, but at most SKIPPED_MAX in a row', () => {
    panel('ladder', 0);
    for (let round = 0; round < 2; round += 1) {
      turns.addAll();
      for (let frames = 0; frames < SKIPPED_MAX; frames += 1) expect(frame(DRAW_MS)).toEqual([]);
      expect(frame(DRAW_MS)).toEqual(['ladder']);
      expect(frame(DRAW_MS)).toEqual([]);
    }
  });

  test('time for digests before the frame counts like time for a chart in it', () => {
    panel('ladder', DRAW_MS * 0.1);
    turns.addAll();
    expect(frame()).toEqual(['ladder']);
    for (const costs of [
      [UNUSED_MS, 0],
      [0, UNUSED_MS],
    ] as const) {
      turns.addAll();
      expect(frame(...costs)).toEqual([]);
      expect(frame()).toEqual(['ladder']);
    }
    turns.addAll();
    expect(frame(0, UNUSED_MS * 0.9)).toEqual(['ladder']);
  });

  test('a late panel may extend a frame by half', () => {
    for (const name of ['ladder', 'tape', 'chart']) panel(name, DRAW_MS * 0.7);
    turns.addAll();
    expect(frame()).toEqual(['ladder', 'tape']);
    turns.addAll();
    expect(frame()).toEqual(['chart']);
    environment.work(LATE_MS);
    turns.addAll();
    expect(frame()).toEqual(['ladder', 'tape']);
  });
});
