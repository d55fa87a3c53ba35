declare const FORKFUL_VERSION: string | undefined;

/** Set by the build; from source there is no release to speak of. */
export const version: string = typeof FORKFUL_VERSION === 'string' ? FORKFUL_VERSION : '0.0.0-source';
