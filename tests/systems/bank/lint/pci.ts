/** Rules of the bank's own: card data does not travel in events. */

interface EventContract {
  readonly name: string;
  readonly data: unknown;
  readonly at: unknown;
}

interface RuleContext {
  report(finding: { readonly message: string; readonly help?: string; readonly at: unknown }): void;
}

const cardFields = /"name":"(pan|cvv|cvc|cardNumber)"/i;

export const rules = [
  {
    id: 'pci-no-card-data',
    title: 'No event carries card data',
    topic: 'security',
    severity: { minimal: 'error', recommended: 'error', strict: 'error' },
    visit: {
      event(event: EventContract, context: RuleContext): void {
        if (!cardFields.test(JSON.stringify(event.data))) return;
        context.report({
          message: `${event.name} carries card data`,
          help: 'send a token of the vault instead',
          at: event.at,
        });
      },
    },
  },
] as const;
