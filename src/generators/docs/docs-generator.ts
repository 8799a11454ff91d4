import { defineGenerator } from '../generator.ts';
import { planArchitecturePage } from './architecture-page.ts';
import { createDocsInput } from './docs-input.ts';
import { planEventPage } from './event-page.ts';
import { planSagaPage } from './saga-page.ts';
import { planServicePage } from './service-page.ts';

/** The documentation of the system as Markdown with diagrams: one page for the whole, one for each part. */
export const docsGenerator = defineGenerator({
  id: 'docs',
  title: 'documentation: the architecture, a page for each event, service and saga',
  plan: (planInput) => {
    const input = createDocsInput(planInput);
    const { events, services, sagas } = input.architecture;
    return {
      files: [
        planArchitecturePage(input),
        ...Object.values(events).map((event) => planEventPage(input, event)),
        ...Object.values(services).map((service) => planServicePage(input, service)),
        ...Object.values(sagas).map((saga) => planSagaPage(input, saga)),
      ],
    };
  },
});
