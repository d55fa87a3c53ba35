// `node:process` as a module has every getter of process called while it is loaded (standard input and output are opened,
// and more), for names that nobody imports: the global is the same object.
export default globalThis.process;
export const { env } = globalThis.process;
export const cwd = () => globalThis.process.cwd();
