import type { ScanReport } from '#formats/exports/scan-report';
import type { Derived, SessionSettings } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
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

  /** The mean spectrum and those of the pinned points, for the exports. A pinned one that cannot be read is left out. */
  async spectra(pinnedIds: readonly number[]): Promise<ScanReport['spectra']> {
    const { files, resumed, settings } = this.options;
    const { mean } = this;
    const { mapRegion: region } = settings();
    const { spectrum, progress } = mean;
    const pinned: { pointId: number; spectrum: Spectrum }[] = [];
    const known = pinnedIds.filter((id) => id < resumed.points.count);
    await rereadFrames(resumed.points, files, known, (pointId, { frame }) => {
      if (frame !== null) pinned.push({ pointId, spectrum: frame.spectrum });
    });
    const hasMean = region !== null && spectrum !== null && progress !== null;
    return {
      pinned,
      mean: hasMean
        ? { region, spectrum, pointIds: [...mean.averagedIds], skipped: progress.skipped }
        : null,
    };
  }
}
