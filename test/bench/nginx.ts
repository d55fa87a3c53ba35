/** An nginx of our own on loopback, with a temporary configuration, ended by its pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path));

export interface Nginx {
  /** The files of `root`, without a slash at the end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Undefined where nginx is not installed. @param work an empty folder for its files */
export async function startNginx(root: string, work: string): Promise<Nginx | undefined> {
  if (binary === undefined) return undefined;
  const port = await freePort();
  mkdirSync(work, { recursive: true });
  writeFileSync(`${work}/nginx.conf`, configuration(root, work, port));
  const server = spawn(binary, ['-p', work, '-c', `${work}/nginx.conf`, '-e', `${work}/error.log`], {
    stdio: 'inherit',
  });
  const origin = `http://127.0.0.1:${port}`;
  await answers(`${origin}/`);
  return { origin, stop: () => ended(server) };
}

function configuration(root: string, work: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${work}/${name};`,
  );
  return `daemon off; worker_processes 1; pid ${work}/nginx.pid; user root;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; ${temporary.join(' ')}
  server {
    listen 127.0.0.1:${port};
    location / { root ${root}; }
  }
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(url);
      return;
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error(`nginx does not answer at ${url}`);
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGQUIT');
  });
}
