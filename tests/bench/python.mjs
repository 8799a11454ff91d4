/**
 * `node tests/bench/python.mjs [--rounds 5] [--rows 4000] [--deliveries 400]`, part of `npm run bench:runtime`: what the
 * Python runtime costs beside bare loops, see python_runtime.py. The virtual environment is that of `npm run test:python`.
 */
import { join } from 'node:path';
import { preparePython } from '../../scripts/prepare-python.mjs';
import { root, runWork } from './run-work.mjs';

await runWork('python', { env: { EDA_PYTHON: preparePython(join(root, 'src/runtime/python')) } });
