import type { Domain } from '#core/map/domains';
import type { Derived } from '#shared/scan';
import type { ScanFeature } from '../../scan/feature';
import { changedPoints, type ScanContext } from '../../scan/scan-context';
import type { PointFits } from '../benchmark/benchmark';
import { deriveMap } from './derive-map';
import { findPointDomains, labelDomains } from './point-domains';

/** Domains take longest and change least: they are looked for in this part of the time. */
const DOMAINS_SHARE_OF_TIME = 1 / 32;

/** Map of the sample: regions worth measuring, best spots, domains of one orientation. */
export class ScoreMap implements ScanFeature {
  private domains: Domain[] = [];
  private domainsNotBefore = -Infinity;

  constructor(
    private readonly context: ScanContext,
    private readonly fits: PointFits,
  ) {}

  derive(whole: boolean): Partial<Derived> {
    const { points, settings, placement, deriveSoon } = this.context;
    if (whole || performance.now() >= this.domainsNotBefore) this.findDomains();
    else deriveSoon(this.domainsNotBefore);
    const { unit } = placement.shownAxes.x;
    return deriveMap(points, { settings: settings(), unit, domains: this.domains });
  }

  private findDomains(): void {
    const { points, pointsChanged } = this.context;
    const start = performance.now();
    this.domains = findPointDomains(points, this.fits);
    pointsChanged(changedPoints(labelDomains(points, this.domains), points));
    const end = performance.now();
    this.domainsNotBefore = end + (end - start) / DOMAINS_SHARE_OF_TIME;
  }
}
