/** `~/Pictures`, as people write it. @param path safe to print */
export function shortenHome(path: string, home = process.env.HOME): string {
  const inside = home !== undefined && home !== '' && home !== '/' && (path === home || path.startsWith(`${home}/`));
  return inside ? `~${path.slice(home.length)}` : path;
}

/** What a shell makes of a leading `~`. */
export function expandHome(text: string, home = process.env.HOME): string {
  return home !== undefined && (text === '~' || text.startsWith('~/')) ? home + text.slice(1) : text;
}
