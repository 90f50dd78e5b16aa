import { ChevronRight } from 'lucide-react';
import { keyOf } from '../pit/same-processes.ts';
import { SumFigures } from './bot-figures.tsx';
import type { ProcessGroup } from './bot-groups.ts';
import { toggleGroup, useBotList } from './bot-list.ts';
import { ProcessCard } from './process-card.tsx';

/** Heading of a group with its sums, and one line per process. */
export function ProcessGroupRows({ group }: { readonly group: ProcessGroup }) {
  const { id, title, processes } = group;
  const isFolded = useBotList(({ folded }) => folded.includes(id));
  return (
    <>
      <div className="group-head">
        <button
          type="button"
          className="process-name"
          data-testid="bot-group"
          aria-expanded={!isFolded}
          title={`${isFolded ? 'Show' : 'Hide'} ${title}`}
          onClick={() => toggleGroup(id)}
        >
          <ChevronRight size={12} className="chevron" aria-hidden />
          <span className="name">{title}</span>
          <span className="count">{processes.length}</span>
        </button>
        {id !== 'system' && <Sums group={group} />}
      </div>
      {!isFolded && (
        <ul className="group" aria-label={title}>
          {processes.map((process) => (
            <ProcessCard key={keyOf(process)} process={process} />
          ))}
        </ul>
      )}
    </>
  );
}

function Sums({ group: { processes } }: { readonly group: ProcessGroup }) {
  const sum = (read: (process: ProcessGroup['processes'][number]) => number | undefined) =>
    processes.reduce((all, process) => all + (read(process) ?? 0), 0);
  const rate = sum(({ phase, stats }) => (phase === 'running' ? stats?.ordersPerSecond : 0));
  return (
    <SumFigures
      rate={rate}
      fills={sum(({ stats }) => stats?.fills)}
      rejects={sum(({ stats }) => stats?.rejects)}
    />
  );
}
