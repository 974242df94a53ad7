/**
 * What commands print. Standard output carries results only: with `--json` one
 * document (or one line per event) and nothing else. Everything else goes to standard error.
 */

/** Prints one JSON document. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints one JSON line, for streams of events. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Text of files reaches the terminal without what would steer it; line ends and tabs stay. */
function withoutEscapes(text: string): string {
  return text.replace(/(?![\n\t])\p{C}/gu, '�');
}

export function printText(given: string): void {
  const text = withoutEscapes(given);
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function log(message: string): void {
  process.stderr.write(`${withoutEscapes(message)}\n`);
}

/** Seconds as people say them: `8 s`, `3 min 20 s`, `1 h 5 min`. */
function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export interface ProgressLine {
  update: (done: number, total: number | null, note?: string) => void;
  /** Leaves the line as it stands and moves on. */
  end: () => void;
}

const redrawEveryMs = 200;
const logEveryMs = 10_000;

/** One line of progress with the time left: redrawn on a terminal, repeated every ten seconds in a log. */
export function createProgressLine(label: string): ProgressLine {
  const isTerminal = process.stderr.isTTY;
  const startedAt = Date.now();
  let drawnAt = 0;
  let lastText = '';
  return {
    update(done, total, note = '') {
      const now = Date.now();
      const isLast = total !== null && done >= total;
      if (!isLast && now - drawnAt < (isTerminal ? redrawEveryMs : logEveryMs)) return;
      drawnAt = now;
      const elapsed = (now - startedAt) / 1000;
      const share = total === null ? `${done}` : `${done} / ${total}`;
      const left =
        total === null || done === 0 || isLast
          ? ''
          : `, ${durationText((elapsed / done) * (total - done))} left`;
      const text = `${label}: ${share}${left}${note === '' ? '' : `, ${note}`}`;
      if (text === lastText) return;
      lastText = text;
      process.stderr.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (isTerminal && lastText !== '') process.stderr.write('\n');
    },
  };
}
