import { defineGenerator } from '../generator.ts';
import { planArchitecturePage } from './architecture-page.ts';
import { createDocsInput } from './docs-input.ts';
import { planEventPage } from './event-page.ts';
import { listPictures, pictureSets } from './pictures.ts';
import { planSagaPage } from './saga-page.ts';
import { planServicePage } from './service-page.ts';

/** The documentation of the system as Markdown with pictures: one page for the whole, one for each part. */
export const docsGenerator = defineGenerator({
  id: 'docs',
  title: 'documentation: the architecture, a page for each event, service and saga',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      pictures: {
        description:
          'What is drawn as SVG, as the studio draws it. system: the event flow, where it can be read as one picture, and each saga; domains: of a big system also the map of its domains and the flow of each; none: Mermaid alone. Default: system.',
        enum: pictureSets,
        default: 'system',
      },
    },
  },
  plan: (planInput) => {
    const input = createDocsInput(planInput);
    const { events, services, sagas } = input.architecture;
    return {
      files: [
        planArchitecturePage(input),
        ...Object.values(events).map((event) => planEventPage(input, event)),
        ...Object.values(services).map((service) => planServicePage(input, service)),
        ...Object.values(sagas).map((saga) => planSagaPage(input, saga)),
        ...listPictures(input.pictures).map(({ file }) => file),
      ],
    };
  },
});
