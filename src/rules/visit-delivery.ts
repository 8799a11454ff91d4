import { deliveryFindings } from '../delivery/delivery-findings.ts';
import type { Visitor } from './rule.ts';

/** The visitor of a rule that reports what was found out about deliveries under its id. */
export function visitDelivery(id: string): Visitor {
  return {
    architecture({ architecture, report }) {
      for (const { rule, ...finding } of deliveryFindings(architecture)) if (rule === id) report(finding);
    },
  };
}
