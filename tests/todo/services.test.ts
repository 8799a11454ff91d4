import { describe } from 'vitest';
import { testServices } from '../support/test-services.ts';

describe('the services of the todo example', () => testServices('todo'));
