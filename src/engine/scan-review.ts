import { comparedPoints } from '#core/map/compared-points';
import type { PointSpectrum, ScanReport } from '#exports/scan-report';
import type { Derived, SessionSettings } from '#shared/scan';
import type { EventFeed } from './event-feed';
import type { TaskList } from './notices';
import { RegionMean } from './region-mean';
import { rereadFrames } from './reread-spectra';
import type { ResumedSession } from './scan-session';
import type { ScoredFrame } from './scoring-queue';
import type { SourceFiles } from './source-files';
import { VerdictBook } from './verdict-book';
import { WindowIntensity } from './window-intensity';

interface ScanReviewOptions {
  /** Files the points come from. */
  files: SourceFiles;
  resumed: ResumedSession;
  tasks: TaskList;
  feed: EventFeed;
  settings: () => SessionSettings;
  /** Axes that the points' positions are along. */
  axes: () => Derived['axes'];
}

/** What a user marks on a scan: verdicts on points, an area of the map, a window on the spectrum. */
export class ScanReview {
  readonly verdicts: VerdictBook;
  readonly mean: RegionMean;
  readonly intensity: WindowIntensity;

  constructor(private readonly options: ScanReviewOptions) {
    const { files, resumed, tasks, feed, settings, axes } = options;
    const { points, session, judgements, intensityWindow } = resumed;
    const { journal } = session;
    this.verdicts = new VerdictBook(points, journal, judgements);
    this.mean = new RegionMean({
      files,
      points,
      tasks,
      region: () => settings().mapRegion,
      axes,
      onChange: () => feed.part('meanProgress'),
    });
    this.intensity = new WindowIntensity(
      {
        files,
        points,
        journal,
        tasks,
        window: () => settings().intensityWindow,
        onMeasured: (ids) => {
          if (ids === null) feed.everyPoint();
          else for (const id of ids) feed.point(id);
        },
      },
      intensityWindow,
    );
  }

  /** Frames became points with these ids, `added` of them new ones. */
  take(ids: readonly number[], frames: readonly ScoredFrame[], added: number): void {
    this.intensity.commit(frames.map(({ intensity }, i) => ({ id: ids[i], intensity })));
    // A frame that was scored before holds something else now.
    if (added < ids.length) this.mean.restart();
  }

  /**
   * Spectra for the exports: the mean of the marked area, those of the pinned points, the one at
   * the best spot, and some to compare. What cannot be read is left out.
   */
  async spectra(
    pinnedIds: readonly number[],
    bestId: number | undefined,
  ): Promise<ScanReport['spectra']> {
    const { files, resumed, settings } = this.options;
    const { mean } = this;
    const { mapRegion: region } = settings();
    const { spectrum, progress } = mean;
    const { points } = resumed;
    const known = pinnedIds.filter((id) => id < points.count);
    const comparedIds = comparedPoints(points.quantity('mls').subarray(0, points.count), known);
    const exampleId = bestId ?? comparedIds.at(0);
    const wanted = new Set([
      ...known,
      ...comparedIds,
      ...(exampleId === undefined ? [] : [exampleId]),
    ]);
    const read = new Map<number, PointSpectrum>();
    await rereadFrames(points, files, [...wanted], (pointId, { frame }) => {
      if (frame !== null) read.set(pointId, { pointId, spectrum: frame.spectrum });
    });
    const spectraOf = (ids: readonly number[]) => ids.flatMap((id) => read.get(id) ?? []);
    const hasMean = region !== null && spectrum !== null && progress !== null;
    return {
      pinned: spectraOf(known),
      example: exampleId === undefined ? null : (read.get(exampleId) ?? null),
      compared: spectraOf(comparedIds),
      mean: hasMean
        ? { region, spectrum, pointIds: [...mean.averagedIds], skipped: progress.skipped }
        : null,
    };
  }
}
