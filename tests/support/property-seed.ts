import fc from 'fast-check';

/** Property tests draw the same cases in every run; FAST_CHECK_SEED explores others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_260_101) });
