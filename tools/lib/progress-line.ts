// A progress line for a long download, on stderr: rewritten in place on a terminal, one line per tenth elsewhere.

const MEGABYTE = 1_000_000;

/** @param label name of the download */
export function progressLine(label: string): {
  update: (bytes: number, bytesTotal: number) => void;
  end: () => void;
} {
  let shown = '';
  let tenthShown = -1;
  return {
    update(bytes, bytesTotal) {
      const fraction = bytesTotal > 0 ? Math.min(1, bytes / bytesTotal) : 0;
      const tenth = Math.floor(fraction * 10);
      const text = `${label}: ${megabytes(bytes)} of ${megabytes(bytesTotal)} MB (${Math.floor(fraction * 100)} %)`;
      if (text === shown) return;
      shown = text;
      if (process.stderr.isTTY) process.stderr.write(`\r${text}`);
      else if (tenth > tenthShown) process.stderr.write(`${text}\n`);
      tenthShown = tenth;
    },
    end() {
      if (shown !== '' && process.stderr.isTTY) process.stderr.write('\n');
    },
  };
}

function megabytes(bytes: number) {
  return Math.round(bytes / MEGABYTE);
}
