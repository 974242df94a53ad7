import { z } from 'zod';
import { command } from '../contract/define';

/** How a network is trained from the window. */
export const trainingRequestSchema = z.object({
  /** Name of the network to be; its run is continued where one of this name was stopped. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[\w][\w .-]*$/, 'Expected letters, digits, spaces, points and dashes'),
  /** Id of the network to go on from; null starts from random weights. */
  from: z.string().nullable(),
  /** Spectra to learn from. */
  samples: z.int().min(16).max(20_000_000),
  /** Highest learning rate; one that goes on wants less than one from scratch. */
  learningRate: z.number().positive().max(0.1),
  seed: z.int().nonnegative(),
});
export type TrainingRequest = z.infer<typeof trainingRequestSchema>;

export const trainingCommands = {
  /** Starts a training as a job of the compute process. */
  startTraining: command({
    access: 'control',
    answeredBy: 'compute',
    request: trainingRequestSchema,
    response: z.object({ jobId: z.string() }),
  }),
};
