import fc from 'fast-check';

/**
 * Properties are tried on the same values at each run, so that a gate which is green stays green on the same code.
 * `EDA_SEED=random` looks elsewhere: a property that fails then says its seed, and `EDA_SEED=<seed>` fails again.
 */
const seed = process.env.EDA_SEED ?? '20261126';
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

/** As the package exports it, for which this stands in. */
export default fc;
