import { describe, expect, it } from 'vitest';
import { labelSide } from './label-side';

const pane = { width: 400, height: 300 };
const label = { width: 100, height: 24 };

describe('labelSide', () => {
  it('writes inwards where nothing is in the way', () => {
    expect(labelSide({ left: 100, top: 150 }, label, [], pane)).toBe('right');
    expect(labelSide({ left: 300, top: 150 }, label, [], pane)).toBe('left');
  });

  it('hides no other mark while a side is free', () => {
    const mark = { left: 300, top: 150 };
    const beside = { left: 250, top: 155 };
    expect(labelSide(mark, label, [beside], pane)).toBe('top');
    const above = { left: 290, top: 120 };
    expect(labelSide(mark, label, [beside, above], pane)).toBe('bottom');
    expect(labelSide({ ...mark, left: 280 }, label, [beside, above], pane)).toBe('right');
  });

  it('stays within the pane, and hides the fewest where all sides are taken', () => {
    const corner = { left: 395, top: 5 };
    expect(labelSide(corner, label, [{ left: 350, top: 40 }], { ...pane, height: 60 })).toBe(
      'left',
    );
    const around = [
      { left: 50, top: 100 },
      { left: 160, top: 100 },
      { left: 100, top: 70 },
      { left: 150, top: 100 },
      { left: 100, top: 130 },
    ];
    const wide = { width: 200, height: 300 };
    expect(labelSide({ left: 100, top: 100 }, { width: 80, height: 24 }, around, wide)).toBe(
      'left',
    );
  });
});
