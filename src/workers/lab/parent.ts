/** A lab in the app: it announces its progress and posts its result. */
import type { WorkerFrame } from '../../runtime/worker-frame.ts';
import { resultOf } from '../../lab/result.ts';
import { stopwatch, type Voice } from './voice.ts';

const nothing = (): void => {};

export function reportsToParent(frame: Pick<WorkerFrame, 'announce' | 'post' | 'log'>): Voice {
  const secondsLeft = stopwatch(() => performance.now());
  return {
    begins: nothing,
    progress: (runsDone, runsTotal) => {
      const left = runsDone === 0 ? {} : { secondsLeft: secondsLeft(runsDone, runsTotal) };
      frame.announce({ event: 'progress', runsDone, runsTotal, ...left });
    },
    rooms: nothing,
    room: nothing,
    problem: (line) => frame.log.error(line),
    holds: nothing,
    kept: nothing,
    repeats: (second, seconds) => frame.announce({ event: 'repeat', share: second / seconds }),
    opens: () => Promise.resolve(0), // the parent opens it
    ends: (answers, reports, about) =>
      frame.post({ type: 'report', result: resultOf(answers, reports, about) }),
  };
}
