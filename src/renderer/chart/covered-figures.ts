/** Finds the figures of the price axis that the labels of lines cover. */

/** Height of a label, with a pixel of space on each side. */
const LABEL_PX = 19;
const FIGURE_PX = 11;

/**
 * Finds covered figures. Labels that would overlap move apart, so a run of them takes more space than the single
 * labels.
 * @param figures places of the figures, in pixels from the top, like those of the labels
 * @returns for each figure, true when a label covers at least a part of it
 */
export function coveredFigures(figures: readonly number[], labels: readonly number[]): readonly boolean[] {
  const runs = runsOf(labels);
  return figures.map((y) => runs.some(({ from, to }) => y + FIGURE_PX / 2 > from && y - FIGURE_PX / 2 < to));
}

interface Run {
  readonly from: number;
  readonly to: number;
}

function runsOf(labels: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const y of labels.toSorted((a, b) => a - b)) {
    let run: Run = { from: y - LABEL_PX / 2, to: y + LABEL_PX / 2 };
    for (let last = runs.at(-1); last !== undefined && last.to > run.from; last = runs.at(-1)) {
      runs.pop();
      run = joined(last, run);
    }
    runs.push(run);
  }
  return runs;
}

/** A run around the middle of both, with the length of both. */
function joined(one: Run, other: Run): Run {
  const lengths = [one, other].map(({ from, to }) => to - from);
  const length = lengths.reduce((all, each) => all + each, 0);
  const middle = (Math.min(one.from, other.from) + Math.max(one.to, other.to)) / 2;
  return { from: middle - length / 2, to: middle + length / 2 };
}
