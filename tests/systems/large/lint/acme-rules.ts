/** Rules of this company's own: every service says who owns it. */

interface Service {
  readonly name: string;
  readonly owner?: string;
  readonly external: boolean;
  readonly at: unknown;
}

interface RuleContext {
  report(finding: { readonly message: string; readonly help?: string; readonly at: unknown }): void;
}

export const rules = [
  {
    id: 'acme-owner-suffix',
    title: 'The team of a service ends in -core or -edge',
    topic: 'ownership',
    severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
    visit: {
      service(service: Service, context: RuleContext): void {
        if (service.external || service.owner === undefined || /-(core|edge)$/.test(service.owner)) return;
        context.report({
          message: `${service.name} is owned by ${service.owner}, which is neither a core nor an edge team`,
          help: 'name the core or edge team of its domain',
          at: service.at,
        });
      },
    },
  },
] as const;
