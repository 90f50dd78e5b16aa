interface LivePillProps {
  readonly className: string;
  readonly onClick: () => void;
}

/** Brings back the following that a hand on the wheel stopped. */
export function LivePill({ className, onClick }: LivePillProps) {
  return (
    <button
      type="button"
      className={`live-pill ${className}`}
      title="Follow the newest again"
      onClick={onClick}
    >
      <span className="live-dot" aria-hidden /> live
    </button>
  );
}
