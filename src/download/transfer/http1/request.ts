import { TransferFailure } from '../../failure.ts';
import type { HeaderList } from '../../headers.ts';

const name = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

/** As it is sent, in latin1. @throws TransferFailure where a header would be something else in the end */
export function requestText(method: 'GET' | 'HEAD', url: URL, headers: HeaderList): string {
  let text = `${method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`;
  for (const [key, content] of headers) {
    if (!name.test(key) || !value.test(content)) {
      throw new TransferFailure(`the header ${JSON.stringify(key)} holds what no header can`, 'never');
    }
    text += `${key}: ${content}\r\n`;
  }
  return `${text}\r\n`;
}
