import { z } from 'zod';

/** What a function takes that needs nothing, or gives that has nothing to tell. */
export const nothing = z.object({});
