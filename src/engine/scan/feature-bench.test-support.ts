import { JobBoard } from '#shared/job-board';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '#formats/scan-file';
import { defaultSessionSettings, type Derived, type SessionSettings } from '#shared/scan';
import { TaskList } from '../jobs/task-list';
import { PointStore } from '../points/point-store';
import { printOf } from '../points/spectrum-print';
import type { Fields } from '../session/journal-format';
import { StorageState } from '../session/storage-state';
import type { ScanFeature } from './feature';
import type { ScanContext } from './scan-context';
import { ScanWarnings } from './scan-warnings';

/** A spectrum of a band whose width and strength are given, on 12 energies × 16 angles. */
export function benchFrame({ width = 2, strength = 50, centre = 8 } = {}): Frame {
  const counts = new Float32Array(12 * 16);
  for (let e = 0; e < 12; e++) {
    for (let a = 0; a < 16; a++) {
      counts[e * 16 + a] = Math.round(2 + strength / (1 + ((a - centre) / width) ** 2));
    }
  }
  const energy = { name: 'E − E_F', unit: 'eV', start: -0.5, step: 0.05, count: 12 };
  const angle = { name: 'Angle', unit: 'deg', start: -8, step: 1, count: 16 };
  const spectrum = { counts, energy, angle };
  return { spectrum, motors: [], measuredAt: null, dwellSeconds: null, notes: [] };
}

/**
 * The kernel's side of a feature with nothing real about it but the store: frames from memory,
 * a journal that is a list. `played` plays what another bench wrote.
 */
export class FeatureBench {
  readonly points = new PointStore();
  readonly journal: Fields[] = [];
  /** Points that features said have changed; null for all. */
  readonly changed: (readonly number[] | null)[] = [];
  /** Frames of points as they can be read again; null for one that is gone. */
  readonly frames: (Frame | null)[] = [];
  readonly directory: string;
  settings: SessionSettings = defaultSessionSettings;
  firstModel: ScanContext['session']['firstModel'] = null;
  private derived = { bestSpots: [] } as unknown as Derived;
  readonly tasks = new TaskList(new JobBoard({ origin: 'engine', onChange: () => undefined }));

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'sweetspot-feature-'));
  }

  get context(): ScanContext {
    const { points, tasks } = this;
    return {
      request: { path: '/scan', kind: 'folder', mode: 'live', watch: 'auto' },
      points,
      frames: {
        read: (ids, take) => {
          for (const id of ids) {
            const frame = this.frames.at(id) ?? null;
            take(id, frame === null ? { frame, reason: 'gone' } : { frame });
          }
          return Promise.resolve();
        },
      },
      session: {
        directory: this.directory,
        storage: new StorageState(),
        firstModel: this.firstModel,
        journal: {
          append: (line) => this.journal.push(JSON.parse(JSON.stringify(line)) as Fields),
          flush: () => undefined,
          close: () => undefined,
        },
      },
      tasks,
      warnings: new ScanWarnings(() => undefined),
      placement: { shownAxes: { x: { name: 'x', unit: 'um' }, y: { name: 'y', unit: 'um' } } },
      settings: () => this.settings,
      derived: () => this.derived,
      isClosed: () => false,
      pointsChanged: (ids) => this.changed.push(ids),
      partsChanged: () => undefined,
      deriveSoon: () => undefined,
      describe: () => ({}),
    };
  }

  /** Frames come in as one batch, at places 1 apart; returns their ids. */
  async arrive(feature: ScanFeature, frames: readonly Frame[]): Promise<number[]> {
    const batch = feature.openBatch?.();
    for (const frame of frames) batch?.measure(frame);
    await batch?.finish?.();
    const ids = frames.map((frame, index) => {
      const id = this.points.add({ file: `f${this.points.count}.h5`, frame: 0 });
      this.frames[id] = frame;
      this.points.setPrint(id, printOf(frame.spectrum));
      this.points.column('x')[id] = id;
      this.points.column('y')[id] = 0;
      batch?.commit(index, id);
      const record = feature.journal?.pointRecord(id);
      if (feature.journal !== undefined && record) {
        const of = { [feature.journal.feature]: record };
        this.context.session.journal.append({ f: 'scan', v: 1, t: 'point', id, of });
      }
      return id;
    });
    feature.onPoints?.(ids, ids.length);
    return ids;
  }

  /** Does everything the feature has to do in the background. */
  async work({ jobs = [] }: ScanFeature): Promise<void> {
    for (const job of jobs) while (await job.advance());
  }

  /** A bench with the same points and session folder, to play this one's journal on. */
  reopened(): FeatureBench {
    const next = new FeatureBench();
    rmSync(next.directory, { recursive: true });
    Object.assign(next, { directory: this.directory, settings: this.settings });
    for (let id = 0; id < this.points.count; id++) {
      next.points.add(this.points.reference(id));
      next.points.setPrint(id, this.points.print(id));
      next.points.column('x')[id] = this.points.column('x')[id];
      next.points.column('y')[id] = this.points.column('y')[id];
      next.frames[id] = this.frames[id];
    }
    return next;
  }

  /** Plays what another bench wrote to a feature. */
  async play(feature: ScanFeature, journal: readonly Fields[]): Promise<void> {
    for (const line of journal) feature.journal?.restore(line);
    await feature.restored?.();
  }

  column(name: Parameters<PointStore['quantity']>[0]): number[] {
    return Array.from(this.points.quantity(name).subarray(0, this.points.count));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
