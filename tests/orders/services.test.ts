import { describe } from 'vitest';
import { testServices } from '../support/test-services.ts';

describe('the services of the orders example', () => testServices('orders'));
