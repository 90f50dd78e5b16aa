// @ts-check
// A progress line for a long download, on stderr: rewritten in place on a terminal, a line per tenth elsewhere.

const MEGABYTE = 1_000_000;

/**
 * @param {string} label what is being fetched
 * @returns {{ update: (bytes: number, bytesTotal: number) => void, end: () => void }}
 */
export function progressLine(label) {
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

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / MEGABYTE);
}
