import { type Hover, MarkupKind } from 'vscode-languageserver-protocol/node';
import { knownComponent } from '../dapr/known.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { asyncApiShape } from './complete-asyncapi.ts';
import { documentAround } from './complete-dapr.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { deliveriesTo } from './delivery-summary.ts';
import { describeName } from './describe-name.ts';
import type { DesignView } from './design-view.ts';
import { languageShape } from './language-shape.ts';
import { endOfLine, startOfLine } from './line-head.ts';
import { nameAt } from './name-places.ts';
import type { LspProgram, PlacedFinding } from './program.ts';
import type { AskedPlace, LspSession } from './session.ts';
import { rangeIn, type TextPosition } from './text-range.ts';
import { kindOf } from './workspace.ts';

/** What there is to say of the word at an offset: what it names, what the key means, why a rule minds it. */
export function hover(place: AskedPlace, session: LspSession): Hover | undefined {
  const { text, offset, path, position } = place;
  const { program, workspace } = session;
  const ignored = ignoredRuleAt(text, offset);
  const page = ignored === undefined ? undefined : program.explain(ignored)?.text;
  if (page !== undefined) return { contents: { kind: MarkupKind.Markdown, value: page } };
  const cursor = cursorAt(text, offset);
  const about = cursor === undefined ? undefined : describeCursor(cursor, place, session);
  const why = workspace
    .findingsOf(path)
    .filter(({ range }) => contains(range, position))
    .flatMap(({ diagnostic }) => {
      const explained = program.explain(diagnostic.code);
      return explained === undefined ? [] : [excerptOf(explained.text ?? explained.title)];
    });
  const parts = [...new Set([...(about === undefined ? [] : [about]), ...why])];
  if (parts.length === 0) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    ...(cursor === undefined ? {} : { range: rangeIn(text, cursor.token) }),
  };
}

function describeCursor(
  cursor: Cursor,
  { text, path }: AskedPlace,
  { workspace, program }: LspSession,
): string | undefined {
  const kind = kindOf(text);
  if (kind === 'dapr') return describeMetadata(cursor, text);
  const view = workspace.designOf(path)?.view();
  if (kind === 'asyncapi') {
    if (view !== undefined) {
      const event = eventOfDocument(cursor, path, view);
      if (event !== undefined) return describeName({ kind: 'event', name: event }, view, program);
    }
    return keyText(cursor, asyncApiShape(cursor.path, text));
  }
  if (kind === 'other') return undefined;
  const name = nameAt(cursor.path, cursor.on, cursor.token.text);
  if (name !== undefined && (view !== undefined || name.kind === 'rule')) {
    const described =
      view === undefined ? program.explain(name.name)?.text : describeName(name, view, program);
    const delivery = view === undefined ? undefined : describeSubscription(cursor, view, program);
    if (described !== undefined) return delivery === undefined ? described : `${described}\n\n${delivery}`;
  }
  return keyText(cursor, languageShape(cursor.path, cursor.members, kind === 'part'));
}

/** What the language says of a key, or of the value of one. */
function keyText(cursor: Cursor, shape: ReturnType<typeof languageShape>): string | undefined {
  if (cursor.on === 'value') return shape.description;
  return shape.keys.find(({ name }) => name === cursor.token.text)?.description;
}

/** On a subscription: what really happens to the event, environment by environment. */
function describeSubscription(
  { path, on, token }: Cursor,
  view: DesignView,
  program: LspProgram,
): string | undefined {
  const [section, service, key] = path;
  if (on !== 'key' || section !== 'services' || key !== 'subscribes' || path.length !== 3) return undefined;
  const texts = deliveriesTo(view.architecture, String(service), token.text).map((delivery) => {
    const { environment } = delivery.terms.placement;
    return `**${environment}**\n\n\`\`\`text\n${program.describeDelivery(delivery, view).trimEnd()}\n\`\`\``;
  });
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** The event that a message of a document is, where the cursor is in it. */
function eventOfDocument({ path }: Cursor, absolute: string, view: DesignView): string | undefined {
  const file = pathFrom(view.home.folder, absolute);
  return Object.values(view.architecture.events).find((event) => {
    const at = view.source.placeOf(event.at);
    return (
      at.file === file &&
      at.path.length > 0 &&
      at.path.length <= path.length + 1 &&
      at.path.every((step, index) => String(step) === String(path[index] ?? step))
    );
  })?.name;
}

function describeMetadata({ path, members, token }: Cursor, text: string): string | undefined {
  const { type } = documentAround(text, token.offset);
  const known = knownComponent(type);
  if (known === undefined || known === 'bare' || path[1] !== 'metadata') return undefined;
  const name = path.at(-1) === 'name' ? token.text : (members.get('name') ?? '');
  const metadata = Object.hasOwn(known.metadata, name) ? known.metadata[name] : undefined;
  if (metadata === undefined) return undefined;
  const notes = [
    metadata.type,
    metadata.required === true ? 'required' : '',
    metadata.sensitive === true ? 'a secret: name it by `secretKeyRef`' : '',
    metadata.deprecated === true ? 'deprecated' : '',
    metadata.values === undefined
      ? ''
      : `one of ${metadata.values.map((value) => `\`${value}\``).join(', ')}`,
  ].filter((note) => note !== '');
  return `**${name}** of \`${type}\` · ${notes.join(' · ')}`;
}

/** The rule that an ignore beside the text names, where the offset is on its name. */
function ignoredRuleAt(text: string, offset: number): string | undefined {
  const start = startOfLine(text, offset);
  const line = text.slice(start, endOfLine(text, offset));
  const ignore = /#\s*eda-ignore(?:-file)?\s/.exec(line);
  if (ignore === null) return undefined;
  for (const word of line.matchAll(/[a-z]+(?:-[a-z0-9]+)+/g)) {
    const from = start + word.index;
    if (word.index > ignore.index + 5 && offset >= from && offset <= from + word[0].length) return word[0];
  }
  return undefined;
}

/** A page up to its examples. */
function excerptOf(page: string): string {
  return page.split(/\n## |\nWrong:\n/, 1)[0]?.trim() ?? page;
}

function contains({ start, end }: PlacedFinding['range'], { line, character }: TextPosition): boolean {
  const isAfter = line > start.line || (line === start.line && character >= start.character);
  return isAfter && (line < end.line || (line === end.line && character <= end.character));
}
