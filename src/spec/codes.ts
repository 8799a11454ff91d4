import { type CodeExplanation, shapeCodes } from './eda/shape/codes.ts';

/** Every fault that reading a design can find, by code: what `eda explain <code>` shows. */
export const readerCodes: { readonly [code: string]: CodeExplanation } = {
  ...shapeCodes,
  'file-unreadable': {
    title: 'A file that the design needs cannot be read',
    explanation:
      'It does not exist, is a folder, is not UTF-8 text, is larger than 64 MB, or permissions forbid it. Parts are found by the globs of `include`, relative to the root file.',
    wrong: 'include: [domain/*.eda.yaml]     # the folder is called domains',
    right: 'include: [domains/*.eda.yaml]',
  },
  'include-empty': {
    title: 'What include names is not there',
    explanation:
      'Paths and globs are relative to the root file. A glob that matches no file defines nothing, which is a warning; a file that is named by its path has to be there.',
    wrong: 'include: [part/*.yaml]           # the folder is called parts',
    right: 'include: [parts/*.eda.yaml]',
  },
  'duplicate-definition': {
    title: 'A name is defined twice',
    explanation: 'Every thing has one owner, in one file. Both places are shown; keep one.',
    wrong:
      '# a.eda.yaml\ndomains: { billing: { owner: a } }\n# b.eda.yaml\ndomains: { billing: { owner: b } }',
    right: '# a.eda.yaml\ndomains: { billing: { owner: a } }',
  },
  'service-path': {
    title: 'A folder of a service that its code cannot lie in',
    explanation:
      'Under `paths` a service says where its code lies: `root` relative to the project, all others relative to `root`. A folder lies inside of what it is relative to, no two services share one, and generated code, which is written again and again, is apart from what people write.',
    wrong: 'paths: { root: ../orders }',
    right: 'paths: { root: apps/orders, handlers: src/events }',
  },
  'ref-target': {
    title: 'A $ref leads nowhere',
    explanation:
      "`#/schemas/Name` is a shared schema of the whole system, from any of its files. A path is relative to the file that contains it; `#/…` inside a schema file is that file's. Files of the project only: no URLs.",
    wrong: "$ref: '../common.eda.yaml#/schemas/Money'",
    right: "$ref: '#/schemas/Money'",
  },
  'ref-loop': {
    title: 'A schema is part of itself, with nothing in between',
    explanation:
      'A cycle has to pass through a property or the items of an array; otherwise no value could satisfy it.',
    wrong: "schemas: { A: { $ref: '#/schemas/A' } }",
    right: "schemas:\n  A: { type: object, properties: { next: { $ref: '#/schemas/A' } } }",
  },
  'ref-siblings': {
    title: 'Keywords beside a $ref of draft-07 are ignored',
    explanation:
      'In 2020-12, the default here, they add to the referenced schema. Draft-07 says that a `$ref` stands alone.',
    wrong:
      '{ "$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/A", "maxLength": 5 }',
    right: '{ "allOf": [{ "$ref": "#/definitions/A" }, { "maxLength": 5 }] }',
  },
  'schema-value': {
    title: 'A keyword of a JSON Schema has a value that it cannot have',
    explanation:
      'Each keyword takes its own kind of value: `minLength` a whole number, `required` a list of names, `type` one of seven words or a list of them.',
    wrong: 'data: { type: object, properties: { title: { type: strin } } }',
    right: 'data: { type: object, properties: { title: { type: string } } }',
  },
  'schema-pattern': {
    title: 'A pattern is no regular expression',
    explanation:
      'Patterns are ECMAScript regular expressions with the `u` flag, as JSON Schema recommends: only characters that have a special meaning may be escaped. In an AsyncAPI document, one that is a regular expression without the flag alone is read in words that mean the same with it; where there are none, nothing is held to it, and `eda import` keeps it as `x-pattern`.',
    wrong: "pattern: '[A-Z'",
    right: "pattern: '^[A-Z]{3}$'",
  },
  'schema-keyword-type': {
    title: 'A keyword says nothing about values of this type',
    explanation:
      '`minLength` speaks of strings, `minimum` of numbers, `properties` of objects. Beside another `type` it never matters, so it is probably a slip.',
    wrong: '{ type: integer, minLength: 3 }',
    right: '{ type: integer, minimum: 100 }',
  },
  'asyncapi-version': {
    title: 'A file is no AsyncAPI document that can be read',
    explanation:
      'AsyncAPI 2.0 to 2.6, 3.0 and 3.1 are read. Older documents are brought to a newer version by the converter of AsyncAPI (`asyncapi convert`).',
    wrong: "asyncapi: '1.2.0'",
    right: 'asyncapi: 3.0.0',
  },
  'from-target': {
    title: 'The `from` of an event names no message, or several',
    explanation:
      'It is the path of an AsyncAPI document and a JSON Pointer to one message of a channel; in 2.x one of several messages is named by `/oneOf/<number>`.',
    wrong: 'from: ./vendor/hub.yaml#/components/schemas/Hold',
    right: 'from: ./vendor/hub.yaml#/channels/holds/messages/holdAdded',
  },
  'yaml-too-large': {
    title: 'Aliases stand for too many values',
    explanation:
      'A few lines of aliases of aliases can say billions of values. Schemas are shared by `$ref`, which costs nothing.',
    wrong: 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]     # and so on',
    right: "$ref: '#/components/schemas/X'",
  },
  'x-eda': {
    title: 'An x-eda says something that it cannot say',
    explanation:
      'Documents that eda exported carry under `x-eda` what AsyncAPI has no word for. It is as strict as eda.yaml: `specs/schema/x-eda.schema.json` says what may stand on which object.',
    wrong: 'x-eda: { avro: 5 }',
    right: 'x-eda: { avro: ReadingAvro }',
  },
  'asyncapi-contradiction': {
    title: 'AsyncAPI documents of one system contradict each other, or themselves',
    explanation:
      'Documents that eda exported say everything once: in standard fields, and under `x-eda` what those have no word for. Two documents that hold the same event, topic or schema say the same of it.',
    wrong: '# a.yaml: todos.task.created has `title`\n# b.yaml: todos.task.created has `name`',
    right: 'eda export asyncapi --out contracts     # both from one design',
  },
  'yaml-empty': {
    title: 'The file is empty',
    explanation: 'A design begins with its format version.',
    wrong: '# nothing yet',
    right: 'eda: 1\nsystem: shop',
  },
  'yaml-binary': {
    title: 'The file is not text',
    explanation:
      'It has NUL bytes or control characters; perhaps it was saved as UTF-16 or is another kind of file.',
    wrong: '(a picture, an archive)',
    right: 'UTF-8 text',
  },
  'yaml-syntax': {
    title: 'The text cannot be read as YAML',
    explanation:
      'The message says what YAML takes the text for. When in doubt, quote texts, and indent by two spaces.',
    wrong: 'title: Todo: the system',
    right: "title: 'Todo: the system'",
  },
  'yaml-tab': {
    title: 'A tab stands in the indentation',
    explanation: 'YAML indents by spaces only.',
    wrong: 'domains:\n\ttodos: {}',
    right: 'domains:\n  todos: {}',
  },
  'yaml-duplicate-key': {
    title: 'A key stands twice in one map',
    explanation: 'One of the two would be lost in silence. Both places are shown.',
    wrong: 'title: A\ntitle: B',
    right: 'title: B',
  },
  'yaml-key': {
    title: 'A key is a map or a list',
    explanation:
      'Braces and brackets open maps and lists in YAML; a key that contains them has to be quoted.',
    wrong: '{a}: 1',
    right: "'{a}': 1",
  },
  'yaml-anchor': {
    title: 'Anchors, aliases and merge keys are not part of the language',
    explanation:
      'Share schemas by `schemas` and `$ref`, settings by `defaults`, topics by `topicPer`: those say what is shared, and survive edits by tools.',
    wrong: 'a: &retry { attempts: 3 }\nb: *retry',
    right: 'defaults: { retry: { attempts: 3 } }',
  },
  'yaml-tag': {
    title: 'Tags are not part of the language',
    explanation: 'Values are plain: texts, numbers, booleans, lists, maps.',
    wrong: 'password: !secret db',
    right: 'auth: { type: password, secret: db }',
  },
  'yaml-documents': {
    title: 'The file holds more than one document',
    explanation: 'A design is spread over files by `include`, one document each.',
    wrong: 'eda: 1\n---\neda: 1',
    right: 'include: [parts/*.eda.yaml]',
  },
  'yaml-too-deep': {
    title: 'The text is nested more than 100 levels deep',
    explanation: 'No design needs it; move inner parts into `schemas` or files of their own.',
    wrong: '[[[[…]]]]',
    right: "$ref: '#/schemas/Inner'",
  },
  'release-unreadable': {
    title: 'The last release cannot be compared with',
    explanation:
      'What `eda release` records under releases/ does not change any more, and neither does what was accepted in eda.accepted.yaml without its reason. Restore them from version control.',
    wrong: '# releases/1.2.0/eda.yaml with a conflict mark of a merge\n<<<<<<< HEAD',
    right: 'git checkout main -- releases/1.2.0',
  },
};
