import { z } from 'zod';
import { command } from '../contract/define';

/** What the next places are for; never chosen silently. */
export const searchAims = ['find the best spot', 'map evenly'] as const;
export type SearchAim = (typeof searchAims)[number];

const column = z.instanceof(Float64Array);
const MOST_POINTS = 50_000;
const MOST_CELLS = 250_000;

/** Cells of a map: centres from the first on, row by row. */
const mapGridSchema = z
  .object({
    x: z.number(),
    y: z.number(),
    stepX: z.number().positive(),
    stepY: z.number().positive(),
    columns: z.int().positive(),
    rows: z.int().positive(),
  })
  .refine(({ columns, rows }) => columns * rows <= MOST_CELLS, `more than ${MOST_CELLS} cells`);
export type MapGrid = z.infer<typeof mapGridSchema>;

export const mapQuestionSchema = z.object({
  /** Measured places with finite values, in the order of measurement. */
  points: z
    .object({ x: column, y: column, value: column, deviation: column })
    .refine(
      ({ x, y, value, deviation }) =>
        x.length <= MOST_POINTS && [y, value, deviation].every(({ length }) => length === x.length),
      'columns of one length',
    ),
  grid: mapGridSchema,
  aim: z.enum(searchAims),
  /** Places to propose. */
  count: z.int().min(1).max(20),
  /** Gain of a better spot that the advice to stop is about, units of the value. */
  gain: z.number().positive(),
  /** What one stage unit of way is worth, units of the value. */
  travelCost: z.number().min(0),
  /** Time that a point takes; null where it is unknown. */
  secondsPerPoint: z.number().positive().nullable(),
});
export type MapQuestion = z.infer<typeof mapQuestionSchema>;

const nextPlace = z.object({
  x: z.number(),
  y: z.number(),
  value: z.number(),
  deviation: z.number(),
});

export const mapAnswerSchema = z.object({
  /** Predicted value and its standard deviation of each cell. */
  value: column,
  deviation: column,
  next: z.array(nextPlace),
  stop: z.object({
    chance: z.number(),
    expectedGain: z.number(),
    isWorthGoingOn: z.boolean(),
    sentence: z.string(),
  }),
  kernel: z.enum(['plain', 'change-aware']),
  /** Root mean square error on points left out; null where it is not known. */
  leftOutError: z.number().nullable(),
});
export type MapAnswer = z.infer<typeof mapAnswerSchema>;

export const twinCommands = {
  /** Predicts the map from its measured points, and says where to measure next and whether to go on. */
  predictMap: command({
    access: 'control',
    answeredBy: 'compute',
    request: mapQuestionSchema,
    response: mapAnswerSchema,
  }),
};
