/** Sizes of the panels' content. A short table leaves the rest of its space to the chart. */
import { useLayoutEffect } from 'react';
import { create } from 'zustand';
import type { Contents } from './arrange.ts';
import type { FrameId } from './panels.ts';

export const useContentSizes = create<Contents>(() => ({}));

export function useContentSize(id: FrameId, px: number): void {
  useLayoutEffect(() => useContentSizes.setState({ [id]: px }), [id, px]);
}
