import { describe } from 'vitest';
import { pythonOfTests } from '../support/python-todo.ts';
import { testReadModels } from '../support/test-read-models.ts';

describe('the read models of the orders system in Python', () => testReadModels(pythonOfTests()));
