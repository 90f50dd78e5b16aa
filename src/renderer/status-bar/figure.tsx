interface FigureProps {
  /** Undefined: the text says what it is. */
  readonly label?: string | undefined;
  readonly text: string;
  readonly about: string;
}

export function Figure({ label, text, about }: FigureProps) {
  return (
    <span className="figure" title={about}>
      <span className="number">{text}</span>
      {label !== undefined && ` ${label}`}
    </span>
  );
}
