import type { ErrorData } from '#shared/errors';
import type { Warning } from '#shared/scan';
import { writeTrouble } from '#shared/write-failure';
import type { FrameKind } from './frame-kinds';

/** Whether a warning that was read may come again when its cause does. */
type Recurrence = 'once' | 'again';

/** Warnings of the scan bar: each stays until it is read. */
export class ScanWarnings {
  private readonly shownByCause = new Map<string, Warning & { recurrence: Recurrence }>();
  private readonly readCauses = new Set<string>();
  private dismissals = 0;
  private stalledAfter = -1;

  constructor(private readonly onChange: () => void) {}

  get shown(): Warning[] {
    return [...this.shownByCause.values()].map(({ recurrence: _, ...warning }) => warning);
  }

  dismiss(id: string): void {
    for (const [cause, warning] of this.shownByCause) {
      if (warning.id !== id) continue;
      this.shownByCause.delete(cause);
      this.dismissals++;
      if (warning.recurrence === 'once') this.readCauses.add(cause);
    }
    this.onChange();
  }

  /** Spectra that will not be tried again: `count` in all, the latest in `file`. */
  unreadable(count: number, file: string, error: ErrorData): void {
    this.show('unreadable', 'again', {
      message: count === 1 ? `${file} could not be read.` : `${count} spectra could not be read.`,
      hint: error.message,
    });
  }

  /** No point has followed the first `points` for a while. Once read, it returns with the next standstill. */
  stalled(points: number, seconds: number, usualSeconds: number): void {
    if (points === this.stalledAfter && !this.shownByCause.has('stalled')) return;
    this.stalledAfter = points;
    const usual = usualSeconds.toPrecision(2);
    this.show('stalled', 'again', {
      message: `No new point for ${seconds.toFixed(0)} s; one every ${usual} s is usual.`,
      hint: 'Check that the scan is still running and the connection to its files is up.',
    });
  }

  outage(sourceKind: 'folder' | 'file', error: ErrorData): void {
    this.show('source', 'again', {
      message: `The ${sourceKind} cannot be listed: ${error.message}`,
      hint: 'It is tried again until it can.',
    });
  }

  /** Another folder stands under the source's name now. */
  replaced(sourceKind: 'folder' | 'file'): void {
    const what = sourceKind === 'folder' ? 'folder' : 'folder of the file';
    this.show('replaced', 'again', {
      message: `The ${what} was made anew under its name.`,
      hint: 'Files of the same names are read again; points whose files are gone stay on the map.',
    });
  }

  /** Spectra that do not compare share the map. */
  mixed(first: FrameKind, other: FrameKind): void {
    this.show('mixed', 'once', {
      message: `This map mixes scans: ${first.file} has ${first.window}, ${other.file} has ${other.window}.`,
      hint: 'Their scores and counts do not compare, and a best spot may belong to another scan. Open a folder that holds one of them; `sweetspot score --scan NAME` keeps them apart.',
    });
  }

  /** The user ended the reading of what was there: `unread` spectra are left. */
  skipped(unread: number): void {
    this.show('skipped', 'again', {
      message: `Reading was cancelled with ${unread} spectra left.`,
      hint: 'Open the scan again to read them; what is scored is kept.',
    });
  }

  /** The session cannot be written for now; null once it is. */
  storage(error: unknown): void {
    if (error === null) {
      if (this.shownByCause.delete('storage')) this.onChange();
      return;
    }
    const { reason, hint } = writeTrouble(error);
    this.show('storage', 'again', {
      message: `The session cannot be saved: ${reason}.`,
      hint: `${hint} Scoring goes on, and all is saved once there is room.`,
    });
  }

  /** The session could not be kept where it belongs. */
  displaced(from: { error: unknown; dataDirectory: string }, directory: string): void {
    const { reason, hint } = writeTrouble(from.error);
    this.show('displaced', 'again', {
      message: `The session cannot be kept in ${from.dataDirectory}: ${reason}.`,
      hint: `${hint} Until the scan is opened again it is in ${directory}, which the system may clear.`,
    });
  }

  damagedJournal(lines: number): void {
    this.show('journal', 'once', {
      message: `${lines} lines of the session's journal could not be read.`,
      hint: 'Points that they held are scored again from their files; verdicts, positions or settings in them are lost.',
    });
  }

  clockAhead(): void {
    this.show('clock', 'once', {
      message: 'Files carry times that lie in the future.',
      hint: 'The clock of this computer or of the one that writes them is wrong.',
    });
  }

  /** What is doubtful about the units of the map; null takes back what was. */
  units(trouble: { message: string; hint: string } | null): void {
    if (trouble !== null) this.show('units', 'once', trouble);
    else if (this.shownByCause.delete('units')) this.onChange();
  }

  /** Shows a warning, or brings the one of the same cause up to date. */
  private show(
    cause: string,
    recurrence: Recurrence,
    text: { message: string; hint: string },
  ): void {
    if (this.readCauses.has(cause)) return;
    const id = this.shownByCause.get(cause)?.id ?? `${cause}-${this.dismissals}`;
    this.shownByCause.set(cause, { id, ...text, at: Date.now(), recurrence });
    this.onChange();
  }
}
