import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewEvent } from '#shared/contract';
import { EventFeed } from './event-feed';
import { PointStore } from '../points/point-store';

let told: { name: string; at: number; ids: number[] }[];
let points: PointStore;
let feed: EventFeed;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  points = new PointStore();
  const emit = (event: ViewEvent) => {
    const ids = event.name === 'points' ? Array.from(event.payload.ids) : [];
    told.push({ name: event.name, at: Math.round(performance.now()), ids });
  };
  const nothing = () => [];
  feed = new EventFeed(emit, points);
  feed.open({
    status: () => null as never,
    failures: nothing,
    warnings: nothing,
    judgements: nothing,
    meanProgress: () => null,
  });
  // Away from time 0, where everything is due.
  vi.advanceTimersByTime(10_000);
});
afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

function addPoint(): number {
  return points.add({ file: 'scan.h5', frame: points.count });
}

describe('EventFeed', () => {
  it('tells a point at once, also right after the status that announced its file', () => {
    const start = Math.round(performance.now());
    feed.part('status');
    vi.advanceTimersByTime(5);
    feed.part('status');
    vi.advanceTimersByTime(20);
    feed.point(addPoint());
    vi.advanceTimersByTime(2);
    const [first, point] = told;
    expect(first).toMatchObject({ name: 'status' });
    expect(point).toMatchObject({ name: 'points', ids: [0] });
    expect(point.at - start).toBeLessThan(30);
  });

  it('tells points that come in quick succession together, thirty times a second', () => {
    for (let i = 0; i < 200; i++) {
      feed.point(addPoint());
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(100);
    const batches = told.filter(({ name }) => name === 'points');
    expect(batches.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: 200 }, (_, id) => id));
    expect(batches.length).toBeLessThanOrEqual(32);
    expect(batches.length).toBeGreaterThan(20);
  });

  it('tells all points again seldom, and single ones meanwhile', () => {
    for (let i = 0; i < 50; i++) addPoint();
    for (let i = 0; i < 40; i++) {
      feed.everyPoint();
      if (i === 20) feed.point(addPoint());
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(1000);
    const full = told.filter(({ ids }) => ids.length >= 50);
    expect(full.length).toBeGreaterThan(2);
    expect(full.length).toBeLessThan(8);
    expect(told.at(-1)?.ids).toHaveLength(51);
  });

  it('says nothing before it is opened and after it is closed', () => {
    feed.close();
    feed.point(addPoint());
    feed.part('status');
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
  });
});
