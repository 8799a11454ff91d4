import { onKey } from '../diagnostics/diagnostic.ts';
import { formats } from '../model/formats.ts';
import { placeholdersOf } from '../model/template.ts';
import { defineRule } from './rule.ts';

export const sourceUri = defineRule({
  id: 'source-uri',
  title: 'The source of events is a URI that means the same everywhere',
  topic: 'cloudevents',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  start: () => {
    let told = false;
    return {
      service(service, { architecture, report }) {
        // All services take their source from one template: one fault, one finding.
        if (told || service.external || service.publications.length === 0) return;
        const fault = faultOf(service.source);
        if (fault === undefined) return;
        told = true;
        report({
          ...fault,
          message: `the source of ${service.name}, ${service.source}, ${fault.message}`,
          at: onKey({ file: architecture.system.at.file, path: ['defaults', 'source'] }),
        });
      },
    };
  },
});

function faultOf(source: string): { readonly message: string; readonly help: string } | undefined {
  const [unfilled] = placeholdersOf(source);
  if (unfilled !== undefined) {
    return {
      message: `has a placeholder that nothing fills: {${unfilled}}`,
      help: '{system}, {service} and {domain} are filled in',
    };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i.test(source) || /^\/\/[^/]*@/.test(source)) {
    return {
      message: 'holds a login, which every subscriber would see',
      help: 'write it without the part before the @',
    };
  }
  if (/^([a-z][a-z0-9+.-]*:)?\/\/(localhost|127\.|\[::1\])/i.test(source)) {
    return {
      message: 'names this machine, which is another one for every reader',
      help: 'name the system, not the host: `/{system}/{service}`',
    };
  }
  if (source === '' || formats.get('uri-reference')?.(source) === false) {
    return {
      message: 'is no URI reference (CloudEvents 1.0)',
      help: 'write `/{system}/{service}`, or `//example.com/{service}`; blanks and braces are escaped in a URI',
    };
  }
  return undefined;
}
