import { expect, it } from 'vitest';
import { findPointDomains, labelDomains } from './point-domains';
import { PointStore } from '../../points/point-store';

it('labels points by the domain of their fit, and tells which labels changed', () => {
  const points = new PointStore();
  const positions: number[] = [];
  for (let frame = 0; frame < 60; frame++) {
    const id = points.add({ file: 'scan.nxs', frame });
    points.column('x')[id] = frame % 10;
    points.column('y')[id] = Math.floor(frame / 10);
    // Point 59 has no fit.
    positions[id] = frame === 59 ? NaN : frame % 10 < 6 ? -8 : -5;
  }
  const domains = findPointDomains(points, {
    peak: (id) => ({ position: positions[id], error: 0.05 }),
  });
  expect(domains.map(({ pointIds }) => pointIds.length)).toEqual([36, 23]);
  expect(labelDomains(points, domains)).toHaveLength(59);
  expect(points.quantity('domain')[0]).toBe(1);
  expect(points.quantity('domain')[9]).toBe(2);
  expect(points.quantity('domain')[59]).toBeNaN();
  expect(labelDomains(points, domains)).toEqual([]);
  expect(labelDomains(points, [])).toHaveLength(59);
});
