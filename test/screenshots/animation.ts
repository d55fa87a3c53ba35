/** A screen, and how long it stands. */
export interface Frame {
  readonly svg: string;
  readonly ms: number;
}

/** Many pictures of one size as one that moves, over and over: each is shown for its time and hidden for the rest. */
export function animate(frames: readonly Frame[]): string {
  const whole = frames.reduce((sum, { ms }) => sum + ms, 0);
  const share = (ms: number): string => `${((ms / whole) * 100).toFixed(3)}%`;
  let at = 0;
  const rules: string[] = [];
  const groups = frames.map(({ svg, ms }, index) => {
    const [from, to] = [share(at), share(at + ms)];
    at += ms;
    const before = index === 0 ? '' : `0%{visibility:hidden}${from}{visibility:visible}`;
    const after = index === frames.length - 1 ? '' : `${to}{visibility:hidden}100%{visibility:hidden}`;
    rules.push(`@keyframes f${index}{${before || '0%{visibility:visible}'}${after || '100%{visibility:visible}'}}`);
    rules.push(`.f${index}{visibility:hidden;animation:f${index} ${whole}ms step-end infinite}`);
    return `<g class="f${index}">${inner(svg)}</g>`;
  });
  const opening = frames[0]?.svg.split('\n')[0] ?? '<svg xmlns="http://www.w3.org/2000/svg">';
  return [opening, `<style>${rules.join('')}</style>`, ...groups, '</svg>', ''].join('\n');
}

function inner(svg: string): string {
  return svg.split('\n').slice(1, -2).join('\n');
}
