import type { Place } from '../../diagnostics/diagnostic.ts';

/**
 * One AsyncAPI document, 2.x or 3.x, in one shape: references followed, traits merged, directions seen from the
 * application. `S` is what stands for a payload or headers: where it is written here, its meaning in the model.
 */
export interface AsyncApiDocument<S = WrittenSchema> {
  /** Relative to the project's root. */
  readonly file: string;
  /** As written: `2.6.0`. */
  readonly version: string;
  readonly major: 2 | 3;
  readonly id?: string;
  readonly title: string;
  /** `info.version` */
  readonly release: string;
  readonly description?: string;
  readonly contentType?: string;
  readonly servers: readonly Server[];
  readonly channels: readonly Channel<S>[];
  readonly operations: readonly Operation[];
  /** Declared under `components`. */
  readonly securitySchemes: readonly SecurityScheme[];
  /** Names of tags, in each list of them. */
  readonly tagLists: readonly (readonly NamedUse[])[];
  /** `$ref`s to other hosts, which are not followed. */
  readonly remoteRefs: readonly RemoteRef[];
  /** Bindings that stand under `components`. */
  readonly componentBindings: readonly ComponentBindings[];
  readonly at: Place;
}

export interface ComponentBindings {
  readonly object: 'server' | 'channel' | 'operation' | 'message';
  readonly bindings: readonly Binding[];
}

/** A schema as it stands in a document. */
export interface WrittenSchema {
  readonly value: unknown;
  readonly at: Place;
  readonly format: SchemaFormat;
}

/** `json`: JSON Schema or the superset of AsyncAPI; `other`: a language that is carried along unread. */
export type SchemaFormat = 'json' | 'avro' | 'other';

export interface Server {
  readonly name: string;
  /** `host:port`, 2.x: the URL. */
  readonly host: string;
  readonly protocol: string;
  readonly pathname?: string;
  readonly description?: string;
  readonly variables: readonly Variable[];
  /** Any one lets a client in; none listed: nothing is said. */
  readonly security: readonly SecurityAlternative[];
  readonly bindings: readonly Binding[];
  readonly at: Place;
}

/** A server variable, or a parameter of a channel's address. */
export interface Variable {
  readonly name: string;
  readonly description?: string;
  readonly enum: readonly string[];
  readonly default?: string;
  readonly examples: readonly string[];
  /** Runtime expression of where the value stands in a message. */
  readonly location?: string;
  /** 2.x: of a parameter's values; what it says of them in words is above. */
  readonly schema?: WrittenSchema;
  readonly at: Place;
}

/** What lets a client in, all of it; empty: it need not log in. */
export type SecurityAlternative = readonly SecurityUse[];

/** 2.x: by name; 3.x: a scheme that is referred to has the name of its component, an inline one none. */
export interface SecurityUse {
  readonly name?: string;
  /** As of the scheme that it names; undefined where there is none. */
  readonly type?: string;
  /** What a client has to be allowed. */
  readonly scopes: readonly string[];
  readonly at: Place;
}

export interface SecurityScheme {
  readonly name: string;
  /** `oauth2`, `scramSha512`, `http bearer`, …; undefined where it is not said. */
  readonly type?: string;
}

/** What an object says to one protocol. */
export interface Binding {
  readonly protocol: string;
  readonly value: unknown;
  readonly at: Place;
}

export interface Channel<S = WrittenSchema> {
  /** Its key in the document. */
  readonly key: string;
  /** 2.x: the key; 3.x: null where it is known at run time only. */
  readonly address: string | null;
  readonly title?: string;
  readonly description?: string;
  /** Names of servers; empty: all. */
  readonly servers: readonly NamedUse[];
  readonly parameters: readonly Variable[];
  readonly messages: readonly Message<S>[];
  readonly bindings: readonly Binding[];
  readonly at: Place;
}

/** A name that another part of the document declares, or a reference to it. */
export interface NamedUse {
  readonly name: string;
  readonly at: Place;
}

export interface Message<S = WrittenSchema> {
  /** Of the channel: the key in `messages`; 2.x: `messageId`, else the last step of its `$ref`, else `name`. */
  readonly key: string;
  readonly id?: NamedUse;
  readonly name?: string;
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly contentType?: string;
  /** As written; undefined: the AsyncAPI schema of the document's version. */
  readonly schemaFormat?: string;
  readonly payload?: S;
  /** Its own, and those of traits. */
  readonly headers: readonly S[];
  /** How it is a CloudEvent, if it is one. */
  readonly cloudEvent?: CloudEventModes;
  readonly correlationId?: { readonly location: string; readonly at: Place };
  readonly examples: readonly MessageExample[];
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly bindings: readonly Binding[];
  /** Where channels and operations name it: pointers that `from` may use. */
  readonly uses: readonly Place[];
  /** Where it is written. */
  readonly at: Place;
}

/** The modes of CloudEvents (1.0.2, §Message) that a message describes; one of them is true. */
export interface CloudEventModes {
  /** The payload is the envelope. */
  readonly structured: boolean;
  /** The attributes are headers. */
  readonly binary: boolean;
}

export interface MessageExample {
  readonly payload?: unknown;
  readonly headers?: unknown;
  readonly at: Place;
}

export interface Operation {
  /** 3.x: its key; 2.x: `operationId`, else `<publish|subscribe> <channel>`. */
  readonly name: string;
  readonly id?: NamedUse;
  /** As the application sees it: 2.x `publish` is what it receives. */
  readonly action: 'send' | 'receive';
  /** Key of the channel; undefined where the reference leads nowhere in this document. */
  readonly channel?: string;
  readonly channelAt: Place;
  /** The reference to the channel leads to nothing at all, which has been reported. */
  readonly isDangling?: true;
  /** Keys of messages of the channel. */
  readonly messages: readonly NamedUse[];
  /** References that are no message of the channel. */
  readonly foreignMessages: readonly NamedUse[];
  /** Those of `messages` that are referred to where they are declared, not at the channel. */
  readonly bypassingMessages: readonly NamedUse[];
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly reply?: Reply;
  /** Any one lets a client in; none listed: nothing is said. */
  readonly security: readonly SecurityAlternative[];
  readonly bindings: readonly Binding[];
  readonly at: Place;
}

export interface Reply {
  readonly channel?: string;
  readonly channelAt?: Place;
  /** The reference to the channel leads to nothing at all, which has been reported. */
  readonly isDangling?: true;
  /** Runtime expression. */
  readonly location?: { readonly text: string; readonly at: Place };
  readonly messages: readonly NamedUse[];
  readonly foreignMessages: readonly NamedUse[];
  readonly bypassingMessages: readonly NamedUse[];
  readonly at: Place;
}

export interface RemoteRef {
  readonly ref: string;
  readonly at: Place;
}
