import { useLayoutEffect, useRef } from 'react';
import type { ProcessState } from '../../preload/bridge.ts';
import { logText } from './log-text.ts';

/** So near to the end counts as there. */
const END_PX = 16;

/** What a process said. It stays at the newest line unless the reader has scrolled away from it. */
export function ProcessLog({ process: { name, log } }: { readonly process: ProcessState }) {
  const boxRef = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box !== null && isAtEnd.current) box.scrollTop = box.scrollHeight;
  });
  if (log.length === 0) return <p className="process-log">It has said nothing yet.</p>;
  return (
    <pre
      ref={boxRef}
      className="process-log"
      tabIndex={0}
      role="log"
      aria-label={`Log of ${name}, newest last`}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
      }}
    >
      {logText(log)}
    </pre>
  );
}
