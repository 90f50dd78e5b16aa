interface FigureProps {
  readonly label: string;
  readonly text: string;
  readonly about: string;
}

export function Figure({ label, text, about }: FigureProps) {
  return (
    <span className="figure" title={about}>
      <span className="number">{text}</span> {label}
    </span>
  );
}
