/** Text that the template language can't read: no second attempt will make it better. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/**
 * Fills `{{name}}` in a template.
 * @throws TemplateError for a placeholder that is not closed, or that has no value.
 */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  const text = template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new TemplateError(`'${template}' has no value for ${name}`);
    return value;
  });
  if (/\{\{|\}\}/.test(text)) throw new TemplateError(`'${template}' has a placeholder that is not closed`);
  return text;
}
