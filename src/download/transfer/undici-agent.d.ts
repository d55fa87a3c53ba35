/** The agent alone: undici's own index loads fetch, WebSocket and caches too, 100 ms of every fetch child's start. */
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';

  export default Agent;
}
