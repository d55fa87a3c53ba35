export function assembled(): Promise<Uint8Array>;
