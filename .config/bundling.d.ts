import type { BuildOptions } from 'esbuild';

export declare const root: string;
export declare const bundling: BuildOptions;
export declare const withInk: Required<Pick<BuildOptions, 'define' | 'plugins'>>;
export declare const alone: (command?: string) => Required<Pick<BuildOptions, 'define' | 'plugins'>> & BuildOptions;
