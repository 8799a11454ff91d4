import { describe } from 'vitest';
import { testReadModels } from '../support/test-read-models.ts';

describe('the read models of the orders system', () => testReadModels());
