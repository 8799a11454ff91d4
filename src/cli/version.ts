declare const EDA_VERSION: string | undefined;

/** Of the package; put in when it is bundled. */
export const version: string = typeof EDA_VERSION === 'string' ? EDA_VERSION : '0.0.0-source';
