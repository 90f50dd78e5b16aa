interface LivePillProps {
  readonly className: string;
  readonly onClick: () => void;
}

/** Resumes following the newest data after the user has scrolled away. */
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
