import { oncePerDesign } from '../model/remember.ts';
import { confirmationFindings } from './confirmation-findings.ts';
import { deadLetterFindings } from './dead-letter-findings.ts';
import type { DeliveryFinding } from './delivery-finding.ts';
import { nameFindings } from './name-findings.ts';
import { orderedSettingFindings, orderFindings } from './order-findings.ts';
import { retryFindings } from './retry-findings.ts';
import { settingFindings } from './setting-findings.ts';

const searches = [
  nameFindings,
  orderFindings,
  orderedSettingFindings,
  retryFindings,
  deadLetterFindings,
  confirmationFindings,
  settingFindings,
] as const;

/** All that a design asks of its brokers and does not get. Searched once for a design, whoever asks how often. */
export const deliveryFindings = oncePerDesign((architecture): readonly DeliveryFinding[] =>
  searches.flatMap((search) => search(architecture)),
);
